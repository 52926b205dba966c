import { metricsRows } from "../../cloud/dashboard/metrics-rows.js";
import type { DeviceMetrics } from "../../cloud/src/watch-messages.js";
import { deepEqual, equal } from "../support/assert.js";

const least: DeviceMetrics = {
  uptimeMs: 7_200_000,
  onlineMs: 7_199_999,
  attempts: 1,
  connects: 1,
  bytes: { in: 1, out: 2 },
  messages: { in: 1, out: 2 },
  at: 1_800_000_000,
  availability: 0.9999999,
};

const rows = (metrics: DeviceMetrics) => Object.fromEntries(metricsRows(metrics).filter(([, value]) => value));

describe("the connection panel's words for what a device has counted", () => {
  it("leave out what the device did not say", () => {
    deepEqual(rows(least), {
      Available: "99.99 % of 2 h since it started",
      Waiting: "nothing",
      "Since it started": "1 attempt, 1 session",
    });
  });

  it("say everything that there is", () => {
    const all = rows({
      ...least,
      availability: 0.985,
      attempts: 1200,
      connects: 3,
      ends: { link: 2, failed: 0, lost: 0, closed: 1, silent: 0, refused: 0, other: 0 },
      roundTripMs: { minimum: 9, median: 12, p95: 310 },
      bytesPerSecond: { in: 12, out: 1234 },
      queue: { event: 1, periodic: 2 },
      dropped: { state: 1 },
      thinned: 60,
      clock: { source: "ntp", steps: 2, stepMs: -3210, driftPPM: -12 },
    });
    deepEqual(all, {
      Available: "99 % of 2 h since it started",
      "Until stored": "12 ms usually, 9.0 ms at best; 95 of 100 are under 310 ms",
      Throughput: "1.2 kB/s from it, 12 B/s to it",
      Waiting: "3 records",
      Missing: "1 record lost, 60 readings thinned out",
      "Since it started": "1,200 attempts, 3 sessions",
      "Ended by": "own link lost 2, closed by the cloud 1",
      Clock: "from a time server, 12 ppm too fast, set 2 times, last by -3.2 s",
    });
    equal(rows({ ...least, availability: 1 })["Available"], "100 % of 2 h since it started");
  });
});
