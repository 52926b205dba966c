/** A bucket of tokens: `burst` at most, `perSecond` come back. Times are monotonic milliseconds. */
export class Rate {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  constructor(perSecond: number, burst: number, now: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#tokens = burst;
    this.#at = now;
  }

  /** Takes one; false when there is none. */
  take(now: number): boolean {
    this.#fill(now);
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }

  #fill(now: number): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * this.#perMs);
    this.#at = now;
  }

  /** Milliseconds until the next one, 0 when there is one. */
  waitMs(now: number): number {
    this.#fill(now);
    return Math.max(0, Math.ceil((1 - this.#tokens) / this.#perMs));
  }
}
