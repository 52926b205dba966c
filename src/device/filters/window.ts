/**
 * What the filters over the newest values share: a ring of a fixed number of them. Memory: 8 bytes a value and 14 slots
 * a filter. Not a filter itself.
 *
 * Quality: settling until the window is full, for what it gives is then of fewer values than it says; and that of the
 * newest value that was not good, for as long as it is in the window.
 */
import { qualityCodes } from "../../protocol/senml.js";
import type { Filter } from "../filter-kind.js";

export const windowMaximum = 64; // values: half a KB of chunks

export abstract class Window implements Filter {
  protected readonly ring: Float64Array;
  /** Values in the ring. */
  protected count = 0;
  private next = 0;
  /** Of the newest value that was not good: its quality, and from bit 2 on for how many values it is in the window. */
  private unsure = 0;

  constructor(window: number) {
    this.ring = new Float64Array(window);
  }

  apply(value: number, _now: number, quality: number): number | undefined {
    const { ring } = this;
    if (quality !== qualityCodes.good) this.unsure = (ring.length << 2) | quality;
    else if (this.unsure !== 0) this.unsure = this.unsure >= 8 ? this.unsure - 4 : 0;
    ring[this.next] = value;
    this.next = (this.next + 1) % ring.length;
    if (this.count < ring.length) this.count++;
    return this.reduce(ring, this.count);
  }

  qualityOf(): number {
    const quality = this.unsure & 3;
    return this.count < this.ring.length ? Math.max(quality, qualityCodes.settling) : quality;
  }

  reset(): void {
    this.count = this.next = this.unsure = 0;
  }

  /** Of the first `count` values of the ring, in no order. */
  protected abstract reduce(ring: Float64Array, count: number): number;
}
