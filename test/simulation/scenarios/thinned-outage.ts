/** Two hours without a server and readings that are thinned out: none has to make room, and the shape is kept. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "thinned-outage",
  why: "Two hours without a server and readings that are thinned out: none has to make room, power goes once, and the rest is stored.",
  thinS: 60,
  durationS: 7800,
  steps: [
    { at: 60, do: "server.kill" },
    { at: 4000, do: "power.cut", forS: 3 },
    { at: 7260, do: "server.start" },
  ],
  expect: [
    { at: 7200, state: ["waiting", "resolving", "connecting"] },
    { at: 7400, state: ["online"] },
    // It counts six times a minute; first and last are its shape, for it only grows.
    { counted: 340 },
    { dropped: 0 },
  ],
});
