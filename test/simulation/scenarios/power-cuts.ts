/** Power goes five times, once during an attempt: the old session is replaced, nothing acknowledged is gone. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "power-cuts",
  why: "Power goes five times, once during an attempt: the old session is replaced, nothing acknowledged is gone.",
  devices: 2,
  durationS: 600,
  steps: [
    { at: 60, do: "power.cut", forS: 5 },
    { at: 120.1, do: "power.cut", forS: 1 },
    { at: 121.15, do: "power.cut", forS: 1 },
    { at: 200, do: "button" },
    { at: 200.15, do: "power.cut", forS: 60 },
    { at: 400, do: "power.cut", forS: 0.1 },
  ],
  expect: [{ at: 66, state: ["online"] }, { at: 401, state: ["online"] }, { counted: 45 }],
});
