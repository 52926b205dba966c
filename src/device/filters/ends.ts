/**
 * The two filters with a lower and an upper end. clamp gives the end for what lies beyond it; outOfRange takes that for a
 * fault of the sensor, tells it once, and nothing goes on until a value lies within again.
 *
 * Formula: clamp y = min(max(x, minimum), maximum). Parameters: minimum, maximum, the reading's unit, one of them or both.
 * Memory: clamp 2 slots, outOfRange 3. Latency: none. Quality: what clamp has changed is limited.
 */
import { type FromSchema, freeze } from "../../protocol/schema.js";
import { qualityCodes } from "../../protocol/senml.js";
import type { Problem } from "../check/problems.js";
import { type Filter, filterKind } from "../filter-kind.js";

const options = freeze({
  type: "object",
  properties: {
    minimum: { type: "number", minimum: -1e12, maximum: 1e12, description: "in the reading's unit" },
    maximum: { type: "number", minimum: -1e12, maximum: 1e12, description: "in the reading's unit" },
  },
});
type Options = Readonly<FromSchema<typeof options>>;

export const clamp = filterKind({
  title: "Clamp",
  options,
  check: checkEnds,
  make: (options) => new Clamp(options),
});

export const outOfRange = filterKind({
  title: "Out of range",
  options,
  check: checkEnds,
  make: (options) => new OutOfRange(options),
});

export class Clamp implements Filter {
  private readonly options: Options;

  constructor(options: Options) {
    this.options = options;
  }

  apply(value: number): number {
    const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = this.options;
    return Math.min(Math.max(value, minimum), maximum);
  }

  qualityOf(value: number, result: number): number {
    return value === result ? qualityCodes.good : qualityCodes.limited;
  }

  reset(): void {}
}

export class OutOfRange implements Filter {
  fault: "out-of-range" | undefined;
  private readonly options: Options;

  constructor(options: Options) {
    this.options = options;
  }

  apply(value: number): number | undefined {
    const { minimum = value, maximum = value } = this.options;
    this.fault = value < minimum || value > maximum ? "out-of-range" : undefined;
    return this.fault === undefined ? value : undefined;
  }

  reset(): void {
    this.fault = undefined;
  }
}

function checkEnds({ minimum, maximum }: Options): Problem | undefined {
  if (minimum === undefined && maximum === undefined) return { at: "", reason: "takes minimum, maximum or both" };
  if (minimum === undefined || maximum === undefined || minimum < maximum) return undefined;
  return { at: "minimum", reason: "is not below maximum" };
}
