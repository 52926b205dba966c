/** 503 with Retry-After: each attempt waits as long as it was told. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "busy-server",
  why: "503 with Retry-After: each attempt waits as long as it was told.",
  devices: 3,
  durationS: 400,
  steps: [
    { at: 60, do: "server.upgrade", answer: 503, retryAfterS: 40 },
    { at: 60, do: "path.reset" },
    { at: 130, do: "server.upgrade", answer: "accept" },
  ],
  expect: [
    { from: 60, to: 131, attempts: [1, 3] },
    { from: 60, to: 130, cause: "upgrade.503" },
    { at: 195, state: ["online"] },
  ],
});
