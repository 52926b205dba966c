/** hello answered with an error: busy is a hint, bad params is a refusal. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "hello-refused",
  why: "hello answered with an error: busy is a hint, bad params is a refusal.",
  durationS: 900,
  steps: [
    { at: 60, do: "server.hello", answer: "busy" },
    { at: 60, do: "path.reset" },
    { at: 150, do: "server.hello", answer: "refuse" },
    { at: 400, do: "server.hello", answer: "greet" },
  ],
  expect: [
    { from: 60, to: 150, cause: "hello.refused" },
    { at: 180, state: ["refused"] },
  ],
});
