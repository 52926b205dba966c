/** The network gives another address: connections on the old one are dead, and the device leaves them at once. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "address-changes",
  why: "The network gives another address: connections on the old one are dead, and the device leaves them at once.",
  devices: 2,
  durationS: 300,
  steps: [
    { at: 60, do: "link.address" },
    { at: 150, do: "link.address" },
  ],
  expect: [
    { from: 60, to: 60.1, cause: "link.lost" },
    { from: 60, to: 62.1, attempts: [1, 1] },
    { at: 63, state: ["online"] },
    { dropped: 0 },
  ],
});
