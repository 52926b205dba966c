/** The resolver never answers: its phase has a deadline (arduinoWebSockets #446). */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "name-silent",
  why: "The resolver never answers: its phase has a deadline (arduinoWebSockets #446).",
  durationS: 500,
  steps: [
    { at: 60, do: "path", set: { resolver: "silent" } },
    { at: 60, do: "path.reset" },
    { at: 300, do: "path", set: { resolver: "ok" } },
  ],
  expect: [
    { from: 60, to: 300, cause: "resolving.timeout" },
    { from: 60, to: 300, attempts: [3, 15] },
  ],
});
