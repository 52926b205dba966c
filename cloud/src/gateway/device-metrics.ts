/** What devices count of their own links: the newest report of each, with what follows from it and the one before. */
import type { Params } from "../../../src/protocol/messages.js";
import type { DeviceMetrics } from "../watch-messages.js";

export type Report = Params<"metrics">;

/** `at` is seconds since 1970; before: the report before this one, of this start or an earlier one. */
export function toMetrics(report: Report, at: number, before: DeviceMetrics | null): DeviceMetrics {
  const metrics: DeviceMetrics = { ...report, at, availability: share(report.onlineMs, report.uptimeMs) };
  const passedMs = before === null ? 0 : report.uptimeMs - before.uptimeMs;
  // Less: the device has started anew, and counts from zero.
  if (before === null || passedMs <= 0) return metrics;
  const rate = (now: number, then: number) => Math.max(0, Math.round(((now - then) * 1000) / passedMs));
  metrics.bytesPerSecond = {
    in: rate(report.bytes.in, before.bytes.in),
    out: rate(report.bytes.out, before.bytes.out),
  };
  return metrics;
}

const share = (part: number, whole: number): number =>
  whole > 0 ? Math.round(Math.min(1, part / whole) * 1e6) / 1e6 : 0;

/** Over all devices that are online, for Prometheus: each a number, or undefined where no device has said it. */
export const fleetFigures: Readonly<Record<string, [help: string, read: (all: readonly DeviceMetrics[]) => number]>> =
  Object.freeze({
    device_queue_records: [
      "records that wait in devices that are online",
      (all) => sum(all, ({ queue }) => total(queue)),
    ],
    device_dropped_records: [
      "records that devices that are online have lost since they started",
      (all) => sum(all, ({ dropped }) => total(dropped)),
    ],
    device_thinned_records: [
      "readings that they left out of long outages",
      (all) => sum(all, ({ thinned }) => thinned ?? 0),
    ],
    device_attempts: [
      "connections that they have tried since they started",
      (all) => sum(all, ({ attempts }) => attempts),
    ],
    device_ends_silent: [
      "connections of theirs that ended because nothing came in time",
      (all) => sum(all, ({ ends }) => ends?.silent ?? 0),
    ],
    device_availability_minimum: [
      "share of its time since the start that the worst of them was online",
      (all) => all.reduce((least, { availability }) => Math.min(least, availability), 1),
    ],
    device_round_trip_milliseconds: [
      "median over them of the median from a pack to its acknowledgement",
      (all) => median(all.flatMap(({ roundTripMs }) => (roundTripMs === undefined ? [] : [roundTripMs.median]))),
    ],
    device_clock_steps: [
      "times that their clocks were set by a second or more",
      (all) => sum(all, ({ clock }) => clock?.steps ?? 0),
    ],
  });

const sum = (all: readonly DeviceMetrics[], read: (each: DeviceMetrics) => number): number =>
  all.reduce((total, each) => total + read(each), 0);

const total = (marks: Report["queue"]): number => (marks?.event ?? 0) + (marks?.state ?? 0) + (marks?.periodic ?? 0);

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[Math.ceil(values.length / 2) - 1] ?? 0;
}
