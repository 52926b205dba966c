/** Acknowledgements 7 s late: slower, and no reason to connect anew. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "acknowledgement-late",
  why: "Acknowledgements 7 s late: slower, and no reason to connect anew.",
  devices: 2,
  durationS: 400,
  steps: [
    { at: 60, do: "server.acknowledge", answer: "late", lateMs: 7000 },
    { at: 260, do: "server.acknowledge", answer: "prompt" },
  ],
  expect: [{ from: 60, to: 400, attempts: [0, 0] }, { dropped: 0 }],
});
