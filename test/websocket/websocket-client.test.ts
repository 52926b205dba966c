import WebSocketClient from "../../src/websocket/websocket-client.js";
import type {
  ClientSocket,
  SocketCallbacks,
  WebSocketClientOptions,
} from "../../src/websocket/websocket-client-options.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { ascii, frame, hex, join, makeRandom, parseSent, response, seeded } from "./peer.js";
import { sha1 } from "./sha1.js";

type Dial = SocketCallbacks & { address: string; host: string; port: number };

/** A resolver, sockets, a clock and a timer that a test moves by hand. */
class World {
  now = 0;
  log: string[] = [];
  resolve:
    | { onResolved(host: string, address: string): void; onError(host: string, reason?: string): void }
    | undefined;
  sockets: FakeSocket[] = [];
  timers: { callback: () => void; at: number }[] = [];
  isResolverOpen = false;
  xor: ((bytes: Uint8Array, key: Uint8Array) => void) | undefined;

  get socket(): FakeSocket {
    return this.sockets[this.sockets.length - 1] as FakeSocket;
  }

  make(changes: Partial<WebSocketClientOptions> = {}): WebSocketClient {
    const { xor } = this;
    const world = this;
    class FakeResolver {
      constructor() {
        world.isResolverOpen = true;
      }
      resolve(options: NonNullable<World["resolve"]>) {
        world.resolve = options;
      }
      close() {
        world.isResolverOpen = false;
      }
    }
    const io = class extends FakeSocket {
      constructor(options: Dial) {
        super(options);
        world.sockets.push(this);
      }
    };
    const options: WebSocketClientOptions = {
      host: "server.example",
      path: "/chat",
      dns: { io: FakeResolver },
      socket: { io },
      onReadable(count, { more, binary }) {
        const data = this.read();
        const bytes = new Uint8Array(data === undefined ? new ArrayBuffer(0) : (data as ArrayBuffer));
        world.log.push(
          `${binary ? "binary" : "text"}${more ? "+" : ""} ${count} ${String.fromCharCode(...bytes)}`.trim(),
        );
      },
      onWritable: (count) => world.log.push(`writable ${count}`),
      onControl: (opcode, data) => world.log.push(`control ${opcode} ${data.byteLength}`),
      onClose: (code, reason) => world.log.push(`close ${code} ${reason}`.trim()),
      onError: (failure) =>
        world.log.push(`error ${failure.code}${failure.status === undefined ? "" : ` ${failure.status}`}`),
      ...changes,
    };
    return new WebSocketClient(options, {
      now: () => this.now,
      random: makeRandom(),
      sha1,
      ...(xor && { xor }),
      timer: {
        set: (callback, delayMs) => {
          const timer = { callback, at: this.now + delayMs };
          this.timers.push(timer);
          return timer;
        },
        clear: (timer) => {
          this.timers = this.timers.filter((each) => each !== timer);
        },
      },
    });
  }

  open(changes: Partial<WebSocketClientOptions> = {}): WebSocketClient {
    const client = this.make(changes);
    this.resolve?.onResolved("server.example", "192.0.2.1");
    this.socket.options.onWritable(4096);
    this.socket.sent = [];
    this.socket.bring(response());
    return client;
  }

  advance(ms: number): void {
    this.now += ms;
    for (const timer of this.timers.filter((each) => each.at <= this.now)) {
      this.timers = this.timers.filter((each) => each !== timer);
      timer.callback();
    }
  }
}

class FakeSocket implements ClientSocket {
  readonly options: Dial;
  waiting: Uint8Array = new Uint8Array(0);
  sent: Uint8Array[] = [];
  /** What write() answers, and what it answered last. */
  writable = 4096;
  told = 4096;
  isClosed = false;

  constructor(options: Dial & { from?: FakeSocket }) {
    this.options = options;
    if (options.from !== undefined) {
      options.from.isClosed = true;
      attached.push(this);
    }
  }

  bring(bytes: Uint8Array): void {
    this.waiting = join(this.waiting, bytes);
    this.options.onReadable(this.waiting.length);
  }

  read(buffer: Uint8Array): number {
    const count = buffer.length;
    if (count === 0 || count > this.waiting.length) throw new Error("invalid"); // as the SDK's sockets do
    buffer.set(this.waiting.subarray(0, count));
    this.waiting = this.waiting.subarray(count);
    return count;
  }

  write(bytes: Uint8Array): number {
    if (this.isClosed) throw new Error("the socket is gone");
    if (bytes.length > this.told) throw new Error("too much");
    this.told = this.writable;
    this.sent.push(bytes.slice());
    return this.writable;
  }

  close(): void {
    this.isClosed = true;
  }
}

const attached: FakeSocket[] = [];

/** Unmasks a client's frames in place and makes their keys zero. */
function takeMasks(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    const short = (bytes[at + 1] as number) & 127;
    const key = at + (short < 126 ? 2 : 4);
    const length = short < 126 ? short : (bytes[at + 2] as number) * 256 + (bytes[at + 3] as number);
    for (let i = 0; i < length; i++)
      bytes[key + 4 + i] = (bytes[key + 4 + i] as number) ^ (bytes[key + (i & 3)] as number);
    bytes.fill(0, key, key + 4);
    at = key + 4 + length;
  }
}

describe("WebSocketClient", () => {
  it("resolves, connects, upgrades, and says that it is writable", () => {
    const world = new World();
    const client = world.make({ port: 8080, headers: new Map([["X-A", "b"]]), protocol: "mooring.v1" });
    equal(client.protocol, undefined);
    world.resolve?.onResolved("server.example", "192.0.2.1");
    const { address, host, port } = world.socket.options;
    deepEqual([address, host, port], ["192.0.2.1", "server.example", 8080]);
    equal(world.isResolverOpen, false);
    world.socket.options.onWritable(1000);
    const request = String.fromCharCode(...join(...world.socket.sent));
    ok(request.startsWith("GET /chat HTTP/1.1\r\nHost: server.example:8080\r\n"));
    ok(request.includes("\r\nX-A: b\r\n"));
    deepEqual(world.log, []);
    world.socket.bring(response(["Sec-WebSocket-Protocol: mooring.v1"]));
    deepEqual(world.log, ["writable 2034"]);
    equal(client.protocol, "mooring.v1");
  });

  it("hands out messages, their parts and control frames", () => {
    const world = new World();
    world.open();
    world.log = [];
    world.socket.bring(
      join(frame(0x81, "Hi"), frame(0x02, "a"), frame(0x89, "p"), frame(0x80, "b"), frame(0x82), frame(0x8a)),
    );
    deepEqual(world.log, ["text 2 Hi", "binary+ 1 a", "control 9 1", "binary 1 b", "binary 0", "control 10 0"]);
    deepEqual(parseSent(join(...world.socket.sent)), ["8a 70"]);
  });

  it("hands out a message larger than its buffer in parts", () => {
    const world = new World();
    const sizes: number[] = [];
    const mores: boolean[] = [];
    world.open({
      readBytes: 100,
      onReadable(count, { more }) {
        sizes.push((this.read() as ArrayBuffer).byteLength);
        mores.push(more);
        equal(sizes[sizes.length - 1], count);
      },
    });
    world.socket.bring(frame(0x82, new Uint8Array(350)));
    equal(
      sizes.reduce((sum, size) => sum + size),
      350,
    );
    ok(mores.slice(0, -1).every((more) => more) && !mores[mores.length - 1]);
  });

  it("reads by count, into a buffer, and as numbers; what is left unread holds the rest back", () => {
    const world = new World();
    let told = 0;
    const client = world.open({ onReadable: () => void told++ });
    world.socket.bring(join(frame(0x82, "abcdef"), frame(0x82, "g")));
    equal(told, 1);
    deepEqual(new Uint8Array(client.read(2) as ArrayBuffer), ascii("ab"));
    const into = new Uint8Array(3);
    equal(client.read(into), 3);
    deepEqual(into, ascii("cde"));
    client.format = "number";
    equal(client.read(), "f".charCodeAt(0));
    equal(client.read(), undefined);
    equal(told, 1, "not from inside read()");
    world.advance(0);
    equal(told, 2);
    equal(client.read(), "g".charCodeAt(0));
  });

  it("writes text, binary, parts and control frames, and says how much more can be written", () => {
    const world = new World();
    const client = world.open();
    const room = client.write(ascii("a"));
    equal(room, 2034);
    client.write(ascii("b").buffer as ArrayBuffer, { binary: false });
    client.write(ascii("c"), { binary: false, more: true });
    client.write(ascii("d"), { binary: false });
    client.write(ascii("e"), { opcode: WebSocketClient.ping });
    client.write(ascii("f"), { opcode: WebSocketClient.pong });
    client.write(ascii("g"), { opcode: WebSocketClient.text });
    deepEqual(parseSent(join(...world.socket.sent)), ["82 61", "81 62", "01 63", "80 64", "89 65", "8a 66", "81 67"]);
    throws(() => client.write(new Uint8Array(room + 1)), "more than is writable");
    throws(() => client.write(new Uint16Array(2) as unknown as Uint8Array), "Byte Buffer");
  });

  for (const isNative of [false, true])
    it(`sends what was written whatever room the socket has, masked ${isNative ? "by the host" : "by itself"}`, () => {
      const world = new World();
      let masked = 0;
      if (isNative)
        world.xor = (bytes, key) => {
          masked++;
          for (let i = 0; i < bytes.length; i++) bytes[i] = (bytes[i] as number) ^ (key[i & 3] as number);
        };
      const client = world.open();
      const { socket } = world;
      const below = seeded(1);
      const expected: Uint8Array[] = [];
      let goesOn = false;
      for (let i = 0; i < 2000; i++) {
        if (below(4) === 0) {
          socket.writable = below(3) === 0 ? 0 : below(9000);
          socket.told = socket.writable;
          socket.options.onWritable(socket.writable);
        }
        const message = new Uint8Array(below(3) > 0 ? 125 : below(500)).map((_, at) => at + i);
        const more = below(4) === 0;
        const binary = below(2) === 0;
        let hasRoom = true;
        try {
          client.write(message, { more, binary });
        } catch {
          hasRoom = false;
        }
        if (!hasRoom) continue;
        expected.push(frame((goesOn ? 0 : binary ? 2 : 1) | (more ? 0 : 128), message, new Uint8Array(4)));
        goesOn = more;
      }
      socket.writable = 100000;
      socket.told = socket.writable;
      socket.options.onWritable(socket.writable);
      const sent = join(...socket.sent);
      takeMasks(sent);
      deepEqual(sent, join(...expected));
      ok(expected.length > 500);
      equal(masked > 0, isNative);
    });

  it("tells when there is room again", () => {
    const world = new World();
    const client = world.open();
    world.socket.writable = 0;
    client.write(new Uint8Array(10));
    world.log = [];
    const room = client.write(new Uint8Array(1000));
    ok(room < 1034);
    world.socket.writable = 4096;
    world.socket.told = 4096;
    world.socket.options.onWritable(4096);
    deepEqual(world.log, ["writable 2034"]);
  });

  it("answers a close and tells code and reason", () => {
    const world = new World();
    world.open();
    world.log = [];
    world.socket.bring(frame(0x88, join(hex("0fa0"), ascii("bye"))));
    deepEqual(parseSent(join(...world.socket.sent)), ["88 0fa0"]);
    world.socket.options.onError();
    deepEqual(world.log, ["control 8 5", "close 4000 bye"]);
    equal(world.socket.isClosed, true);
    equal(world.timers.length, 0);
  });

  it("begins a closing handshake with write, and ends at its deadline", () => {
    const world = new World();
    const client = world.open({ timeouts: { closeMs: 300 } });
    world.log = [];
    client.write(hex("03e9"), { opcode: WebSocketClient.close });
    deepEqual(parseSent(join(...world.socket.sent)), ["88 03e9"]);
    throws(() => client.write(ascii("late")), "not open");
    world.advance(300);
    deepEqual(world.log, ["error close.timeout"]);
  });

  for (const [phase, lead] of [
    ["resolving", () => {}],
    ["connecting", (world: World) => world.resolve?.onResolved("server.example", "192.0.2.1")],
    [
      "upgrading",
      (world: World) => {
        world.resolve?.onResolved("server.example", "192.0.2.1");
        world.socket.options.onWritable(1000);
      },
    ],
  ] as const) {
    it(`close() while ${phase} leaves nothing behind, and late callbacks change nothing`, () => {
      const world = new World();
      const client = world.make();
      lead(world);
      const { resolve } = world;
      const sockets = world.sockets.length;
      client.close();
      client.close();
      equal(world.timers.length, 0);
      equal(world.isResolverOpen, false);
      ok(world.sockets.every((socket) => socket.isClosed));
      resolve?.onResolved("server.example", "192.0.2.1");
      resolve?.onError("server.example");
      for (const socket of world.sockets) {
        socket.options.onWritable(100);
        socket.bring(response());
        socket.options.onError("late");
      }
      equal(world.sockets.length, sockets);
      deepEqual(world.log, []);
    });

    it(`has a deadline while ${phase}`, () => {
      const world = new World();
      world.make({ timeouts: { resolveMs: 50, connectMs: 50, upgradeMs: 50 } });
      lead(world);
      world.advance(49);
      deepEqual(world.log, []);
      world.advance(1);
      deepEqual(world.log, [
        `error ${phase.replace("ing", "")}`
          .replace("resolv", "resolve.timeout")
          .replace("connect", "connect.timeout")
          .replace("upgrad", "upgrade.timeout"),
      ]);
      equal(world.timers.length, 0);
    });
  }

  it("tells why it failed: name, TCP, status, loss", () => {
    const begin = (world: World) => {
      world.make();
      world.resolve?.onResolved("server.example", "192.0.2.1");
    };
    const cases: readonly (readonly [(world: World) => void, string])[] = [
      [
        (world) => {
          world.make();
          world.resolve?.onError("server.example", "none");
        },
        "error resolve.failed",
      ],
      [
        (world) => {
          begin(world);
          world.socket.options.onError("ECONNREFUSED");
        },
        "error connect.failed",
      ],
      [
        (world) => {
          begin(world);
          world.socket.options.onWritable(1000);
          world.socket.bring(ascii("HTTP/1.1 401 Unauthorized\r\n\r\n"));
        },
        "error upgrade.status 401",
      ],
      [
        (world) => {
          world.open();
          world.socket.options.onError("ECONNRESET");
        },
        "error connection.lost",
      ],
    ];
    for (const [play, expected] of cases) {
      const world = new World();
      play(world);
      equal(world.log[world.log.length - 1], expected);
      equal(world.timers.length, 0);
    }
  });

  it("may be closed from inside every callback", () => {
    for (const name of ["onWritable", "onReadable", "onControl", "onClose", "onError"] as const) {
      const world = new World();
      let count = 0;
      world.open({
        [name](this: WebSocketClient) {
          count++;
          this.close();
        },
      });
      world.socket.bring(join(frame(0x81, "a"), frame(0x89), frame(0x81, "b")));
      if (name === "onClose") world.socket.bring(frame(0x88, hex("03e8")));
      world.socket.options.onError();
      equal(count, 1, name);
      equal(world.timers.length, 0, name);
    }
  });

  it("does not throw, nor call back from inside write(), when the socket has died", () => {
    const world = new World();
    const client = world.open();
    world.socket.isClosed = true;
    world.log = [];
    client.write(ascii("a"));
    deepEqual(world.log, []);
    world.advance(0);
    deepEqual(world.log, ["error connection.lost"]);
  });

  it("throws for options that make no sense before anything begins", () => {
    const world = new World();
    throws(() => world.make({ path: "no slash" }), "path");
    throws(() => new World().make({ format: "text" as "buffer" }), "format");
    equal(world.resolve, undefined);
    equal(world.timers.length, 0);
  });

  it("takes over a socket as a server with attach: masks are taken off, none are sent", () => {
    const world = new World();
    const socket = new FakeSocket({} as Dial);
    const client = world.make({ attach: socket });
    const own = attached.pop() as FakeSocket;
    own.options.onWritable(1000);
    own.bring(frame(0x81, "Hello", hex("37fa213d")));
    deepEqual(world.log, ["writable 2034", "text 5 Hello"]);
    client.write(ascii("x"), { binary: false });
    deepEqual(join(...own.sent), frame(0x81, "x"));
  });
});
