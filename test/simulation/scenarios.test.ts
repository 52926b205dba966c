/** Every named scenario, with one seed; `npm run simulate -- --scenario NAME --seeds N` tries more. */
import { equal, ok } from "../support/assert.js";
import { describeFailure } from "../support/simulation/report.js";
import { runScenario } from "../support/simulation/run.js";
import { loadScenarios } from "../support/simulation/scenarios.js";

const scenarios = await loadScenarios();

describe("named scenarios", () => {
  it("are at least twenty, each with a sentence and something of its own that it expects", () => {
    ok(scenarios.length >= 20, String(scenarios.length));
    equal(new Set(scenarios.map(({ name }) => name)).size, scenarios.length);
    for (const { name, why, expect, steps } of scenarios)
      ok(why.endsWith(".") && expect.length > 0 && steps.length > 0, name);
  });

  for (const scenario of scenarios) {
    it(`${scenario.name}: ${scenario.why}`, () => {
      const outcome = runScenario(scenario, 1);
      equal(outcome.problems.length, 0, describeFailure(outcome, 1));
    }).timeout(60_000);
  }
});
