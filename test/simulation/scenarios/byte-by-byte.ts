/** One byte at a time each way, from the upgrade on: the same as all at once (arduinoWebSockets #470). */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "byte-by-byte",
  why: "One byte at a time each way, from the upgrade on: the same as all at once (arduinoWebSockets #470).",
  durationS: 300,
  steps: [
    { at: 0, do: "path", set: { splitBytes: 1, windowBytes: 8, delayMs: 1 } },
    { at: 60, do: "path.reset" },
  ],
  expect: [{ at: 30, state: ["online"] }, { at: 100, state: ["online"] }, { dropped: 0 }],
});
