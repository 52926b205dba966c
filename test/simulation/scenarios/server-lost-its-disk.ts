/** A server claims to hold what was never sent: a new stream, and nothing new looks like a repeat. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "server-lost-its-disk",
  why: "A server claims to hold what was never sent: a new stream, and nothing new looks like a repeat.",
  durationS: 400,
  steps: [
    { at: 60, do: "server.hello", answer: "claims" },
    { at: 60, do: "path.reset" },
    { at: 120, do: "server.hello", answer: "greet" },
  ],
  expect: [
    { from: 60, to: 130, cause: "stream.unknown" },
    { at: 200, state: ["online"] },
  ],
});
