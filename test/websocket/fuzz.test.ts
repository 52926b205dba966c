import { connectionEvents as events, WebSocketConnection } from "../../src/websocket/connection.js";
import { equal, ok } from "../support/assert.js";
import { fuzzCount, mutate } from "../support/fuzz.js";
import { drain, frame, hex, join, options, response, seeded } from "./peer.js";
import { StoredCodec } from "./stored-codec.js";

const count = fuzzCount(50000, 5000);
const batch = 10000; // streams of one test
const limit = 4096; // bytes; of a message here
const queueBytes = 1024;
const behindUpgrade = 129; // byte; a wrong answer to the upgrade ends a stream early
const streams = makeStreams();

/** Servers that do all that a server may do. */
function makeStreams(): Uint8Array[] {
  const packed = join(hex("00 0500 faff"), hex("48656c6c6f"), hex("00"));
  const upgrade = response(["Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover"]);
  const filler = new Uint8Array(300).fill(0x61);
  return [
    join(upgrade, frame(0x81, "Hello"), frame(0x89, "p"), frame(0x82, filler), frame(0x88, hex("03e8"))),
    join(
      upgrade,
      frame(0xc1, packed),
      frame(0x41, packed.subarray(0, 4)),
      frame(0x8a),
      frame(0x80, packed.subarray(4)),
    ),
    join(response(), frame(0x01, hex("c3")), frame(0x89, filler.subarray(0, 125)), frame(0x80, hex("a9"))),
    join(response(["Retry-After: 5"]), frame(0x88, hex("0fa0 68c3a9"))),
    join(hex("48545450 2f312e31 20343031 0d0a"), response()),
  ];
}

/** Plays one stream; throws where a rule of ours is broken. */
function play(seed: number): string {
  const random = seeded(seed);
  const stream = mutate(streams[random(streams.length)] as Uint8Array, random, behindUpgrade);
  const offer = { open: () => new StoredCodec() };
  const connection = new WebSocketConnection(options({ maximumMessageBytes: limit, queueBytes, deflate: offer }));
  drain(connection);
  let closed = 0;
  let now = 0;
  const pull = () => {
    let turns = 0;
    for (let event = connection.next(now); event !== events.none; event = connection.next(now)) {
      equal(closed, 0, "an event after the last");
      if (event === events.closed) closed++;
      if (event === events.message) {
        ok(connection.message.length <= limit, "a message above the limit");
        connection.write(connection.message.subarray(0, 100), connection.binary);
      }
      ok(++turns <= stream.length + 2, "more events than bytes");
    }
    ok(connection.transmittable <= queueBytes + 5 * 131, "more waits than may");
  };
  for (let at = 0; at < stream.length; ) {
    const size = 1 + random(random(2) > 0 ? 200 : 4);
    connection.receive(stream.subarray(at, at + size), ++now);
    pull();
    if (random(3) > 0) drain(connection);
    at += size;
  }
  if (random(2) > 0) connection.close();
  now += 20000;
  if (random(2) > 0) connection.end(now);
  pull();
  if (closed === 0) {
    connection.close(1000, "", now);
    now += 20000;
    pull();
  }
  equal(closed, 1, "the end");
  return connection.failure?.code ?? "clean";
}

describe(`websocket fuzz: ${count} mutated server streams`, () => {
  const outcomes: Record<string, number> = {};
  for (let first = 0; first < count; first += batch) {
    const end = Math.min(first + batch, count);
    it(`${first + 1} to ${end} end once, within their limits, without an exception`, function () {
      (this as { timeout?(ms: number): unknown } | undefined)?.timeout?.(60000);
      for (let i = first; i < end; i++) {
        const seed = 0x5eed + i * 7919;
        try {
          const outcome = play(seed);
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        } catch (error) {
          throw new Error(`seed ${seed}: ${(error as Error).message}`);
        }
      }
    });
  }

  if (count >= 5000)
    it("come to every kind of rule", () => {
      for (const code of reached) ok((outcomes[code] ?? 0) > 0, `no stream came to ${code}`);
    });
});

const reached = [
  "clean",
  "frame.reserved-bits",
  "frame.opcode",
  "frame.masked",
  "frame.continuation",
  "message.utf8",
  "message.deflate",
  "upgrade.status",
  "upgrade.accept",
  "connection.lost",
];
