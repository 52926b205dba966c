/** Something else listens on the port: its greeting is no HTTP, and nothing breaks. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "not-http",
  why: "Something else listens on the port: its greeting is no HTTP, and nothing breaks.",
  durationS: 300,
  steps: [
    { at: 60, do: "server.upgrade", answer: "garbage" },
    { at: 60, do: "path.reset" },
    { at: 150, do: "server.upgrade", answer: "accept" },
  ],
  expect: [{ from: 60, to: 150, attempts: [2, 20] }],
});
