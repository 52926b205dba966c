/** Wi-Fi comes and goes ten times: back within 2 s each time, and the server sees no storm. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "link-flaps",
  why: "Wi-Fi comes and goes ten times: back within 2 s each time, and the server sees no storm.",
  devices: 2,
  durationS: 1200,
  steps: Array.from(
    { length: 20 },
    (_, i) => ({ at: 100 + (i >> 1) * 100 + (i & 1) * 30, do: "link", is: i % 2 === 0 ? "gone" : "ready" }) as const,
  ),
  expect: [
    { at: 101, state: ["down"] },
    { from: 130, to: 133, attempts: [1, 1] },
    { at: 133, state: ["online"] },
    { from: 1030, to: 1033, attempts: [1, 1] },
    { dropped: 0 },
  ],
});
