/** Power goes in the middle of a write to flash, during an outage: what was written before is still there. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "power-cut-during-write",
  why: "Power goes in the middle of a write to flash, during an outage: what was written before is still there.",
  devices: 3,
  durationS: 900,
  steps: [
    { at: 60, do: "server.kill" },
    { at: 160, do: "power.cut", device: 0, forS: 2, afterBytes: 0 },
    { at: 160, do: "power.cut", device: 1, forS: 2, afterBytes: 7 },
    { at: 160, do: "power.cut", device: 2, forS: 2, afterBytes: 400 },
    { at: 300, do: "power.cut", forS: 5, afterBytes: 100 },
    { at: 500, do: "server.start" },
  ],
  expect: [
    { from: 60, to: 500, attempts: [4, 60] },
    { at: 600, state: ["online"] },
  ],
});
