/** An hour without a server: attempts go on at the cap, neither a hammer nor a full stop; no restart. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "server-away-an-hour",
  why: "An hour without a server: attempts go on at the cap, neither a hammer nor a full stop; no restart.",
  devices: 2,
  durationS: 3900,
  steps: [
    { at: 60, do: "server.kill" },
    { at: 3660, do: "server.start" },
  ],
  expect: [
    { from: 60, to: 3660, attempts: [80, 180] },
    { from: 600, to: 660, attempts: [0, 12] },
    { at: 3730, state: ["online"] },
  ],
});
