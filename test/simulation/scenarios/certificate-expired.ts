/** A server that is not who it should be is tried slowly, and trusted again once it is. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "certificate-expired",
  why: "A server that is not who it should be is tried slowly, and trusted again once it is.",
  isSecure: true,
  durationS: 1000,
  steps: [
    { at: 60, do: "path", set: { securing: "distrust" } },
    { at: 60, do: "path.reset" },
    { at: 200, do: "path", set: { securing: "ok" } },
  ],
  expect: [
    { at: 100, state: ["refused"] },
    { from: 60, to: 200, attempts: [2, 3] },
    { at: 350, state: ["online"] },
  ],
});
