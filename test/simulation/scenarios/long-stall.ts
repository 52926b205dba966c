/** Two minutes without a byte, then all of it at once: late packs of the old connection change nothing. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "long-stall",
  why: "Two minutes without a byte, then all of it at once: late packs of the old connection change nothing.",
  devices: 2,
  durationS: 400,
  steps: [
    { at: 60, do: "path", set: { isStalled: true } },
    { at: 180, do: "path", set: { isStalled: false } },
  ],
  expect: [
    { from: 60, to: 180, cause: "acknowledge.timeout" },
    { at: 265, state: ["online"] },
  ],
});
