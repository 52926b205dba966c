/** The PWM class of ECMA-419 (PWM Class Pattern; shape in src/board) over simulated pins: 10 bits, as on the ESP32. */
import type { PWMOptions, PWM as PWMShape } from "../../src/board/io.js";
import type { Pins } from "./pins.js";

const bits = 10;
const maximum = 2 ** bits - 1;

export class PWM implements PWMShape {
  readonly resolution = bits;
  readonly #pins: Pins;
  readonly #pin: number;
  #open = true;

  /** Throws when the pin does not exist, has no output, or is in use. The duty begins at 0. */
  constructor(pins: Pins, options: PWMOptions) {
    const hz = options.hz ?? 1000;
    if (!(hz > 0 && hz <= 40e6)) throw new RangeError(`pin ${options.pin}: ${hz} Hz is not within 1..40000000`);
    pins.claim(this, options.pin, "output");
    this.#pins = pins;
    this.#pin = options.pin;
    pins.output(options.pin, 0);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#pins.release(this);
  }

  write(duty: number): void {
    if (!this.#open) throw new Error(`pin ${this.#pin} is closed`);
    if (!Number.isInteger(duty) || duty < 0 || duty > maximum)
      throw new RangeError(`pin ${this.#pin}: duty ${duty} is not an integer within 0..${maximum}`);
    this.#pins.output(this.#pin, duty / maximum);
  }
}
