/** A hint of a day is taken for five minutes: nothing parks a device. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "hint-out-of-range",
  why: "A hint of a day is taken for five minutes: nothing parks a device.",
  durationS: 600,
  steps: [{ at: 60, do: "server.close", code: 1013, reason: "retry=86400" }],
  expect: [
    { from: 60, to: 360, attempts: [0, 0] },
    { at: 512, state: ["online"] },
  ],
});
