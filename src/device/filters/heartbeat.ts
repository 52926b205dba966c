/**
 * Heartbeat: lets a value through when the filters before it have let none through for intervalMs, so that a reading
 * which stands still is not taken for one that is dead. Not a repeat of an old value: it is the newest sample.
 *
 * Formula: what comes goes on; what was held back goes on too when now - t >= intervalMs, t is when one went on last.
 * Parameters: intervalMs, 1 to 86,400,000 ms. Memory: 3 slots. Latency: none. It belongs behind delta, throttle or
 * debounce; first in a row it does nothing.
 */
import { freeze } from "../../protocol/schema.js";
import { type Filter, filterKind } from "../filter-kind.js";

export const heartbeat = filterKind({
  title: "Heartbeat",
  options: freeze({
    type: "object",
    properties: {
      intervalMs: { type: "number", minimum: 1, maximum: 86400000, description: "ms without a value, at most" },
    },
    required: ["intervalMs"],
  }),
  make: ({ intervalMs }) => new Heartbeat(intervalMs),
});

export class Heartbeat implements Filter {
  private readonly intervalMs: number;
  /** undefined: nothing went on yet, and what is held back then stays so */
  private at: number | undefined;

  constructor(intervalMs: number) {
    this.intervalMs = intervalMs;
  }

  apply(value: number, now: number): number {
    this.at = now;
    return value;
  }

  held(value: number, now: number): number | undefined {
    if (this.at === undefined || now - this.at < this.intervalMs) return undefined;
    this.at = now;
    return value;
  }

  reset(): void {
    this.at = undefined;
  }
}
