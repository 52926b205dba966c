/**
 * ECMA-419 PulseCount in the shape of src/board, over the chip's counter (native/pulse-count.c). The SDK's own class
 * decodes knobs of two lines and counts one line up and down again. The count goes on through 32 bits; what is written
 * is kept here.
 */
import type { PulseCount, PulseCountOptions } from "../../src/board/io.js";

export interface NativeCounters {
  /** pull: 0 none, 1 up, 2 down. A number for the other two; throws when the chip has no counter left. */
  openCounter(pin: number, pull: 0 | 1 | 2): number;
  readCounter(counter: number): number;
  closeCounter(counter: number): void;
}

export class MooringPulseCount implements PulseCount {
  #native: NativeCounters;
  /** undefined: closed */
  #counter: number | undefined;
  #origin = 0;

  constructor(native: NativeCounters, { signal, pull }: PulseCountOptions) {
    this.#native = native;
    this.#counter = native.openCounter(signal, pull === "up" ? 1 : pull === "down" ? 2 : 0);
  }

  read(): number {
    return this.#read() - this.#origin;
  }

  write(count: number): void {
    this.#origin = this.#read() - count;
  }

  close(): void {
    const counter = this.#counter;
    this.#counter = undefined;
    if (counter !== undefined) this.#native.closeCounter(counter);
  }

  #read(): number {
    if (this.#counter === undefined) throw new Error("pulse count: closed");
    return this.#native.readCounter(this.#counter);
  }
}
