/** What a device says of its own link, in plain words for the connection panel. */
import type { DeviceMetrics } from "../src/watch-messages.js";
import { counted, formatBytes } from "./quantity.js";
import { duration } from "./time.js";

export type Row = readonly [term: string, value: string | undefined];

export const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

const endNames: Readonly<Record<string, string>> = Object.freeze({
  link: "own link lost",
  failed: "not reached",
  lost: "cut off",
  closed: "closed by the cloud",
  silent: "no answer",
  refused: "refused",
  other: "other",
});

const clockNames: Readonly<Record<string, string>> = Object.freeze({
  none: "not known",
  board: "its own",
  ntp: "from a time server",
  server: "from the cloud",
});

/** "99.98 %": never 100 where something is missing. */
function percent(share: number): string {
  const cut = share === 1 ? 100 : Math.min(99.99, share * 100);
  return `${cut.toFixed(cut < 99 || cut === 100 ? 0 : 2)} %`;
}

const total = (marks: DeviceMetrics["queue"]): number =>
  (marks?.event ?? 0) + (marks?.state ?? 0) + (marks?.periodic ?? 0);

function endWords({ ends }: DeviceMetrics): string | undefined {
  const words = Object.entries(ends ?? {})
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${endNames[kind] ?? kind} ${count}`);
  return words.length === 0 ? undefined : words.join(", ");
}

function clockWords({ clock }: DeviceMetrics): string | undefined {
  if (clock === undefined) return undefined;
  const words = [clockNames[clock.source] ?? clock.source];
  const { driftPPM: drift, steps, stepMs } = clock;
  if (drift !== undefined && drift !== 0) words.push(`${Math.abs(drift)} ppm too ${drift > 0 ? "slow" : "fast"}`);
  if (steps > 0 && stepMs !== undefined)
    words.push(`set ${counted(steps, "time")}, last by ${(stepMs / 1000).toFixed(1)} s`);
  return words.join(", ");
}

function lostWords(metrics: DeviceMetrics): string | undefined {
  const dropped = total(metrics.dropped);
  const thinned = metrics.thinned ?? 0;
  const words = [];
  if (dropped > 0) words.push(`${counted(dropped, "record")} lost`);
  if (thinned > 0) words.push(`${counted(thinned, "reading")} thinned out`);
  return words.length === 0 ? undefined : words.join(", ");
}

export function metricsRows(metrics: DeviceMetrics): Row[] {
  const { roundTripMs: trip, bytesPerSecond: rate, availability, uptimeMs, attempts, connects } = metrics;
  const waiting = total(metrics.queue);
  return [
    ["Available", `${percent(availability)} of ${duration(uptimeMs / 1000)} since it started`],
    [
      "Until stored",
      trip === undefined
        ? undefined
        : `${milliseconds(trip.median)} usually, ${milliseconds(trip.minimum)} at best; 95 of 100 are under ${milliseconds(trip.p95)}`,
    ],
    [
      "Throughput",
      rate === undefined ? undefined : `${formatBytes(rate.out)}/s from it, ${formatBytes(rate.in)}/s to it`,
    ],
    ["Waiting", waiting === 0 ? "nothing" : counted(waiting, "record")],
    ["Missing", lostWords(metrics)],
    ["Since it started", `${counted(attempts, "attempt")}, ${counted(connects, "session")}`],
    ["Ended by", endWords(metrics)],
    ["Clock", clockWords(metrics)],
  ];
}
