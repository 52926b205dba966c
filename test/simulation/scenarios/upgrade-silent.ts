/** TCP stands and HTTP never answers (arduinoWebSockets #326): a deadline, then again. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "upgrade-silent",
  why: "TCP stands and HTTP never answers (arduinoWebSockets #326): a deadline, then again.",
  durationS: 500,
  steps: [
    { at: 60, do: "server.upgrade", answer: "silent" },
    { at: 60, do: "path.reset" },
    { at: 300, do: "server.upgrade", answer: "accept" },
  ],
  expect: [
    { from: 60, to: 300, cause: "upgrading.timeout" },
    { from: 60, to: 300, attempts: [3, 15] },
  ],
});
