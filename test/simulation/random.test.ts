/** A slice of the random runs; `npm run simulate -- --seeds 1000` is the whole. */
import { equal, ok } from "../support/assert.js";
import { randomScenario } from "../support/simulation/random-scenario.js";
import { describeFailure } from "../support/simulation/report.js";
import { runScenario } from "../support/simulation/run.js";

const seeds = 30;

describe(`${seeds} random seeds of mixed faults, an hour each`, () => {
  it("lose nothing that was acknowledged, store nothing twice, and bring every device back in time", () => {
    let records = 0;
    let repeats = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const outcome = runScenario(randomScenario(seed, 1), seed);
      equal(outcome.problems.length, 0, describeFailure(outcome, 1));
      records += outcome.figures.records;
      repeats += outcome.figures.repeats;
    }
    // Otherwise the faults have not bitten.
    ok(records > seeds * 4000 && repeats > seeds, `${records} records, ${repeats} repeats`);
  }).timeout(60_000);

  it("give the same event log for one seed, byte for byte, and another for another", () => {
    for (const seed of [3, 17]) {
      const [first = "", second, other] = [seed, seed, seed + 1].map(
        (each) => runScenario(randomScenario(each, 1), each).log.text,
      );
      ok(first === second, `seed ${seed}`);
      ok(first !== other && first.length > 2000);
    }
  });
});
