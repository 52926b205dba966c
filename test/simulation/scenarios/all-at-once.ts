/** Server, router and power fail within a minute, in the worst order. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "all-at-once",
  why: "Server, router and power fail within a minute, in the worst order.",
  devices: 3,
  durationS: 600,
  steps: [
    { at: 60, do: "server.acknowledge", answer: "lost" },
    { at: 62, do: "path", set: { isStalled: true } },
    { at: 65, do: "server.kill" },
    { at: 66, do: "power.cut", device: 0, forS: 20 },
    { at: 70, do: "path", set: { isStalled: false } },
    { at: 75, do: "path", device: 1, set: { connecting: "silent" } },
    { at: 80, do: "server.start" },
    { at: 81, do: "link.address", device: 2 },
    { at: 110, do: "heal" },
  ],
  expect: [{ at: 230, state: ["online"] }],
});
