/**
 * How many devices are let in a second, and when those beyond that are to come again. Each that is turned away gets the
 * next free place in a queue as its hint, so that a herd comes back at the rate at which it can be let in; the device
 * keeps no place, and whoever comes is let in as long as there is room. Times are monotonic milliseconds.
 */
import { Rate } from "../rate.js";

const hintSecondsMinimum = 5; // with 2 a herd of 10,000 makes 1,214 attempts in the worst second, with 5 it makes 993
const promisedShare = 0.5; // of the rate; the other half is for those who come for the first time
const hintSecondsMaximum = 300; // what a device takes (docs/protocol.md)

export class Admission {
  readonly #rate: Rate;
  readonly #perSecond: number;
  /** When the last that was turned away has its place. */
  #promisedAt = 0;

  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#rate = new Rate(perSecond, perSecond, now);
  }

  /** True: one more is let in. */
  take(now: number): boolean {
    return this.#rate.take(now);
  }

  /** Whole seconds after which one that was turned away is to come again. */
  hintSeconds(now: number): number {
    this.#promisedAt = Math.max(this.#promisedAt, now) + 1000 / (this.#perSecond * promisedShare);
    const seconds = Math.ceil((this.#promisedAt - now) / 1000);
    return Math.min(Math.max(seconds, hintSecondsMinimum), hintSecondsMaximum);
  }
}
