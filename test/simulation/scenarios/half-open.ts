/** A router forgets the connection: noticed by the missing acknowledgement, within 15 s when there is something to say. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "half-open",
  why: "A router forgets the connection: noticed by the missing acknowledgement, within 15 s when there is something to say.",
  devices: 2,
  durationS: 200,
  steps: [{ at: 60, do: "path.forget" }],
  expect: [{ from: 70, to: 76, cause: "acknowledge.timeout" }, { at: 110, state: ["online"] }, { dropped: 0 }],
});
