/** The delays against a herd: the model of `npm run bench -- herd`, held against its targets. */
import { runHerd, strategies } from "../../bench/support/herd-model.js";
import { ok } from "../support/assert.js";

const herd = { devices: 10_000, admittedPerSecond: 500, retryAfterS: undefined } as const;

describe("10,000 devices that were cut off at once", () => {
  const [mooring] = strategies;
  ok(mooring?.name === "mooring");

  for (const outageMs of [3000, 10_000, 20_000, 30_000, 60_000]) {
    it(`ask at most 1,200 times in a second after ${outageMs / 1000} s, and 99 % are back within 60 s`, () => {
      for (let seed = 1; seed <= 3; seed++) {
        const { peakPerSecond, backMs = Number.POSITIVE_INFINITY } = runHerd(mooring, { ...herd, outageMs, seed });
        ok(peakPerSecond <= 1200, `${peakPerSecond} attempts in a second, seed ${seed}`);
        ok(backMs <= 60_000, `${backMs} ms, seed ${seed}`);
      }
    });
  }

  it("would ask ten times as often without jitter", () => {
    const fixed = strategies.find(({ name }) => name === "fixed 10 s");
    ok(fixed !== undefined);
    ok(runHerd(fixed, { ...herd, outageMs: 30_000, seed: 1 }).peakPerSecond === 10_000);
  });
});
