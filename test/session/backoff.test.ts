import { SeededRandom } from "../../hosts/models/seeded-random.js";
import { Backoff, backoffLimits } from "../../src/session/backoff.js";
import type { Policy } from "../../src/session/causes.js";
import { deepEqual, equal, ok } from "../support/assert.js";

/** Random bytes that make up this fraction, 0 to 255/256. */
const fixed = (fraction: number) => ({
  random(into: Uint8Array): void {
    into.fill(0);
    into[0] = fraction * 256;
  },
});

/** The delays of a device that always draws the same random number. */
function delays(policy: Policy, fraction: number, count: number, hintMs?: number): number[] {
  const backoff = new Backoff(fixed(fraction));
  return Array.from({ length: count }, (_, before) => backoff.next(policy, hintMs, before));
}

describe("backoff", () => {
  it("spreads the first delay by cause and doubles from 3 s to the cap of 60 s", () => {
    deepEqual(delays("link", 0.5, 7), [1000, 3000, 6000, 12000, 24000, 30000, 30000]);
    deepEqual(delays("spread", 0.5, 4), [15000, 3000, 6000, 12000]);
    deepEqual(delays("again", 0.5, 3), [1000, 3000, 6000]);
    deepEqual(delays("start", 0.5, 2), [250, 250]);
    deepEqual(delays("spread", 0, 3), [0, 0, 0]);
  });

  it("waits 60 s when refused, doubling to 15 min, a tenth more at most", () => {
    deepEqual(delays("refused", 0, 6), [60000, 120000, 240000, 480000, 900000, 900000]);
    deepEqual(delays("refused", 0.5, 2), [63000, 126000]);
  });

  it("keeps a hint within 1 to 300 s, never comes before it, and spreads by half of it", () => {
    deepEqual(delays("spread", 0, 1, 12000), [12000]);
    deepEqual(delays("spread", 0.5, 1, 12000), [15000]);
    deepEqual(delays("spread", 0, 1, 5), [1000]);
    deepEqual(delays("spread", 0, 1, 1e9), [300000]);
    deepEqual(delays("refused", 0, 1, 1000), [60000]);
  });

  it("counts attempts until it is reset; refusals are the peer's own", () => {
    const backoff = new Backoff(fixed(0));
    backoff.next("start", undefined);
    for (let i = 0; i < 5; i++) backoff.next("spread", undefined);
    equal(backoff.attempts, 5);
    equal(backoff.next("refused", undefined), 60000);
    backoff.next("spread", undefined);
    equal(backoff.next("refused", undefined, 1), 120000);
    backoff.reset();
    equal(backoff.attempts, 0);
    equal(backoff.next("refused", undefined), 60000);
  });

  it("spreads the first attempt after every session that the server's side has ended, and no other", () => {
    const backoff = new Backoff(fixed(0.5));
    const { spreadMs } = backoffLimits;
    equal(backoff.next("spread", undefined), spreadMs / 2);
    equal(backoff.next("spread", undefined), 3000);
    // A session of less than a stable minute: the count goes on.
    backoff.begin();
    equal(backoff.next("spread", undefined), spreadMs / 2);
    equal(backoff.next("spread", undefined), 12_000);
    backoff.begin();
    equal(backoff.next("again", undefined), 24_000);
    backoff.begin();
    equal(backoff.next("spread", undefined), 30_000);
  });

  it("goes elsewhere by the same attempt, without the hint or the refusal", () => {
    const backoff = new Backoff(fixed(0.5));
    equal(backoff.next("spread", 200_000), 250_000);
    equal(backoff.elsewhere("spread"), 15000);
    equal(backoff.next("refused", undefined), 63000);
    equal(backoff.elsewhere("refused"), 3000);
    equal(backoff.attempts, 2);
  });

  it("stays within the policy for 2000 delays from each of 10 seeds", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = new SeededRandom(seed);
      const backoff = new Backoff({ random: (into) => random.fill(into) });
      let sum = 0;
      for (let i = 0; i < 2000; i++) {
        const delay = backoff.next("spread", undefined);
        ok(delay >= 0 && delay < backoffLimits.capMs, `seed ${seed}`);
        sum += delay;
      }
      ok(Math.abs(sum / 2000 - 30000) < 1500, `seed ${seed}: mean ${sum / 2000}`);
    }
  });
});
