/** Two addresses: when the first is gone the second is asked, and the other way round; nothing is lost between them. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "standby",
  why: "Two addresses: when the first is gone the second is asked, and the other way round; nothing is lost between them.",
  hasStandby: true,
  durationS: 900,
  steps: [
    { at: 60, do: "server.kill", host: "cloud.example" },
    { at: 300, do: "server.kill", host: "standby.example" },
    { at: 300, do: "server.start", host: "cloud.example" },
    { at: 600, do: "server.kill", host: "cloud.example" },
    { at: 660, do: "server.start", host: "standby.example" },
  ],
  expect: [
    { from: 60, to: 61, cause: "connection.lost" },
    { from: 60, to: 290, attempts: [1, 1] },
    { at: 95, state: ["online"] },
    { from: 300, to: 590, attempts: [1, 1] },
    { at: 335, state: ["online"] },
    { at: 655, state: ["waiting", "resolving", "connecting"] },
    { at: 890, state: ["online"] },
    { dropped: 0 },
  ],
});
