/** A refused token is tried again slowly, 60 s doubling to 15 min, and works the moment it is accepted. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "token-refused",
  why: "A refused token is tried again slowly, 60 s doubling to 15 min, and works the moment it is accepted.",
  durationS: 4800,
  steps: [
    { at: 60, do: "server.upgrade", answer: 401 },
    { at: 60, do: "path.reset" },
    { at: 3660, do: "server.upgrade", answer: "accept" },
  ],
  expect: [
    { at: 200, state: ["refused"] },
    { from: 60, to: 3660, attempts: [6, 8] },
    { at: 3600, state: ["refused"] },
  ],
});
