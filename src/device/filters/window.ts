/**
 * What the filters over the newest values share: a ring of a fixed number of them. Memory: 8 bytes a value and 13 slots
 * a filter. Not a filter itself.
 */
import type { Filter } from "../filter-kind.js";

export const windowMaximum = 64; // values: half a KB of chunks

export abstract class Window implements Filter {
  protected readonly ring: Float64Array;
  /** Values in the ring. */
  protected count = 0;
  private next = 0;

  constructor(window: number) {
    this.ring = new Float64Array(window);
  }

  apply(value: number): number | undefined {
    const { ring } = this;
    ring[this.next] = value;
    this.next = (this.next + 1) % ring.length;
    if (this.count < ring.length) this.count++;
    return this.reduce(ring, this.count);
  }

  reset(): void {
    this.count = this.next = 0;
  }

  /** Of the first `count` values of the ring, in no order. */
  protected abstract reduce(ring: Float64Array, count: number): number;
}
