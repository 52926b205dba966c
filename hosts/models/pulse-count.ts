/**
 * The PulseCount class of ECMA-419 (PulseCount Class Pattern; shape in src/board) over simulated pins: it counts by
 * itself, whether somebody looks or not.
 */
import type { PulseCountOptions, PulseCount as PulseCountShape } from "../../src/board/io.js";
import type { Pins } from "./pins.js";

export class PulseCount implements PulseCountShape {
  readonly #pins: Pins;
  readonly #signal: number;
  /** Pulses of the pin when the count was 0. */
  #origin: number;
  #isOpen = true;

  /** Throws when the pin does not exist or is in use. */
  constructor(pins: Pins, options: PulseCountOptions) {
    pins.claim(this, options.signal, "input");
    this.#pins = pins;
    this.#signal = options.signal;
    this.#origin = pins.pulses(options.signal);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#pins.release(this);
  }

  read(): number {
    if (!this.#isOpen) throw new Error(`pin ${this.#signal} is closed`);
    return this.#pins.pulses(this.#signal) - this.#origin;
  }

  write(count: number): void {
    if (!this.#isOpen) throw new Error(`pin ${this.#signal} is closed`);
    this.#origin = this.#pins.pulses(this.#signal) - count;
  }
}
