/** Seeded random numbers for plans and networks; one seed and purpose give one sequence. */
import { SeededRandom } from "../../../hosts/models/seeded-random.js";

export class Chance {
  readonly #random: SeededRandom;

  /** purpose: what the numbers are for, so that one use does not shift another's. */
  constructor(seed: number, purpose: number) {
    // Neighbouring seeds must not give neighbouring sequences (murmur3's finalizer).
    let x = (Math.imul(seed, 0x9e3779b1) + Math.imul(purpose + 1, 0x85ebca6b)) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    this.#random = new SeededRandom(x ^ (x >>> 16));
  }

  /** 0 up to but not including 1 */
  fraction(): number {
    return this.#random.next() / 0x100000000;
  }

  /** low up to and including high, whole */
  whole(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  pick<T>(list: readonly T[]): T {
    return list[this.whole(0, list.length - 1)] as T;
  }

  fill(into: Uint8Array): void {
    this.#random.fill(into);
  }
}
