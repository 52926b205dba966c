/** Random bytes in the stream: closed with the RFC's code, connected anew, nothing else happens. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "garbage",
  why: "Random bytes in the stream: closed with the RFC's code, connected anew, nothing else happens.",
  devices: 3,
  durationS: 400,
  steps: [
    { at: 60, do: "server.garbage" },
    { at: 100, do: "server.garbage" },
    { at: 100.02, do: "server.garbage" },
    { at: 200, do: "server.garbage" },
  ],
  expect: [{ at: 325, state: ["online"] }, { dropped: 0 }],
});
