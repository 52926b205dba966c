/**
 * The Digital class of ECMA-419 (Digital Class Pattern; shape in src/board) over simulated pins. With activeLow, 1 in
 * read() and write() stands for the low level.
 */
import type { DigitalOptions, Digital as DigitalShape } from "../../src/board/io.js";
import type { Level, Pins } from "./pins.js";

const modes: readonly string[] = Object.freeze(["input", "inputPullUp", "inputPullDown", "output", "outputOpenDrain"]);

export class Digital implements DigitalShape {
  readonly #pins: Pins;
  readonly #options: Readonly<DigitalOptions>;
  readonly #isOutput: boolean;
  #written: Level = 0;
  #seen: Level = 0;
  #open = true;

  /** Throws when the pin does not exist, cannot do that, or is in use. */
  constructor(pins: Pins, options: DigitalOptions) {
    if (!modes.includes(options.mode)) throw new TypeError(`pin ${options.pin}: unknown mode ${options.mode}`);
    this.#pins = pins;
    this.#options = { ...options };
    this.#isOutput = options.mode === "output" || options.mode === "outputOpenDrain";
    pins.claim(this, options.pin, this.#isOutput ? "output" : "input");
    if (this.#isOutput) this.write(options.initialValue ?? 0);
    else this.#seen = this.#level();
    if (!this.#isOutput && options.onReadable !== undefined) pins.watch(options.pin, () => this.#changed());
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#pins.release(this);
  }

  read(): Level {
    this.#check();
    const level = this.#isOutput ? this.#written : this.#level();
    return this.#options.activeLow ? invert(level) : level;
  }

  write(value: Level): void {
    this.#check();
    if (!this.#isOutput) throw new Error(`pin ${this.#options.pin} is an input`);
    if (value !== 0 && value !== 1) throw new RangeError(`pin ${this.#options.pin}: ${value} is not 0 or 1`);
    this.#written = this.#options.activeLow ? invert(value) : value;
    this.#pins.output(this.#options.pin, this.#written);
  }

  #level(): Level {
    return this.#pins.driven(this.#options.pin) ?? (this.#options.mode === "inputPullUp" ? 1 : 0);
  }

  #changed(): void {
    const level = this.#level();
    if (level === this.#seen) return;
    this.#seen = level;
    this.#options.onReadable?.();
  }

  #check(): void {
    if (!this.#open) throw new Error(`pin ${this.#options.pin} is closed`);
  }
}

function invert(level: Level): Level {
  return level === 1 ? 0 : 1;
}
