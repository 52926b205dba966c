/** Eight seconds without a byte is no reason to connect anew: what is late comes, and nothing twice. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "short-stall",
  why: "Eight seconds without a byte is no reason to connect anew: what is late comes, and nothing twice.",
  devices: 2,
  durationS: 200,
  steps: [
    { at: 60, do: "path", set: { isStalled: true } },
    { at: 68, do: "path", set: { isStalled: false } },
  ],
  expect: [{ from: 60, to: 200, attempts: [0, 0] }, { dropped: 0 }],
});
