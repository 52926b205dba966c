/**
 * ROHM BH1750FVI on the bus, by its datasheet (11046EDT01, pages 2, 5, 6, 10 and 11): commands of one byte, a data
 * register of two, conversion times at their maximum and by the measurement time register. A read at any time gives the
 * data register as it is: the chip neither says that it is busy nor sends a checksum.
 *
 * Simplified: in continuous modes it converts whenever it is read after its time.
 */
import { ChipModel, faultsWithoutCrc } from "./chip-model.js";
import type { Quantity } from "./weather.js";

const countsPerLux = 1.2;
const defaultTime = 69;
const highMs = 180; // ms, H-resolution modes, maximum at the default time
const lowMs = 24; // ms, L-resolution mode
const slowTimes = 3; // times: what a driver can still notice, as the chip has no flag of being busy

export class BH1750 extends ChipModel {
  override readonly faults = faultsWithoutCrc;
  readonly measured: readonly Quantity[] = Object.freeze(["light"] as const);
  #isPowered = false;
  #time = defaultTime;
  /** Opcode of the conversion under way; 0: none is. */
  #mode = 0;
  #readyMs = Number.POSITIVE_INFINITY;
  #data = 0;

  powerOn(): void {
    this.#isPowered = false;
    this.#time = defaultTime;
    this.#mode = 0;
    this.#data = 0;
  }

  write(bytes: Uint8Array): boolean {
    if (this.isPulled || bytes.length > 1) return false;
    const command = bytes[0];
    if (command === undefined) return true; // an empty write asks whether somebody is there
    this.#settle();
    return this.#run(command);
  }

  read(into: Uint8Array): boolean {
    if (this.isPulled) return false;
    this.#settle();
    into.fill(0xff);
    into.set([this.#data >> 8, this.#data & 0xff].slice(0, into.length));
    return true;
  }

  #run(command: number): boolean {
    if (command === 0x00 || command === 0x01) this.#isPowered = command === 0x01;
    else if (command === 0x07) this.#clear();
    else if (command >> 3 === 0b01000) this.#time = (this.#time & 0x1f) | ((command & 7) << 5);
    else if (command >> 5 === 0b011) this.#time = (this.#time & 0xe0) | (command & 0x1f);
    else if ([0x10, 0x11, 0x13, 0x20, 0x21, 0x23].includes(command)) this.#begin(command);
    else return false;
    if (command === 0x00) this.#mode = 0;
    return true;
  }

  /** Reset: not while it is powered down, and a converter that has stopped keeps what it had. */
  #clear(): void {
    if (this.#isPowered && this.fault !== "stuck") this.#data = 0;
  }

  #begin(mode: number): void {
    this.#isPowered = true;
    this.#mode = mode;
    const ms = (mode & 3) === 3 ? lowMs : (highMs * this.#time) / defaultTime;
    this.#readyMs = this.clock.now() + ms * (this.fault === "slow" ? slowTimes : 1);
  }

  /** Ends the conversion when its time has come. */
  #settle(): void {
    if (this.#mode === 0 || this.fault === "stuck" || this.clock.now() < this.#readyMs) return;
    const isOnce = this.#mode >= 0x20;
    const isFine = (this.#mode & 3) === 1;
    const lux = this.probe.value("light") * (1 + this.noise(0.01));
    const counts = lux * countsPerLux * (this.#time / defaultTime) * (isFine ? 2 : 1);
    this.#data = this.fault === "out-of-range" ? 0xffff : Math.min(Math.floor(counts), 0xffff);
    if (!isOnce) return;
    this.#mode = 0;
    this.#isPowered = false;
  }
}
