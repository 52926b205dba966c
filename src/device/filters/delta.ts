/**
 * Delta: a value goes on when it differs enough from the one that went on before it; the first one does.
 *
 * Formula: |x - y| >= by, or |x - y| >= part * |y|; y is the value that went on last. Parameters: by, the reading's unit,
 * above 0; part, 0.0001 to 10; one of them. With part, anything but 0 differs from 0. Memory: 4 slots. Latency: none.
 * A heartbeat behind it keeps a reading that stands still alive. A value of another quality goes on as well, else a
 * reading that stands still would seem to settle for ever.
 */
import { type FromSchema, freeze } from "../../protocol/schema.js";
import { type Filter, filterKind } from "../filter-kind.js";

const options = freeze({
  type: "object",
  properties: {
    by: { type: "number", minimum: 1e-9, maximum: 1e9, description: "in the reading's unit" },
    part: { type: "number", minimum: 0.0001, maximum: 10, description: "of the value before, in the place of by" },
  },
});
type Options = Readonly<FromSchema<typeof options>>;

export const delta = filterKind({
  title: "Delta",
  options,
  check: ({ by, part }) =>
    (by === undefined) === (part === undefined) ? { at: "", reason: "takes either by or part" } : undefined,
  make: (options) => new Delta(options),
});

export class Delta implements Filter {
  private readonly options: Options;
  private last: number | undefined;
  /** of the last */
  private quality = 0;

  constructor(options: Options) {
    this.options = options;
  }

  apply(value: number, _now: number, quality: number): number | undefined {
    const { by, part = 0 } = this.options;
    const last = this.last;
    if (last !== undefined && quality === this.quality) {
      const change = Math.abs(value - last);
      if (change === 0 || change < (by ?? part * Math.abs(last))) return undefined;
    }
    this.last = value;
    this.quality = quality;
    return value;
  }

  reset(): void {
    this.last = undefined;
  }
}
