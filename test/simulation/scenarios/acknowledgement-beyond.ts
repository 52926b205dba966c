/** A mark above what was sent: what was not sent is not forgotten. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "acknowledgement-beyond",
  why: "A mark above what was sent: what was not sent is not forgotten.",
  devices: 2,
  durationS: 300,
  steps: [
    { at: 60, do: "server.acknowledge", answer: "beyond" },
    { at: 200, do: "server.acknowledge", answer: "prompt" },
  ],
  expect: [{ from: 60, to: 300, attempts: [0, 0] }, { dropped: 0 }, { counted: 28 }],
});
