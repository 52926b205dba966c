/** How late sensors are sampled, against the moment at which each is due: of all of them together. */
export class Jitter {
  samples = 0;
  /** ms; mean, and the greatest */
  meanMs = 0;
  maximumMs = 0;

  /** lateMs: from the moment that a sample was due to the one at which it was begun */
  note(lateMs: number): void {
    this.samples++;
    this.meanMs += (lateMs - this.meanMs) / this.samples;
    if (lateMs > this.maximumMs) this.maximumMs = lateMs;
  }

  /** Begins anew, as when its figures were told. */
  reset(): void {
    this.samples = this.meanMs = this.maximumMs = 0;
  }
}
