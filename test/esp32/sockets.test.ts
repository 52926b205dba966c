/** The adapters of hosts/moddable over scripted doubles that behave as the SDK 8.2 does on lwip. */
import { Guard } from "../../hosts/moddable/guard.js";
import { MooringListener } from "../../hosts/moddable/listener.js";
import { MooringTCP, type NativeTCPOptions, type SocketHost } from "../../hosts/moddable/tcp.js";
import { GuardedTimer } from "../../hosts/moddable/timer.js";
import { MooringUDP, type NativeUDPOptions } from "../../hosts/moddable/udp.js";
import type { TCPOptions } from "../../src/board/network.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";

/** As `embedded:io/socket/tcp`: read() throws when less has come than was asked for. */
class ScriptedTCP {
  static latest: ScriptedTCP;
  static failure: string | undefined;
  readonly options: NativeTCPOptions;
  readonly remoteAddress = "10.0.0.9";
  readonly remotePort = 4711;
  received: number[] = [];
  sent: number[] = [];
  free: number | undefined = 8;
  closed = 0;
  constructor(options: NativeTCPOptions) {
    if (ScriptedTCP.failure !== undefined) throw new Error(ScriptedTCP.failure);
    this.options = options;
    ScriptedTCP.latest = this;
  }
  bring(...bytes: number[]): void {
    this.received.push(...bytes);
    this.options.onReadable(this.received.length);
  }
  read(buffer: Uint8Array): number {
    if (buffer.length > this.received.length) throw new Error("invalid");
    buffer.set(this.received.splice(0, buffer.length));
    return buffer.length;
  }
  write(bytes: Uint8Array): number | undefined {
    this.sent.push(...bytes);
    if (this.free !== undefined) this.free -= bytes.length;
    return this.free;
  }
  close(): void {
    this.closed++;
  }
}

interface Bench {
  host: SocketHost;
  lines: string[];
  restarts: string[];
  /** Runs what was deferred. */
  turn(): void;
}
function bench(): Bench {
  const lines: string[] = [];
  const restarts: string[] = [];
  const deferred: (() => void)[] = [];
  const guard = new Guard({ print: (line) => lines.push(line), restart: (reason) => restarts.push(reason) });
  ScriptedTCP.failure = undefined;
  return {
    host: { guard, defer: (callback) => deferred.push(callback) },
    lines,
    restarts,
    turn: () => {
      for (const callback of deferred.splice(0)) callback();
    },
  };
}
function connect(host: SocketHost, callbacks: Partial<TCPOptions> = {}): { tcp: MooringTCP; native: ScriptedTCP } {
  const tcp = new MooringTCP(ScriptedTCP, { address: "10.0.0.1", port: 80, noDelay: true }, callbacks, host);
  return { tcp, native: ScriptedTCP.latest };
}

describe("TCP over the SDK's", () => {
  it("reads into a buffer that is larger than what has come, and says how much", () => {
    const { tcp, native } = connect(bench().host);
    const buffer = new Uint8Array(4);
    equal(tcp.read(buffer), 0);
    native.bring(1, 2, 3);
    equal(tcp.read(buffer), 3);
    deepEqual(Array.from(buffer), [1, 2, 3, 0]);
    equal(tcp.read(buffer), 0);
    native.bring(4, 5, 6, 7, 8);
    equal(tcp.read(buffer), 4);
    equal(tcp.read(buffer), 1);
    equal(buffer[0], 8);
    equal(tcp.read(new Uint8Array(0)), 0);
  });

  it("takes what is writable, returns what is writable then, and throws beyond it without writing", () => {
    const told: number[] = [];
    const { tcp, native } = connect(bench().host, { onWritable: (count) => told.push(count) });
    throws(() => tcp.write(new Uint8Array(1)), "more than is writable");
    native.options.onWritable(8);
    deepEqual(told, [8]);
    equal(tcp.write(new Uint8Array([1, 2, 3])), 5);
    throws(() => tcp.write(new Uint8Array(6)), "more than is writable");
    deepEqual(native.sent, [1, 2, 3]);
    native.free = undefined; // the SDK's answer when the connection is failing
    equal(tcp.write(new Uint8Array(1)), 0);
  });

  it("closes the socket, then tells the end once: a reason before it stood, none after", () => {
    const ends: (string | undefined)[] = [];
    const first = connect(bench().host, { onError: (reason) => ends.push(reason) });
    first.native.options.onError();
    first.native.options.onError();
    equal(first.native.closed, 1);
    const second = connect(bench().host, { onError: (reason) => ends.push(reason) });
    second.native.options.onWritable(8);
    second.native.options.onError();
    deepEqual(ends, ["no connection", undefined]);
    equal(second.tcp.read(new Uint8Array(1)), 0);
    equal(second.tcp.remoteAddress, "10.0.0.1");
  });

  it("calls nothing after close(), which may be called twice and from inside a callback", () => {
    const calls: string[] = [];
    const { tcp, native } = connect(bench().host, {
      onReadable: () => {
        calls.push("readable");
        tcp.close();
      },
      onWritable: () => calls.push("writable"),
      onError: () => calls.push("error"),
    });
    native.bring(1);
    native.bring(2);
    native.options.onWritable(8);
    native.options.onError();
    tcp.close();
    deepEqual(calls, ["readable"]);
    equal(native.closed, 1);
  });

  it("catches an exception of each callback, counts it and ends the connection", () => {
    for (const name of ["onReadable", "onWritable"] as const) {
      const { host, lines } = bench();
      const ends: (string | undefined)[] = [];
      const { native } = connect(host, {
        [name]: () => {
          throw new TypeError("broken");
        },
        onError: (reason?: string) => ends.push(reason),
      });
      native.options[name](1);
      deepEqual(ends, [`exception in ${name}`]);
      deepEqual(lines, [`exception in TCP ${name}: TypeError: broken`]);
      equal(native.closed, 1);
      equal(host.guard.faults, 1);
    }
    const { host } = bench();
    const thrower = () => {
      throw new Error("again");
    };
    connect(host, { onError: thrower }).native.options.onError();
    equal(host.guard.faults, 1);
  });

  it("reports a constructor that fails for the world's reasons later, and throws for a mistake at once", () => {
    const { host, turn } = bench();
    const ends: (string | undefined)[] = [];
    ScriptedTCP.failure = "no socket";
    const callbacks = { onError: (reason?: string) => ends.push(reason) };
    const tcp = new MooringTCP(ScriptedTCP, { address: "10.0.0.1", port: 80 }, callbacks, host);
    deepEqual(ends, []);
    equal(tcp.read(new Uint8Array(1)), 0);
    turn();
    deepEqual(ends, ["Error: no socket"]);
    const closed = new MooringTCP(ScriptedTCP, { address: "10.0.0.1", port: 80 }, callbacks, host);
    closed.close();
    turn();
    equal(ends.length, 1);
    throws(() => new MooringTCP(ScriptedTCP, { address: "10.0.0.1", port: 0 }, {}, host), "port 0");
    throws(() => new MooringTCP(ScriptedTCP, { address: "", port: 80 }, {}, host), "address");
  });
});

describe("Listener over the SDK's", () => {
  class ScriptedListener {
    static latest: ScriptedListener;
    readonly port = 8080;
    readonly onReadable: (requests: number) => void;
    waiting: ScriptedTCP[] = [];
    closed = 0;
    constructor(options: { onReadable(requests: number): void }) {
      this.onReadable = options.onReadable;
      ScriptedListener.latest = this;
    }
    read(): ScriptedTCP | undefined {
      return this.waiting.shift();
    }
    close(): void {
      this.closed++;
    }
  }

  it("hands out a waiting connection with our callbacks, by way of `from`", () => {
    const { host } = bench();
    const requests: number[] = [];
    const options = { port: 8080, onReadable: (count: number) => requests.push(count) };
    const listener = new MooringListener(ScriptedListener, ScriptedTCP, options, host);
    equal(listener.port, 8080);
    equal(listener.read({}), undefined);
    const waiting = new ScriptedTCP({} as NativeTCPOptions);
    ScriptedListener.latest.waiting.push(waiting);
    ScriptedListener.latest.onReadable(1);
    deepEqual(requests, [1]);
    const readable: number[] = [];
    const tcp = listener.read({ onReadable: (count) => readable.push(count) });
    equal(ScriptedTCP.latest.options.from, waiting);
    equal(tcp?.remoteAddress, "10.0.0.9");
    equal(tcp?.remotePort, 4711);
    ScriptedTCP.latest.bring(1, 2);
    deepEqual(readable, [2]);
    listener.close();
    listener.close();
    equal(ScriptedListener.latest.closed, 1);
    equal(listener.read({}), undefined);
    ScriptedListener.latest.onReadable(1);
    deepEqual(requests, [1]);
  });

  it("closes a connection that was lost before it was taken, and tells its end", () => {
    const { host, turn } = bench();
    const listener = new MooringListener(ScriptedListener, ScriptedTCP, { port: 8080 }, host);
    const waiting = new ScriptedTCP({} as NativeTCPOptions);
    ScriptedListener.latest.waiting.push(waiting);
    ScriptedTCP.failure = "invalid from";
    const reasons: (string | undefined)[] = [];
    listener.read({ onError: (text) => reasons.push(text) });
    equal(waiting.closed, 1);
    turn();
    deepEqual(reasons, ["Error: invalid from"]);
  });

  it("survives an exception in onReadable", () => {
    const { host } = bench();
    const onReadable = () => {
      throw new Error("broken");
    };
    new MooringListener(ScriptedListener, ScriptedTCP, { port: 8080, onReadable }, host);
    ScriptedListener.latest.onReadable(1);
    equal(host.guard.last, "Listener onReadable: Error: broken");
  });
});

describe("UDP over the SDK's", () => {
  class ScriptedUDP {
    static latest: ScriptedUDP;
    readonly options: NativeUDPOptions;
    sent: unknown[] = [];
    constructor(options: NativeUDPOptions) {
      this.options = options;
      ScriptedUDP.latest = this;
    }
    packets: (ArrayBuffer & { address: string; port: number })[] = [];
    read(): (ArrayBuffer & { address: string; port: number }) | undefined {
      return this.packets.shift();
    }
    write(...args: unknown[]): void {
      this.sent.push(args);
    }
    close(): void {}
  }

  it("turns the SDK's buffer with an address into a packet", () => {
    const { host } = bench();
    const udp = new MooringUDP(ScriptedUDP, { port: 53 }, host);
    equal(udp.port, 53);
    equal(udp.read(), undefined);
    const bytes = new Uint8Array([7]).buffer;
    ScriptedUDP.latest.packets.push(Object.assign(bytes, { address: "10.0.0.2", port: 5353 }));
    const packet = udp.read();
    deepEqual([packet?.address, packet?.port], ["10.0.0.2", 5353]);
    deepEqual(new Uint8Array(packet?.bytes ?? new ArrayBuffer(0)), new Uint8Array([7]));
    udp.write(bytes, "10.0.0.2", 53);
    equal(ScriptedUDP.latest.sent.length, 1);
    udp.close();
    udp.close();
    equal(udp.read(), undefined);
    throws(() => udp.write(bytes, "10.0.0.2", 53), "closed");
    equal("port" in new MooringUDP(ScriptedUDP, {}, host) && "port" in ScriptedUDP.latest.options, false);
  });
});

describe("guarded timers", () => {
  interface Armed {
    callback: () => void;
    delayMs: number;
  }
  function timers() {
    const { host, restarts, lines } = bench();
    const armed = new Set<Armed>();
    const native = {
      set(callback: () => void, delayMs: number): Armed {
        const entry = { callback, delayMs };
        armed.add(entry);
        return entry;
      },
      clear: (entry: Armed) => void armed.delete(entry),
    };
    const fire = (): void => {
      for (const entry of [...armed]) {
        armed.delete(entry);
        entry.callback();
      }
    };
    return { timer: new GuardedTimer(native, host.guard), armed, fire, restarts, lines, guard: host.guard };
  }

  it("call back once, after whole milliseconds, an hour at most, and never a negative time", () => {
    const { timer, armed, fire } = timers();
    let calls = 0;
    for (const delay of [0.2, -5, Number.NaN, Number.POSITIVE_INFINITY, 1e12]) timer.set(() => calls++, delay);
    deepEqual(
      [...armed].map((entry) => entry.delayMs),
      [1, 0, 0, 3_600_000, 3_600_000],
    );
    fire();
    fire();
    equal(calls, 5);
  });

  it("can be cleared before, after and twice", () => {
    const { timer, armed, fire } = timers();
    let calls = 0;
    const one = timer.set(() => calls++, 10);
    timer.clear(one);
    timer.clear(one);
    timer.clear(undefined);
    equal(armed.size, 0);
    const two = timer.set(() => calls++, 10);
    fire();
    timer.clear(two);
    equal(calls, 1);
  });

  it("try a callback that threw again a second later, unless it was cleared", () => {
    const { timer, armed, fire, guard } = timers();
    let calls = 0;
    const entry = timer.set(() => {
      if (++calls < 3) throw new Error("not yet");
    }, 10);
    fire();
    deepEqual(
      [...armed].map((each) => each.delayMs),
      [1000],
    );
    fire();
    fire();
    equal(calls, 3);
    equal(armed.size, 0);
    equal(guard.faults, 2);
    timer.clear(entry);
    const broken = timer.set(() => {
      throw new Error("never");
    }, 10);
    fire();
    timer.clear(broken);
    equal(armed.size, 0);
  });

  it("do not try again what was cleared from inside", () => {
    const { timer, armed, fire } = timers();
    const entry: unknown = timer.set(() => {
      timer.clear(entry);
      throw new Error("closed");
    }, 10);
    fire();
    equal(armed.size, 0);
  });

  it("restart the board after five faults in a row, with the reason, and not when turns between went well", () => {
    const { timer, fire, restarts } = timers();
    const thrower = () => {
      throw new RangeError("bad");
    };
    for (let i = 0; i < 4; i++) timer.clear(fireOnce(timer, fire, thrower));
    fireOnce(timer, fire, () => undefined);
    for (let i = 0; i < 4; i++) timer.clear(fireOnce(timer, fire, thrower));
    deepEqual(restarts, []);
    timer.clear(fireOnce(timer, fire, thrower));
    deepEqual(restarts, ["exception in Timer: RangeError: bad"]);
  });

  function fireOnce(timer: GuardedTimer<Armed>, fire: () => void, callback: () => void): unknown {
    const entry = timer.set(callback, 1);
    fire();
    return entry;
  }
});

describe("the guard", () => {
  it("makes one bounded line of anything that is thrown, and never throws itself", () => {
    const lines: string[] = [];
    const guard = new Guard({
      print: (line) => lines.push(line),
      restart: () => {
        throw new Error("no restart");
      },
    });
    const hostile = {
      toString() {
        throw new Error("no text");
      },
    };
    for (const thrown of [undefined, "text", hostile, Symbol("x"), new Error("long ".repeat(100))])
      guard.caught("here", thrown);
    equal(lines[0], "exception in here: undefined");
    equal(lines[1], "exception in here: text");
    equal(lines[2], "exception in here: something that has no text");
    ok((lines[4]?.length ?? 999) < 150);
    equal(guard.faults, 6); // five, and the restart that failed
  });
});
