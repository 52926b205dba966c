/** A handshake that never ends has its deadline, 20 s for a board computes for seconds. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "tls-silent",
  why: "A handshake that never ends has its deadline, 20 s for a board computes for seconds.",
  isSecure: true,
  durationS: 500,
  steps: [
    { at: 60, do: "path", set: { securing: "silent" } },
    { at: 60, do: "path.reset" },
    { at: 300, do: "path", set: { securing: "ok" } },
  ],
  expect: [
    { from: 60, to: 300, cause: "securing.timeout" },
    { from: 60, to: 300, attempts: [2, 10] },
  ],
});
