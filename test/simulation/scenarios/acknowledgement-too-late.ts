/** Acknowledgements 12 s late meet another connection: they answer nothing there. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "acknowledgement-too-late",
  why: "Acknowledgements 12 s late meet another connection: they answer nothing there.",
  durationS: 500,
  steps: [
    { at: 60, do: "server.acknowledge", answer: "late", lateMs: 12000 },
    { at: 200, do: "server.acknowledge", answer: "prompt" },
  ],
  expect: [{ from: 60, to: 210, cause: "acknowledge.timeout" }],
});
