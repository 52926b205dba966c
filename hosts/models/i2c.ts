/**
 * The I2C class of ECMA-419 (I2C Class Pattern; shape in src/board) over a simulated bus. As on the ESP32, two
 * instances may share a bus but not an address on it.
 */
import type { ByteBuffer, I2COptions, I2C as I2CShape } from "../../src/board/io.js";
import { type Bus, checkAddress, hex } from "./bus.js";
import type { Pins } from "./pins.js";

export function bytesOf(buffer: ByteBuffer): Uint8Array {
  if (buffer instanceof Uint8Array) return buffer;
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

export class I2C implements I2CShape {
  readonly #bus: Bus;
  readonly #address: number;
  readonly #pins: Pins;
  #open = true;

  /** Throws when a pin does not exist or is used otherwise, or the address is taken by another instance. */
  constructor(pins: Pins, bus: Bus, options: I2COptions) {
    checkAddress(options.address);
    if (!(options.hz > 0 && options.hz <= 1e6))
      throw new RangeError(`I2C at ${options.hz} Hz is not within 1..1000000`);
    this.#bus = bus;
    this.#address = options.address;
    this.#pins = pins;
    pins.claimBus(this, options.data, options.clock, options.address);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#pins.release(this);
  }

  write(bytes: ByteBuffer, _stop?: boolean): void {
    this.#check();
    if (!this.#bus.write(this.#address, bytesOf(bytes))) throw this.#unanswered("write");
  }

  read(count: number, stop?: boolean): ArrayBuffer;
  read(buffer: Uint8Array, stop?: boolean): number;
  read(target: number | Uint8Array, _stop?: boolean): ArrayBuffer | number {
    this.#check();
    const into = typeof target === "number" ? new Uint8Array(target) : target;
    if (!this.#bus.read(this.#address, into)) throw this.#unanswered("read");
    return typeof target === "number" ? (into.buffer as ArrayBuffer) : into.length;
  }

  #check(): void {
    if (!this.#open) throw new Error("I2C is closed");
  }

  #unanswered(what: string): Error {
    return new Error(`I2C ${what}: no answer from ${hex(this.#address)}`);
  }
}
