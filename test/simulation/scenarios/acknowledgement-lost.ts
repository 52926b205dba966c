/** Stored and never acknowledged: sent again under the same numbers, stored once. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "acknowledgement-lost",
  why: "Stored and never acknowledged: sent again under the same numbers, stored once.",
  devices: 2,
  durationS: 400,
  steps: [
    { at: 60, do: "server.acknowledge", answer: "lost" },
    { at: 90, do: "server.acknowledge", answer: "prompt" },
  ],
  expect: [{ from: 60, to: 110, cause: "acknowledge.timeout" }, { dropped: 0 }],
});
