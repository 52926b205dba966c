/**
 * Seeded random numbers for noise and for torn flash: xorshift32 (Marsaglia 2003). Not for secrets; one seed gives one
 * sequence on every engine.
 */
export class SeededRandom {
  #state: number;

  /** seed: any integer; 0 is taken as 1, for xorshift never leaves 0 */
  constructor(seed: number) {
    this.#state = seed | 0 || 1;
  }

  /** An integer, 0 to 2**32 - 1. */
  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }

  /** -1 to 1, more often near 0: the sum of two uniform numbers. */
  noise(): number {
    return (this.next() + this.next()) / 0xffffffff - 1;
  }

  fill(into: Uint8Array): void {
    for (let i = 0; i < into.length; i++) into[i] = this.next() >>> 24;
  }
}
