/**
 * Throttle: at most one value every intervalMs goes on, the newest; those between are dropped.
 *
 * Formula: x goes on when now - t >= intervalMs; t is when one went on last. Parameters: intervalMs, 1 to 86,400,000 ms.
 * Memory: 3 slots. Latency: none; the first value goes on at once.
 */
import { freeze } from "../../protocol/schema.js";
import { type Filter, filterKind } from "../filter-kind.js";

export const throttle = filterKind({
  title: "Throttle",
  options: freeze({
    type: "object",
    properties: { intervalMs: { type: "number", minimum: 1, maximum: 86400000, description: "ms between two values" } },
    required: ["intervalMs"],
  }),
  make: ({ intervalMs }) => new Throttle(intervalMs),
});

export class Throttle implements Filter {
  private readonly intervalMs: number;
  private at = Number.NEGATIVE_INFINITY;

  constructor(intervalMs: number) {
    this.intervalMs = intervalMs;
  }

  apply(value: number, now: number): number | undefined {
    if (now - this.at < this.intervalMs) return undefined;
    this.at = now;
    return value;
  }

  reset(): void {
    this.at = Number.NEGATIVE_INFINITY;
  }
}
