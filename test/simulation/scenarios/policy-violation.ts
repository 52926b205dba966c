/** Close 1008: the device is not wanted, and keeps off for a minute at least. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "policy-violation",
  why: "Close 1008: the device is not wanted, and keeps off for a minute at least.",
  devices: 2,
  durationS: 300,
  steps: [{ at: 60, do: "server.close", code: 1008 }],
  expect: [
    { from: 60, to: 62, cause: "closed.1008" },
    { from: 60, to: 120, attempts: [0, 0] },
    { from: 120, to: 127, attempts: [1, 1] },
  ],
});
