/** A chip on a bus of its own that says what a test has put down, and notes what was written to it. */
import { Bus, type Chip } from "../../../hosts/models/bus.js";
import { I2C } from "../../../hosts/models/i2c.js";
import { Pins } from "../../../hosts/models/pins.js";
import type { I2COptions } from "../../../src/board/io.js";

export class ScriptedChip implements Chip {
  readonly written: number[][] = [];
  /** What is read after a write that begins with these bytes, as "f3" or "ec05"; "" for any other. */
  readonly answers = new Map<string, readonly number[]>();
  isThere = true;
  #asked = "";

  write(bytes: Uint8Array): boolean {
    if (!this.isThere) return false;
    this.written.push([...bytes]);
    this.#asked = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return true;
  }

  read(into: Uint8Array): boolean {
    const answer = this.answers.get(this.#asked) ?? this.answers.get("");
    if (!this.isThere || answer === undefined) return false;
    into.fill(0xff);
    into.set(answer.slice(0, into.length));
    return true;
  }
}

/** The chip on a bus, and the options that lead a driver to it. */
export function onBus<C extends Chip>(address: number, chip: C) {
  const bus = new Bus();
  const pins = new Pins();
  bus.attach(address, chip);
  const io = class extends I2C {
    constructor(options: I2COptions) {
      super(pins, bus, options);
    }
  };
  return { chip, bus, options: { sensor: { io, data: 21, clock: 22 } } };
}
