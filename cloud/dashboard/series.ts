/** The readings of one quantity in a window of time, with gaps where there should have been some. No drawing. */

import { graver, type Quality } from "../../src/protocol/senml.js";
import type { Reading } from "../src/watch-messages.js";

export interface Summary {
  minimum: number;
  maximum: number;
  mean: number;
  last: number;
}

const gapFactor = 3.5; // intervals; two lost readings and some jitter are no gap yet

export class Series {
  /** s; readings are means over so long; 0: each as it was */
  readonly everyS: number;
  readonly spanS: number;
  #times: number[] = [];
  #values: number[] = [];
  /** of the readings that a value is the mean of */
  #counts: number[] = [];
  #minima: number[] = [];
  #maxima: number[] = [];
  /** by the time of a value; none: good */
  #qualities = new Map<number, Quality>();
  #intervalS: number;

  /** `intervalS` is what the device promises; 0: unknown, taken from the readings. */
  constructor(spanS: number, everyS: number, intervalS: number) {
    this.spanS = spanS;
    this.everyS = everyS;
    this.#intervalS = intervalS;
  }

  get length(): number {
    return this.#times.length;
  }

  get lastTime(): number | undefined {
    return this.#times.at(-1);
  }

  /**
   * Adds a reading, or the mean of a window with what it is the mean of. False: it is older than the newest, so the history
   * is to be asked for again.
   */
  append(t: number, value: number, window: Partial<Reading> = {}): boolean {
    const { minimum = value, maximum = value, count: readings = 1, quality } = window;
    const last = this.#times.length - 1;
    const lastTime = this.#times[last] ?? Number.NEGATIVE_INFINITY;
    if (this.everyS > 0 && Math.floor(t / this.everyS) === Math.floor(lastTime / this.everyS)) {
      const count = (this.#counts[last] ?? 0) + readings;
      const mean = this.#values[last] ?? value;
      this.#values[last] = mean + ((value - mean) * readings) / count;
      this.#counts[last] = count;
      this.#minima[last] = Math.min(this.#minima[last] ?? minimum, minimum);
      this.#maxima[last] = Math.max(this.#maxima[last] ?? maximum, maximum);
      this.#judge(lastTime, quality);
      return true;
    }
    if (t <= lastTime) return t === lastTime;
    this.#judge(t, quality);
    this.#times.push(t);
    this.#values.push(value);
    this.#counts.push(readings);
    this.#minima.push(minimum);
    this.#maxima.push(maximum);
    return true;
  }

  #judge(t: number, quality: Quality | undefined): void {
    const gravest = graver(this.#qualities.get(t), quality);
    if (gravest !== undefined) this.#qualities.set(t, gravest);
  }

  /** Of the value at a time; undefined: good. */
  qualityAt(t: number): Quality | undefined {
    return this.#qualities.get(t);
  }

  /** Drops what is older than the window. */
  trim(now: number): void {
    const from = now - this.spanS;
    // one point before the window stays, so that the line reaches the edge
    const first = this.#times.findIndex((t) => t >= from) - 1;
    if (first < 1) return;
    for (const t of this.#times.slice(0, first)) this.#qualities.delete(t);
    this.#times.splice(0, first);
    this.#values.splice(0, first);
    this.#counts.splice(0, first);
    this.#minima.splice(0, first);
    this.#maxima.splice(0, first);
  }

  /** s; longer silence than this between two readings is a gap */
  get gapS(): number {
    const interval = this.#intervalS > 0 ? this.#intervalS : medianStep(this.#times);
    return gapFactor * Math.max(interval, this.everyS, 1);
  }

  /** For drawing: times and values, a null in the middle of each gap. */
  aligned(): [number[], (number | null)[]] {
    const times: number[] = [];
    const values: (number | null)[] = [];
    const gap = this.gapS;
    let before: number | undefined;
    for (const [i, t] of this.#times.entries()) {
      if (before !== undefined && t - before > gap) {
        times.push((t + before) / 2);
        values.push(null);
      }
      times.push(t);
      values.push(this.#values[i] ?? null);
      before = t;
    }
    return [times, values];
  }

  /** Undefined without a reading in the window. */
  summary(now: number): Summary | undefined {
    const from = now - this.spanS;
    let minimum = Number.POSITIVE_INFINITY;
    let maximum = Number.NEGATIVE_INFINITY;
    let sum = 0;
    let count = 0;
    for (const [i, t] of this.#times.entries()) {
      const value = this.#values[i];
      if (t < from || value === undefined) continue;
      const readings = this.#counts[i] ?? 1;
      minimum = Math.min(minimum, this.#minima[i] ?? value);
      maximum = Math.max(maximum, this.#maxima[i] ?? value);
      sum += value * readings;
      count += readings;
    }
    if (count === 0) return undefined;
    return { minimum, maximum, mean: sum / count, last: this.#values.at(-1) ?? maximum };
  }
}

function medianStep(times: readonly number[]): number {
  const steps: number[] = [];
  for (let i = Math.max(1, times.length - 50); i < times.length; i++) steps.push((times[i] ?? 0) - (times[i - 1] ?? 0));
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? 0;
}
