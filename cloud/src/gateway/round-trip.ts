/** Round trips in milliseconds: the newest, and median and 95th percentile of the last 100. */
const windowSize = 100; // round trips, as watch-messages.ts says

export class RoundTrip {
  readonly #window: number[] = [];
  #next = 0;
  #last: number | undefined;

  add(ms: number): void {
    this.#last = ms;
    this.#window[this.#next] = ms;
    this.#next = (this.#next + 1) % windowSize;
  }

  /** Null: none was measured. */
  figures(): { last: number; median: number; p95: number } | null {
    if (this.#last === undefined) return null;
    const sorted = [...this.#window].sort((a, b) => a - b);
    const at = (share: number) => round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
    return { last: round(this.#last), median: at(0.5), p95: at(0.95) };
  }
}

const round = (ms: number): number => Math.round(ms * 100) / 100;
