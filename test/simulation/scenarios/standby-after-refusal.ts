/** One of two addresses refuses the token: it is asked slowly, the other one at once. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "standby-after-refusal",
  why: "One of two addresses refuses the token: it is asked slowly, the other one at once.",
  hasStandby: true,
  durationS: 900,
  steps: [
    { at: 60, do: "server.upgrade", answer: 401, host: "cloud.example" },
    { at: 60, do: "server.close", code: 1012, reason: "retry=20" },
    // Now the other one is gone as well: nobody is left but the one that refuses.
    { at: 200, do: "server.kill", host: "standby.example" },
    { at: 500, do: "heal" },
  ],
  expect: [
    // The hint was the first one's; the second is asked before it is over, or soon after.
    { at: 95, state: ["online"] },
    { from: 60, to: 195, attempts: [1, 2] },
    { from: 200, to: 500, cause: "upgrade.401" },
    { at: 890, state: ["online"] },
    { dropped: 0 },
  ],
});
