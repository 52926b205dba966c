import { SeededRandom } from "../../hosts/models/seeded-random.js";
import { Ring } from "../../src/session/ring.js";
import { deepEqual, equal, ok } from "../support/assert.js";

/** All records, oldest first, as [time, isWall, first byte, length]. */
function contents(ring: Ring): [number, boolean, number, number][] {
  const all: [number, boolean, number, number][] = [];
  let at = ring.first;
  for (let i = 0; i < ring.count; i++) {
    const start = ring.bodyStart(at);
    all.push([ring.time(at), ring.isWall(at), ring.bytes[start] ?? -1, ring.bodyEnd(at) - start]);
    at = ring.after(at);
  }
  return all;
}

describe("ring of records", () => {
  it("keeps times and bodies, and gives them back oldest first", () => {
    const ring = new Ring(256);
    equal(ring.push(1.5, false, Uint8Array.of(7, 8, 9), 2), 0);
    equal(ring.push(1800000000123, true, Uint8Array.of(10), 1), 0);
    deepEqual(contents(ring), [
      [1.5, false, 7, 2],
      [1800000000123, true, 10, 1],
    ]);
    ring.shift();
    deepEqual(contents(ring), [[1800000000123, true, 10, 1]]);
    ring.shift();
    ring.shift();
    equal(ring.count, 0);
  });

  it("refuses a record that is larger than itself and keeps what it has", () => {
    const ring = new Ring(64);
    ring.push(1, false, new Uint8Array(10), 10);
    equal(ring.push(2, false, new Uint8Array(60), 60), -1);
    equal(ring.count, 1);
    equal(ring.push(2, false, new Uint8Array(53), 53), 1);
    equal(ring.count, 1);
  });

  it("behaves as a list that loses its oldest, for 2000 pushes and shifts from each of 30 seeds", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = new SeededRandom(seed);
      const ring = new Ring(100 + (random.next() % 300));
      const model: [number, boolean, number, number][] = [];
      for (let i = 0; i < 2000; i++) {
        if (random.next() % 4 === 0) {
          ring.shift();
          model.shift();
        } else {
          const length = 1 + (random.next() % 80);
          const body = new Uint8Array(length).fill(i & 255);
          const dropped = ring.push(i, i % 2 === 0, body, length);
          ok(dropped >= 0 && dropped <= model.length, `seed ${seed}, step ${i}`);
          model.splice(0, dropped);
          model.push([i, i % 2 === 0, i & 255, length]);
          const used = model.reduce((sum, record) => sum + 11 + record[3], 0);
          ok(used <= ring.bytes.length, `seed ${seed}, step ${i}: ${used} bytes`);
        }
        if (i % 50 === 0) deepEqual(contents(ring), model, `seed ${seed}, step ${i}`);
      }
    }
  });
});
