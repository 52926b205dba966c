/** A board that wakes up in 1970 and a certificate that is newer than its firmware: told so, tried soon, well with NTP. */
import type { Scenario } from "../../support/simulation/scenario.js";

export const scenario: Scenario = Object.freeze<Scenario>({
  name: "clock-at-1970",
  why: "A certificate that is newer than the firmware, and no clock: said so, tried soon, well once NTP answers; then the last time seen is enough.",
  isSecure: true,
  durationS: 600,
  steps: [
    { at: 0, do: "path", set: { certificateDays: 30 } },
    { at: 0, do: "path.reset" },
    { at: 60, do: "path", set: { ntp: "past" } },
    { at: 120, do: "path", set: { ntp: "ok" } },
    // Now without NTP: the day that was stored is later than the certificate's first.
    { at: 400, do: "path", set: { ntp: "silent" } },
    { at: 401, do: "power.cut", forS: 5 },
  ],
  expect: [
    { from: 0, to: 100, cause: "securing.no-time" },
    { from: 0, to: 100, attempts: [3, 40] },
    { at: 100, state: ["waiting", "resolving", "securing"] },
    { at: 395, state: ["online"] },
    { at: 420, state: ["online"] },
    { from: 406, to: 600, attempts: [1, 1] },
    { dropped: 0 },
  ],
});
