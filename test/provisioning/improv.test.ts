/** Improv's frames and commands, byte by byte, beside noise, and from whoever wants to do harm. */
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import type { Serial, SerialOptions } from "../../src/board/io.js";
import { FrameReader, frameTypes, makeFrame } from "../../src/provisioning/improv-frame.js";
import { encodeUtf8 } from "../../src/websocket/utf8.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { cafe, home, ProvisioningWorld } from "../support/provisioning-world.js";

/** frames, each with bytes that were changed, cut, or doubled */
const fuzz = 300;

/** A UART on the virtual clock: what a client sends, and what it hears. */
class Line {
  readonly heard: number[] = [];
  roomBytes = 64;
  options: SerialOptions | undefined;
  private readonly waiting: number[] = [];
  private readonly world: ProvisioningWorld;

  constructor(world: ProvisioningWorld) {
    this.world = world;
    const line = this;
    const { board } = world.virtual;
    const UART = class implements Serial {
      constructor(options: SerialOptions) {
        line.options = options;
        world.clock.after(1, () => options.onWritable?.(line.roomBytes));
      }
      read(buffer: Uint8Array): number {
        const part = line.waiting.splice(0, buffer.length);
        buffer.set(part);
        return part.length;
      }
      write(bytes: Uint8Array): void {
        if (bytes.length > line.roomBytes) throw new Error("output full");
        for (const byte of bytes) line.heard.push(byte);
        world.clock.after(1, () => line.options?.onWritable?.(line.roomBytes));
      }
      close(): void {
        line.options = undefined;
      }
    };
    Object.assign(world.virtual, { board: { ...board, io: { ...board.io, Serial: UART } } });
  }

  send(bytes: Uint8Array | readonly number[]): void {
    for (const byte of bytes) this.waiting.push(byte);
    this.options?.onReadable?.(this.waiting.length);
    this.world.clock.advance(50);
  }

  /** Frames that were heard since the call before, as type and data. */
  frames(): string[] {
    const reader = new FrameReader();
    const found: string[] = [];
    for (const byte of this.heard.splice(0))
      if (reader.take(byte)) {
        ok(!reader.isBroken, "a frame of ours is broken");
        found.push(`${reader.type}:${[...reader.data.subarray(0, reader.length)].join(" ")}`);
      }
    return found;
  }
}

const command = (id: number, data: readonly number[] = []): Uint8Array =>
  makeFrame(frameTypes.command, Uint8Array.from([id, data.length, ...data]));

function settings(SSID: string, password: string): number[] {
  const name = encodeUtf8(SSID);
  const secret = encodeUtf8(password);
  return [name.length, ...name, secret.length, ...secret];
}

function start(stored: Record<string, string> = {}): { world: ProvisioningWorld; line: Line } {
  const world = new ProvisioningWorld([home, cafe], stored);
  const line = new Line(world);
  world.start();
  world.clock.advance(1000);
  return { world, line };
}

describe("Improv", () => {
  it("writes the frame of the specification, and reads it byte by byte beside other lines", () => {
    const data = [1, 0x1e, 0x0c, ...encodeUtf8("MyWirelessAP"), 0x10, ...encodeUtf8("mysecurepassword")];
    const frame = makeFrame(3, Uint8Array.from(data));
    deepEqual([...frame.subarray(0, 12)], [...encodeUtf8("IMPROV"), 1, 3, 32, 1, 0x1e, 0x0c]);
    equal(frame.length, 9 + 32 + 2);
    let sum = 0;
    for (const byte of frame.subarray(0, 41)) sum += byte;
    equal(frame[41], sum & 255);
    const reader = new FrameReader();
    const line = [...encodeUtf8("info IMPIMPROV: IMPROIMPROVE\n"), ...frame, ...encodeUtf8("more"), ...frame];
    let count = 0;
    for (const byte of line)
      if (reader.take(byte)) {
        count++;
        equal(reader.isBroken, false);
        deepEqual([...reader.data.subarray(0, reader.length)], data);
      }
    equal(count, 2);
  });

  it("answers each command, and what is none with its error", () => {
    const { world, line } = start();
    const cases: [Uint8Array, string[]][] = [
      [command(2), ["2:0", "1:2"]],
      [command(7), ["2:0", "4:7 2 1 50"]],
      [command(9), ["2:2"]],
      [command(0), ["2:2"]],
      [makeFrame(3, Uint8Array.of(2, 1)), ["2:1"]],
      [makeFrame(3, Uint8Array.of(2)), ["2:1"]],
      [makeFrame(3, new Uint8Array(0)), ["2:1"]],
      [command(1, [5, 1, 2]), ["2:0", "2:1"]],
      [command(1, settings("home", "short")), ["2:0", "2:1"]],
      [command(1, settings("", "long enough")), ["2:0", "2:1"]],
      [command(1, [2, 0xff, 0xfe, 0]), ["2:0", "2:1"]],
      [command(6, [0xff]), ["2:0", "2:1"]],
      [command(5, [...encodeUtf8("-x")]), ["2:0", "2:5"]],
      [makeFrame(1, Uint8Array.of(2)), []],
    ];
    for (const [frame, answers] of cases) {
      line.send(frame);
      deepEqual(line.frames(), answers, String(frame));
    }
    const broken = command(2);
    broken[broken.length - 2] = (broken[broken.length - 2] ?? 0) ^ 1;
    line.send(broken);
    deepEqual(line.frames(), ["2:1"]);
    equal(world.device.exceptions, 0);
    world.device.close();
    equal(line.options, undefined);
  });

  it("answers what cannot be stored with an error, and goes on", () => {
    const world = new ProvisioningWorld([home], {}, 0);
    const line = new Line(world);
    world.start();
    world.clock.advance(1000);
    line.send(command(6, [...encodeUtf8("Greenhouse")]));
    deepEqual(line.frames(), ["2:0", "2:255"]);
    line.send(command(2));
    deepEqual(line.frames(), ["2:0", "1:2"]);
    equal(world.device.exceptions, 0);
    world.device.close();
  });

  it("sets the device up: provisioning, then provisioned, or the error and ready again", () => {
    const { world, line } = start();
    line.send(command(1, settings("home", "wrong horse")));
    world.clock.advance(5000);
    deepEqual(line.frames(), ["2:0", "1:3", "2:3", "1:2"]);
    line.send(command(1, settings("home", "correct horse")));
    world.clock.advance(5000);
    deepEqual(line.frames(), ["2:0", "1:3", "1:4", "4:1 0"]);
    ok(world.settings["wifi.networks"]?.includes("correct horse"));
    line.send(command(1, settings("cafe", "")));
    world.clock.advance(5000);
    deepEqual(line.frames(), ["2:0", "1:3", "1:4", "4:1 0"]);
    equal(world.hardware.radio.SSID, "cafe");
    const text = world.virtual.printed.join("\n");
    ok(!text.includes("correct horse") && !text.includes("wrong horse"));
    world.device.close();
  });

  it("gives the portal's setup up for its own, and the portal tells of it", () => {
    const { world, line } = start();
    const token = world.openPage();
    world.ask("POST", "/setup", { SSID: "home", password: "wrong horse", server: "ws://cloud.example:8080" }, token);
    line.send(command(1, settings("cafe", "")));
    world.clock.advance(5000);
    ok(line.frames().includes("1:4"));
    equal((JSON.parse(world.ask("GET", "/state", undefined, token).body) as { step: string }).step, "done");
    world.device.close();
  });

  it("survives whatever comes, in any pieces, and answers the next command", () => {
    const { world, line } = start();
    const random = new SeededRandom(7);
    for (let i = 0; i < fuzz; i++) {
      const frame = [
        ...command(
          random.next() % 9,
          Array.from({ length: random.next() % 40 }, () => random.next() & 255),
        ),
      ];
      for (let hits = random.next() % 4; hits > 0; hits--) frame[random.next() % frame.length] = random.next() & 255;
      if (random.next() % 5 === 0) frame.length = random.next() % frame.length;
      for (const byte of frame.slice(0, random.next() % frame.length)) line.send([byte]);
      line.send(frame);
      line.heard.length = 0;
    }
    // What is left of a frame that promised more is filled up.
    line.send(new Uint8Array(300));
    world.clock.advance(60_000);
    line.heard.length = 0;
    line.send(command(2));
    deepEqual(line.frames().slice(0, 1), ["2:0"]);
    equal(world.device.exceptions, 0, world.virtual.printed.join("\n").slice(-500));
    world.device.close();
  });

  it("lets go of what it needed when nobody has spoken for a minute", () => {
    const { world, line } = start();
    line.send(command(4));
    world.clock.advance(1000);
    ok(line.frames().length > 2);
    const improv = (world.provisioning as unknown as { improv: { talk: unknown; deadline: number } }).improv;
    ok(improv.talk !== undefined);
    world.clock.advance(61_000);
    equal(improv.talk, undefined);
    equal(improv.deadline, Number.POSITIVE_INFINITY);
    world.device.close();
  });
});
