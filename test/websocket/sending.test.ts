import { connectionEvents as events } from "../../src/websocket/connection.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { ascii, drain, frame, join, openConnection, parseSent, seeded, toHex } from "./peer.js";

describe("websocket sending", () => {
  for (const count of [0, 1, 125, 126, 127, 65535, 65536, 65537])
    it(`uses the shortest length for ${count} bytes`, () => {
      const connection = openConnection({ queueBytes: 70000 });
      equal(connection.write(new Uint8Array(count).fill(1), true), true);
      const sent = drain(connection);
      equal(sent.length, count + (count < 126 ? 6 : count < 65536 ? 8 : 14));
      equal(parseSent(sent).length, 1);
      equal(connection.unsentMessages, 0);
    });

  it("masks each frame with another key", () => {
    const connection = openConnection();
    const keys: string[] = [];
    for (let i = 0; i < 20; i++) {
      connection.write(ascii("x"), false);
      keys.push(toHex(drain(connection).subarray(2, 6)));
    }
    keys.sort();
    ok(keys.every((key, i) => key !== keys[i - 1]));
  });

  it("refuses what there is no room for, takes nothing of it, and tells when there is room", () => {
    const connection = openConnection({ queueBytes: 256 });
    equal(connection.write(new Uint8Array(200), true), true);
    const free = connection.queueFree;
    equal(connection.write(new Uint8Array(60), true), false);
    equal(connection.queueFree, free);
    equal(connection.next(1), events.none);
    connection.take(20);
    equal(connection.next(1), events.writable);
    equal(connection.next(1), events.none);
    equal(connection.write(new Uint8Array(60), true), true);
  });

  it("throws for a whole message that there can never be room for", () => {
    throws(() => openConnection({ queueBytes: 256 }).write(new Uint8Array(250), true), "larger than the queue");
  });

  it("sends a large message in fragments as there is room, control frames between them", () => {
    const connection = openConnection({ queueBytes: 300 });
    const message = Uint8Array.from({ length: 5000 }, (_, i) => i & 255);
    const sent: Uint8Array[] = [];
    let at = 0;
    for (let turn = 0; at < message.length; turn++) {
      const taken = connection.writePart(message, at, true, true);
      if (taken >= 0) at += taken;
      if (turn === 3) connection.ping(ascii("p"));
      sent.push(connection.take(70).slice());
      if (at < message.length) throws(() => connection.write(ascii("x"), false), "in parts");
    }
    sent.push(drain(connection));
    const frames = parseSent(join(...sent));
    equal(frames[0]?.slice(0, 2), "02");
    equal(frames.filter((each) => each.startsWith("89")).length, 1);
    equal(frames.filter((each) => each.startsWith("80")).length, 1);
    ok(frames.slice(1, -1).every((each) => each.startsWith("00") || each.startsWith("89")));
    ok(frames.at(-1)?.startsWith("80"));
    equal(connection.write(ascii("x"), false), true);
  });

  it("streams a message of unknown length with `more`", () => {
    const connection = openConnection();
    equal(connection.writePart(ascii("Hel"), 0, false, false), 3);
    equal(connection.writePart(ascii("lo"), 0, false, false), 2);
    equal(connection.writePart(ascii(""), 0, false, true), 0);
    deepEqual(parseSent(drain(connection)), ["01 48656c", "00 6c6f", "80"]);
  });

  it("lets a pong overtake messages, but not a frame that has begun", () => {
    const connection = openConnection();
    connection.write(ascii("first"), false);
    connection.write(ascii("second"), false);
    const begun = connection.take(3).slice();
    connection.receive(frame(0x89, "p"), 1);
    equal(connection.next(1), events.ping);
    deepEqual(parseSent(join(begun, drain(connection))), ["81 6669727374", "8a 70", "81 7365636f6e64"]);
  });

  it("answers the latest ping when more come than can wait, and keeps our own ping", () => {
    const connection = openConnection();
    connection.ping(ascii("ours"));
    for (let i = 0; i < 50; i++) {
      connection.receive(frame(0x89, new Uint8Array(125).fill(i)), 1);
      equal(connection.next(1), events.ping);
      connection.next(1);
      ok(connection.transmittable <= 4 * 131);
    }
    const frames = parseSent(drain(connection));
    equal(frames[0], "89 6f757273");
    equal(frames.at(-1), `8a ${"31".repeat(16)}...125`);
  });

  it("gives the same bytes however little TCP takes at a time", () => {
    const random = seeded(7);
    for (let round = 0; round < 50; round++) {
      const connection = openConnection({ queueBytes: 512 });
      const expected: string[] = [];
      const sent: Uint8Array[] = [];
      for (let i = 0; i < 40; i++) {
        const message = new Uint8Array(random(300)).fill(i);
        if (connection.write(message, true)) expected.push(parseSent(maskless(0x82, message))[0] as string);
        sent.push(connection.take(random(90)).slice());
      }
      sent.push(drain(connection));
      deepEqual(parseSent(join(...sent)), expected, `round ${round}`);
      equal(connection.unsentMessages, 0);
    }
  });

  it("knows which messages are out of its hands", () => {
    const connection = openConnection();
    for (let i = 0; i < 3; i++) connection.write(new Uint8Array(10), true);
    connection.ping();
    const counts: number[] = [];
    while (connection.transmittable > 0) {
      connection.take(9);
      counts.push(connection.unsentMessages);
    }
    deepEqual(counts, [3, 3, 2, 2, 1, 1, 0]);
  });

  it("refuses control payloads above 125 bytes", () => {
    throws(() => openConnection().ping(new Uint8Array(126)), "125");
  });
});

/** A client's frame with a key of zeros. */
function maskless(first: number, payload: Uint8Array): Uint8Array {
  return frame(first, payload, new Uint8Array(4));
}
