/**
 * What a device measures of its own link since the firmware started: how often and why it connected anew, how long the
 * phases took, round trips, bytes, messages, time online. Numbers in two arrays, so that it costs little; the server is
 * told of them once a minute by a notification (metrics-report.ts), and again if one was lost, for they only grow.
 */
import type { Cause } from "./causes.js";

/** Places in Metrics.counts. */
export const figures = Object.freeze({
  /** bytes from and to TCP (or what TLS makes of it) */
  bytesIn: 0,
  bytesOut: 1,
  messagesIn: 2,
  messagesOut: 3,
  /** connections tried, and sessions that a server began */
  attempts: 4,
  connects: 5,
  /** ms, of the sessions that have ended */
  onlineMs: 6,
  /** ends of attempts and connections, from here on in the order of endKinds */
  ends: 7,
} as const);

/**
 * Why an attempt or a connection ended. link: our own link; failed: name, TCP or TLS; lost: reset, or no close frame;
 * closed: by a close frame or a status of the server; silent: nothing came in time; refused: the device is not wanted;
 * other: a rule was broken, or a stop was asked for.
 */
export const endKinds = Object.freeze(["link", "failed", "lost", "closed", "silent", "refused", "other"] as const);
export type EndKind = (typeof endKinds)[number];

export function endKindOf({ code, policy }: Cause): EndKind {
  if (policy === "refused") return "refused";
  if (code === "link.lost") return "link";
  if (code === "connection.lost" || code === "closed.1006") return "lost";
  if (code === "heartbeat.silent" || code.endsWith(".timeout")) return "silent";
  if (code.endsWith(".failed") || code === "securing.no-time") return "failed";
  return code.startsWith("closed.") || code.startsWith("upgrade.") ? "closed" : "other";
}

/** round trips that are kept: of the last half minute when a pack goes out each second */
const window = 32;

/** ms */
export interface RoundTrips {
  readonly minimum: number;
  readonly median: number;
  readonly p95: number;
}

export class Metrics {
  /** By place, as in `figures`. */
  readonly counts = new Float64Array(figures.ends + endKinds.length);
  private readonly trips = new Uint16Array(window);
  private tripCount = 0;

  add(figure: number, count: number): void {
    this.counts[figure] = (this.counts[figure] ?? 0) + count;
  }

  ended(cause: Cause): void {
    this.add(figures.ends + endKinds.indexOf(endKindOf(cause)), 1);
  }

  /** From a message of ours to its answer, ms. */
  addTrip(ms: number): void {
    this.trips[this.tripCount++ % window] = Math.min(65535, Math.max(0, Math.round(ms)));
  }

  /** Of the last 32; undefined: none was measured. */
  roundTrips(): RoundTrips | undefined {
    const count = Math.min(this.tripCount, window);
    if (count === 0) return undefined;
    const sorted = this.trips.slice(0, count).sort();
    const at = (share: number): number => sorted[Math.ceil(share * count) - 1] ?? 0;
    return { minimum: sorted[0] ?? 0, median: at(0.5), p95: at(0.95) };
  }
}
