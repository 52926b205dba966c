/** A server that drains says when to come back: nobody is there before, everybody soon after. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "server-restart-with-hint",
  why: "A server that drains says when to come back: nobody is there before, everybody soon after.",
  devices: 3,
  durationS: 180,
  steps: [{ at: 60, do: "server.close", code: 1012, reason: "restart retry=20" }],
  expect: [
    { from: 60, to: 62, cause: "closed.1012" },
    { from: 60, to: 80, attempts: [0, 0] },
    { from: 80, to: 91, attempts: [1, 1] },
    { at: 92, state: ["online"] },
    { dropped: 0 },
  ],
});
