/** Choices from a seed. */
import { SeededRandom } from "../../../hosts/models/seeded-random.js";

export class Chance {
  private readonly random: SeededRandom;

  constructor(seed: number) {
    this.random = new SeededRandom(seed * 7919);
    // Seeds that are near each other begin alike.
    for (let i = 0; i < 10; i++) this.random.next();
  }

  /** A whole number, 0 to below `end`. */
  below(end: number): number {
    return Math.floor((this.random.next() / 2 ** 32) * end);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  /** ms: mostly short, now and then long, with fractions */
  step(): number {
    return this.pick([0, 0.25, 1, 7.5, 50, 333, 1000, 5000, 20000, 90000]) * (1 + this.below(3));
  }
}
