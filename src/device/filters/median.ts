/**
 * Median: the middle one of the newest `window` values, so that a single wild value never shows.
 *
 * Formula: of n values in order, the one in the middle; the mean of the two there while n is even, which is at the start
 * alone. Parameters: window, values, odd, 3 to 15. Memory: window * 8 bytes. Latency: a step shows after
 * (window + 1) / 2 values; before the window is full, the median of those that there are.
 */
import { freeze } from "../../protocol/schema.js";
import { filterKind } from "../filter-kind.js";
import { Window } from "./window.js";

const options = freeze({
  type: "object",
  properties: { window: { type: "integer", minimum: 3, maximum: 15, description: "values, odd" } },
  required: ["window"],
});

export const median = filterKind({
  title: "Median",
  options,
  check: ({ window }) => (window % 2 === 0 ? { at: "window", reason: "is not odd" } : undefined),
  make: ({ window }) => new Median(window),
});

export class Median extends Window {
  protected reduce(ring: Float64Array, count: number): number {
    const upper = count >> 1;
    const high = ranked(ring, count, upper);
    if (count % 2 === 1) return high;
    return high / 2 + ranked(ring, count, upper - 1) / 2;
  }
}

/** The value that has `rank` values before it in order. Looks at each pair: no copy, no sorting in place. */
function ranked(ring: Float64Array, count: number, rank: number): number {
  for (let i = 0; i < count; i++) {
    const value = ring[i] ?? 0;
    let below = 0;
    let same = 0;
    for (let j = 0; j < count; j++) {
      const other = ring[j] ?? 0;
      if (other < value) below++;
      else if (other === value) same++;
    }
    if (below <= rank && rank < below + same) return value;
  }
  return ring[0] ?? 0;
}
