/** An access point that returns after hours is found again at once (Tasmota #12676). */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "link-gone-for-hours",
  why: "An access point that returns after hours is found again at once (Tasmota #12676).",
  durationS: 11000,
  isSparse: true,
  steps: [
    { at: 60, do: "link", is: "gone" },
    { at: 10860, do: "link", is: "joining" },
    { at: 10862, do: "link", is: "linked" },
    { at: 10863, do: "link", is: "ready" },
  ],
  expect: [
    { from: 60, to: 10862, attempts: [0, 0] },
    { at: 10866, state: ["online"] },
  ],
});
