/** A slow and lossy line for ten minutes: it stays, or comes back, and stores everything once. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "bad-line",
  why: "A slow and lossy line for ten minutes: it stays, or comes back, and stores everything once.",
  devices: 2,
  durationS: 1000,
  steps: [
    { at: 30, do: "path", set: { delayMs: 800, jitterMs: 1500, loss: 0.2, splitBytes: 100, windowBytes: 536 } },
    { at: 630, do: "heal" },
  ],
  expect: [{ counted: 90 }],
});
