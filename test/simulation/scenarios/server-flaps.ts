/** Connections of 15 s, over and over: the count of attempts survives them and the delays grow (phoenix.js). */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "server-flaps",
  why: "Connections of 15 s, over and over: the count of attempts survives them and the delays grow (phoenix.js).",
  devices: 2,
  durationS: 1200,
  steps: Array.from({ length: 60 }, (_, i) => ({ at: 60 + i * 15, do: "path.reset" }) as const),
  expect: [
    { from: 60, to: 300, attempts: [4, 20] },
    { from: 600, to: 960, attempts: [5, 24] },
  ],
});
