import { SeededRandom } from "../../hosts/models/seeded-random.js";
import { JsonWriter } from "../../src/protocol/json-writer.js";
import { type Quality, qualities, qualityCode } from "../../src/protocol/senml.js";
import { sessionLimits } from "../../src/session/limits.js";
import { Outbox } from "../../src/session/outbox.js";
import { Records } from "../../src/session/records.js";
import { Ring } from "../../src/session/ring.js";
import { thin } from "../../src/session/thinning.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { toText } from "../support/text.js";

interface Reading {
  name: string;
  t: number;
  v: number;
  quality?: Quality;
}

function put(ring: Ring, records: Records, scratch: JsonWriter, { name, t, v, quality }: Reading): void {
  records.encode(scratch.reset(), name, "x", v, qualityCode(quality));
  equal(ring.push(t, true, scratch.bytes, scratch.length), 0);
}

function all(ring: Ring, records: Records): Reading[] {
  const writer = new JsonWriter(512);
  const found: Reading[] = [];
  for (let i = 0, at = ring.first; i < ring.count; i++, at = ring.after(at)) {
    records.decode(writer.reset().raw("{"), ring, at);
    const { n, v, quality } = JSON.parse(toText(writer.view())) as { n: string; v: number; quality?: Quality };
    found.push({ name: n, t: ring.time(at), v, ...(quality === undefined ? {} : { quality }) });
  }
  return found;
}

/** What must stay of a series, by the rule's own words. */
function shape(readings: readonly Reading[], windowMs: number): Set<Reading> {
  const begin = readings[0]?.t ?? 0;
  const groups = new Map<string, Reading[]>();
  for (const reading of readings) {
    const key = `${reading.name} ${Math.floor((reading.t - begin) / windowMs)}`;
    groups.set(key, [...(groups.get(key) ?? []), reading]);
  }
  const stay = new Set<Reading>();
  for (const group of groups.values()) {
    const values = group.map(({ v }) => v);
    stay.add(group[0] as Reading).add(group.at(-1) as Reading);
    stay.add(group.find(({ v }) => v === Math.min(...values)) as Reading);
    stay.add(group.find(({ v }) => v === Math.max(...values)) as Reading);
    const unsure = group.find(({ quality }) => quality !== undefined);
    if (unsure !== undefined) stay.add(unsure);
  }
  return stay;
}

describe("thinning", () => {
  it("keeps of each name and window the first, the last, the least, the greatest and the first that is not good", () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = new SeededRandom(seed);
      const [ring, records, scratch] = [new Ring(4096), new Records(), new JsonWriter(512)];
      // The ring begins somewhere, so that it wraps.
      for (let i = seed; i > 0; i--) put(ring, records, scratch, { name: "a", t: 0, v: 0 });
      for (let i = seed; i > 0; i--) ring.shift();
      const readings: Reading[] = [];
      for (let i = 0; i < 90; i++) {
        const name = ["a", "b", "c"][random.next() % 3] as string;
        const quality = qualities[random.next() % 20];
        const reading = { name, t: 1000 + i * 700, v: random.next() % 20 };
        readings.push(quality === undefined ? reading : { ...reading, quality });
      }
      for (const reading of readings) put(ring, records, scratch, reading);
      const stay = shape(readings, 20_000);
      const expected = readings.filter((reading) => stay.has(reading));
      equal(thin(ring, 0, 20_000, records, scratch), readings.length - expected.length);
      deepEqual(all(ring, records), expected, `seed ${seed}`);
      equal(thin(ring, 0, 20_000, records, scratch), 0, "a second time nothing goes");
    }
  });

  it("leaves alone what was sent, what is no number, and what is short", () => {
    const [ring, records, scratch] = [new Ring(4096), new Records(), new JsonWriter(512)];
    for (let i = 0; i < 10; i++) put(ring, records, scratch, { name: "a", t: i, v: 5 });
    for (let i = 0; i < 10; i++) {
      records.encode(scratch.reset(), "door", undefined, i % 2 === 0);
      ring.push(100 + i, true, scratch.bytes, scratch.length);
      records.encode(scratch.reset(), "word", undefined, "w");
      ring.push(100 + i, true, scratch.bytes, scratch.length);
    }
    equal(thin(ring, 6, 1000, records, scratch), 2);
    equal(ring.count, 28);
    equal(thin(ring, 27, 1000, records, scratch), 0);
  });

  it("begins in an outage that lasts, in RAM alone too, and counts; numbers stay without a gap, sent ones their own", () => {
    const clock = { now: () => 0, wall: () => 1_800_000_000_000, setWall: () => undefined };
    const board = { random: (into: Uint8Array) => into.fill(7), clock };
    const box = new Outbox({ board, scratch: new JsonWriter(sessionLimits.recordBytes), thinMs: 60_000 });
    const writer = new JsonWriter(4096);
    let now = 0;
    const sample = (count: number): void => {
      for (let i = 0; i < count; i++) {
        now += 1000;
        box.advance(now);
        box.addMeasurement("periodic", "light", "lx", i % 50, now);
      }
    };
    box.resume(undefined);
    sample(30);
    ok(box.writePack(writer.reset(), 1, 600, now));
    const { sent } = box.lanes[2];
    box.interrupt();
    sample(sessionLimits.thinAfterMs / 1000 - 60);
    equal(box.thinned, 0);
    const { dropped } = box;
    ok(dropped > 0, "the ring was too small for ten minutes");
    sample(400);
    ok(box.thinned > 150, `${box.thinned} thinned out`);
    ok(box.dropped - dropped < 200, "what is thinned out needs no room");
    const lane = box.lanes[2];
    equal(lane.next - lane.first, lane.ring.count);
    ok(lane.first > sent);
    sample(1);
    box.resume(undefined);
    const before = box.thinned;
    sample(300);
    equal(box.thinned, before, "not with a session");
  });
});
