/** The network gives another address: connections on the old one are dead, and the device finds out. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "address-changes",
  why: "The network gives another address: connections on the old one are dead, and the device finds out.",
  devices: 2,
  durationS: 300,
  steps: [
    { at: 60, do: "link.address" },
    { at: 150, do: "link.address" },
  ],
  expect: [{ at: 110, state: ["online"] }, { dropped: 0 }],
});
