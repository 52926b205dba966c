/** A newer session of the same device replaces the older one: the older one's close changes nothing. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "replaced",
  why: "A newer session of the same device replaces the older one: the older one's close changes nothing.",
  devices: 2,
  durationS: 300,
  steps: [
    { at: 60, do: "server.close", code: 4409, reason: "replaced" },
    { at: 120, do: "path.forget" },
  ],
  expect: [{ from: 60, to: 62, cause: "closed.4409" }, { from: 60, to: 65, attempts: [1, 1] }, { dropped: 0 }],
});
