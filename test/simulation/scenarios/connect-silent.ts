/** A host that drops SYN: TCP has a deadline of its own, and one socket is open at a time. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "connect-silent",
  why: "A host that drops SYN: TCP has a deadline of its own, and one socket is open at a time.",
  durationS: 500,
  steps: [
    { at: 60, do: "path", set: { connecting: "silent" } },
    { at: 60, do: "path.reset" },
    { at: 300, do: "path", set: { connecting: "ok" } },
  ],
  expect: [
    { from: 60, to: 300, cause: "connecting.timeout" },
    { from: 60, to: 300, attempts: [3, 15] },
  ],
});
