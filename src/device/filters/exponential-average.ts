/**
 * Exponential average: each value pulls the output towards itself, older ones fade; memory of one value.
 *
 * Formula: y += a (x - y), the first y is the first x. Either `weight` is a itself, or `timeMs` is the time constant t and
 * a = 1 - exp(-dt / t) from the time since the value before, so that a value that is late counts more. Parameters: weight,
 * above 0 to 1; timeMs, 1 to 86,400,000 ms; one of them. Memory: 4 slots. Latency: 63 % of a step after 1 / weight
 * values, or after timeMs.
 */
import { type FromSchema, freeze } from "../../protocol/schema.js";
import { type Filter, filterKind } from "../filter-kind.js";

const options = freeze({
  type: "object",
  properties: {
    weight: { type: "number", minimum: 0.0001, maximum: 1, description: "of the newest value" },
    timeMs: { type: "number", minimum: 1, maximum: 86400000, description: "ms; time constant, in the place of weight" },
  },
});
type Options = Readonly<FromSchema<typeof options>>;

export const exponentialAverage = filterKind({
  title: "Exponential average",
  options,
  check: ({ weight, timeMs }) =>
    (weight === undefined) === (timeMs === undefined) ? { at: "", reason: "takes either weight or timeMs" } : undefined,
  make: (options) => new ExponentialAverage(options),
});

export class ExponentialAverage implements Filter {
  private readonly options: Options;
  private average = 0;
  /** monotonic ms, of the value before; undefined: there was none */
  private at: number | undefined;

  constructor(options: Options) {
    this.options = options;
  }

  apply(value: number, now: number): number {
    const { weight, timeMs = 1 } = this.options;
    const at = this.at;
    this.at = now;
    const part = at === undefined ? 1 : (weight ?? 1 - Math.exp(-Math.max(0, now - at) / timeMs));
    // Two products rather than a difference: that of two large numbers may be no number.
    const average = this.average * (1 - part) + value * part;
    this.average = Number.isFinite(average) ? average : value;
    return this.average;
  }

  reset(): void {
    this.at = undefined;
    this.average = 0;
  }
}
