/**
 * Minimum and maximum: the least or greatest of the newest `window` values, as for the coldest of an hour.
 *
 * Formula: y = min(x1 ... xn), or max. Parameters: window, values, 2 to 64. Memory: window * 8 bytes. Latency: none for a
 * new extreme; one that has passed is forgotten after window values.
 */
import { freeze } from "../../protocol/schema.js";
import { filterKind } from "../filter-kind.js";
import { Window, windowMaximum } from "./window.js";

const options = freeze({
  type: "object",
  properties: { window: { type: "integer", minimum: 2, maximum: windowMaximum, description: "values" } },
  required: ["window"],
});

export const minimum = filterKind({
  title: "Minimum",
  options,
  make: ({ window }) => new Minimum(window),
});

export const maximum = filterKind({
  title: "Maximum",
  options,
  make: ({ window }) => new Maximum(window),
});

export class Minimum extends Window {
  protected reduce(ring: Float64Array, count: number): number {
    let least = ring[0] ?? 0;
    for (let i = 1; i < count; i++) least = Math.min(least, ring[i] ?? 0);
    return least;
  }
}

export class Maximum extends Window {
  protected reduce(ring: Float64Array, count: number): number {
    let greatest = ring[0] ?? 0;
    for (let i = 1; i < count; i++) greatest = Math.max(greatest, ring[i] ?? 0);
    return greatest;
  }
}
