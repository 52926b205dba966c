/** A portal answers 302 and then 200 in the server's place: tried again, not refused for good. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "hotel-portal",
  why: "A portal answers 302 and then 200 in the server's place: tried again, not refused for good.",
  durationS: 400,
  steps: [
    { at: 60, do: "server.upgrade", answer: 302 },
    { at: 60, do: "path.reset" },
    { at: 150, do: "server.upgrade", answer: 200 },
    { at: 250, do: "server.upgrade", answer: "accept" },
  ],
  expect: [
    { from: 60, to: 250, cause: "upgrade.302" },
    { from: 60, to: 250, attempts: [3, 20] },
  ],
});
