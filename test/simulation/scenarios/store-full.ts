/** The server cannot store for a minute: kept, and sent again every 5 s under another id. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "store-full",
  why: "The server cannot store for a minute: kept, and sent again every 5 s under another id.",
  devices: 2,
  durationS: 300,
  steps: [
    { at: 60, do: "server.acknowledge", answer: "full" },
    { at: 120, do: "server.acknowledge", answer: "prompt" },
  ],
  expect: [{ from: 60, to: 300, attempts: [0, 0] }, { dropped: 0 }],
});
