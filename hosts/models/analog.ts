/** The Analog class of ECMA-419 (Analog Class Pattern; shape in src/board) over simulated pins: 12 bits. */
import type { AnalogOptions, Analog as AnalogShape } from "../../src/board/io.js";
import { lightResolution } from "./light.js";
import type { Pins } from "./pins.js";

export class Analog implements AnalogShape {
  readonly resolution = lightResolution;
  readonly #pins: Pins;
  readonly #pin: number;
  #open = true;

  /** Throws when the pin does not exist, has no converter, or is in use. */
  constructor(pins: Pins, options: AnalogOptions) {
    pins.claim(this, options.pin, "analog");
    this.#pins = pins;
    this.#pin = options.pin;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#pins.release(this);
  }

  read(): number {
    if (!this.#open) throw new Error(`pin ${this.#pin} is closed`);
    return this.#pins.analog(this.#pin);
  }
}
