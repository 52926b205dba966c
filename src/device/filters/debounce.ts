/**
 * Debounce: a value goes on once the reading has stood still for forMs; what flickers meanwhile does not.
 *
 * Formula: x goes on when |x - c| <= within has held for forMs, c is the first value of the stillness. Parameters: forMs,
 * 1 to 3,600,000 ms; within, the reading's unit, 0 or more, default 0. Memory: 4 slots. Latency: forMs, rounded up
 * to the sensor's interval. It looks at samples: for contacts, which are sampled when they change, there is debounceMs.
 */
import { type FromSchema, freeze } from "../../protocol/schema.js";
import { type Filter, filterKind } from "../filter-kind.js";

const options = freeze({
  type: "object",
  properties: {
    forMs: { type: "number", minimum: 1, maximum: 3600000, description: "ms that it must stand still" },
    within: { type: "number", minimum: 0, maximum: 1e12, description: "in the reading's unit, default 0" },
  },
  required: ["forMs"],
});
type Options = Readonly<FromSchema<typeof options>>;

export const debounce = filterKind({
  title: "Debounce",
  options,
  make: (options) => new Debounce(options),
});

export class Debounce implements Filter {
  private readonly options: Options;
  private candidate: number | undefined;
  private since = 0;

  constructor(options: Options) {
    this.options = options;
  }

  apply(value: number, now: number): number | undefined {
    const { forMs, within = 0 } = this.options;
    const candidate = this.candidate;
    if (candidate === undefined || Math.abs(value - candidate) > within) {
      this.candidate = value;
      this.since = now;
      return undefined;
    }
    return now - this.since >= forMs ? value : undefined;
  }

  reset(): void {
    this.candidate = undefined;
  }
}
