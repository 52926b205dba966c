/** A killed server sends no close: three devices see a reset, spread over 30 s, and all are back. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "server-killed",
  why: "A killed server sends no close: three devices see a reset, spread over 30 s, and all are back.",
  devices: 3,
  durationS: 180,
  steps: [
    { at: 60, do: "server.kill" },
    { at: 63, do: "server.start" },
  ],
  expect: [
    { from: 60, to: 61, cause: "connection.lost" },
    { at: 61, state: ["waiting"] },
    { from: 60, to: 180, attempts: [1, 4] },
    { at: 130, state: ["online"] },
    { dropped: 0 },
  ],
});
