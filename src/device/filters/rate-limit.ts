/**
 * Rate limit: the output follows the reading, but no faster than a slope, as a thing with mass does.
 *
 * Formula: y += x - y, at most perSecond * dt up or down; the first y is the first x. Parameters: perSecond, the
 * reading's unit a second, above 0. Memory: 4 slots. Latency: a step of h shows in full after h / perSecond seconds.
 * Quality: limited while it holds the reading back.
 */
import { freeze } from "../../protocol/schema.js";
import { qualityCodes } from "../../protocol/senml.js";
import { type Filter, filterKind } from "../filter-kind.js";

export const rateLimit = filterKind({
  title: "Rate limit",
  options: freeze({
    type: "object",
    properties: {
      perSecond: { type: "number", minimum: 1e-9, maximum: 1e9, description: "in the reading's unit, a second" },
    },
    required: ["perSecond"],
  }),
  make: ({ perSecond }) => new RateLimit(perSecond),
});

export class RateLimit implements Filter {
  private readonly perSecond: number;
  private output: number | undefined;
  private at = 0;

  constructor(perSecond: number) {
    this.perSecond = perSecond;
  }

  apply(value: number, now: number): number {
    const { output } = this;
    const step = (this.perSecond * Math.max(0, now - this.at)) / 1000;
    this.at = now;
    this.output = output === undefined || Math.abs(value - output) <= step ? value : approach(output, value, step);
    return this.output;
  }

  qualityOf(value: number, result: number): number {
    return value === result ? qualityCodes.good : qualityCodes.limited;
  }

  reset(): void {
    this.output = undefined;
  }
}

function approach(from: number, to: number, step: number): number {
  return to > from ? from + step : from - step;
}
