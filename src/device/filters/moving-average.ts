/**
 * Moving average: the mean of the newest `window` values.
 *
 * Formula: y = (x1 + ... + xn) / n, summed anew each time, so that no error gathers. Parameters: window, values, 2 to 64.
 * Memory: window * 8 bytes. Latency: (window - 1) / 2 values; before the window is full, the mean of those that there are.
 */
import { freeze } from "../../protocol/schema.js";
import { filterKind } from "../filter-kind.js";
import { Window, windowMaximum } from "./window.js";

export const movingAverage = filterKind({
  title: "Moving average",
  options: freeze({
    type: "object",
    properties: { window: { type: "integer", minimum: 2, maximum: windowMaximum, description: "values" } },
    required: ["window"],
  }),
  make: ({ window }) => new MovingAverage(window),
});

export class MovingAverage extends Window {
  protected reduce(ring: Float64Array, count: number): number {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += ring[i] ?? 0;
    if (Number.isFinite(sum)) return sum / count;
    // Beyond what a number can hold: each part before the sum, whose rounding may still go beyond.
    let mean = 0;
    for (let i = 0; i < count; i++) mean += (ring[i] ?? 0) / count;
    return Math.min(Math.max(mean, -Number.MAX_VALUE), Number.MAX_VALUE);
  }
}
