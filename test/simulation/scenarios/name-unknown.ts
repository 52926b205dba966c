/** The resolver says no: as for a whole herd, spread, then back off. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "name-unknown",
  why: "The resolver says no: as for a whole herd, spread, then back off.",
  durationS: 500,
  steps: [
    { at: 60, do: "path", set: { resolver: "fail" } },
    { at: 60, do: "path.reset" },
    { at: 300, do: "path", set: { resolver: "ok" } },
  ],
  expect: [
    { from: 60, to: 300, attempts: [4, 25] },
    { from: 60, to: 300, cause: "resolving.failed" },
  ],
});
