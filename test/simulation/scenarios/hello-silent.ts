/** A server that upgrades and never greets: hello has its deadline. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "hello-silent",
  why: "A server that upgrades and never greets: hello has its deadline.",
  durationS: 400,
  steps: [
    { at: 60, do: "server.hello", answer: "silent" },
    { at: 60, do: "path.reset" },
    { at: 200, do: "server.hello", answer: "greet" },
  ],
  expect: [
    { from: 60, to: 200, cause: "greeting.timeout" },
    { at: 275, state: ["online"] },
  ],
});
