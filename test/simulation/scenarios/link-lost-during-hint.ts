/** A link that flaps while a hint of four minutes runs: back when the hint is over, not four minutes after the last flap. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "link-lost-during-hint",
  why: "A link that flaps while a hint of four minutes runs: back when the hint is over, and not faster.",
  durationS: 600,
  steps: [
    { at: 60, do: "server.close", code: 1013, reason: "retry=240" },
    ...Array.from(
      { length: 30 },
      (_, i) => ({ at: 80 + i * 13, do: "link", is: i % 2 === 0 ? "gone" : "ready" }) as const,
    ),
  ],
  expect: [
    { from: 60, to: 300, attempts: [0, 0] },
    { from: 300, to: 460, attempts: [1, 5] },
  ],
});
