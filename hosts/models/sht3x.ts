/**
 * Sensirion SHT3x on the bus, by its datasheet (version 7, chapter 4): commands of two bytes, single shots of three
 * repeatabilities at their longest time, status, heater bit and soft reset, words followed by CRC-8. T = -45 + 175 S / 65535,
 * RH = 100 S / 65535.
 *
 * Simplified: a read that the chip would stretch the clock for is answered at once, when it is slow not at all; periodic
 * modes and alerts are not there.
 */
import { ChipModel } from "./chip-model.js";
import { crc8 } from "./crc8.js";
import type { Quantity } from "./weather.js";

/** ms, by the command's low byte: high, medium and low repeatability, with and without clock stretching (tables 4, 9) */
const stretched: Readonly<Record<number, number>> = Object.freeze({ 6: 15.5, 13: 6.5, 16: 4.5 });
const polled: Readonly<Record<number, number>> = Object.freeze({ 0: 15.5, 11: 6.5, 22: 4.5 });
const resetMs = 1.5; // ms, table 4, soft reset time
const wasReset = 0x0010;
const isHeating = 0x2000;

export class SHT3x extends ChipModel {
  readonly measured: readonly Quantity[] = Object.freeze(["temperature", "humidity"] as const);
  #data: Uint8Array | undefined;
  #words: readonly [number, number] | undefined;
  #isMeasuring = false;
  #isStretching = false;
  #status = wasReset;
  #readyMs = Number.NEGATIVE_INFINITY;

  powerOn(): void {
    this.#data = undefined;
    this.#isMeasuring = false;
    this.#status = wasReset;
    this.#readyMs = this.clock.now() + resetMs;
  }

  write(bytes: Uint8Array): boolean {
    if (this.isPulled || this.#isBusy()) return false;
    if (bytes.length === 0) return true; // an empty write asks whether somebody is there
    if (bytes.length !== 2) return false;
    return this.#run(bytes[0] ?? 0, bytes[1] ?? 0);
  }

  read(into: Uint8Array): boolean {
    if (this.isPulled) return false;
    const isWaiting = this.#isBusy() && !(this.#isStretching && this.slowness === 1);
    if (isWaiting) return false;
    if (this.#isMeasuring) this.#convert();
    const data = this.#data;
    if (data === undefined) return false;
    into.fill(0xff);
    into.set(data.subarray(0, into.length));
    this.#data = undefined;
    return true;
  }

  #isBusy(): boolean {
    return this.clock.now() < this.#readyMs;
  }

  #run(high: number, low: number): boolean {
    const durationMs = high === 0x2c ? stretched[low] : high === 0x24 ? polled[low] : undefined;
    this.#data = undefined;
    this.#isMeasuring = durationMs !== undefined;
    this.#isStretching = high === 0x2c;
    if (durationMs !== undefined) this.#readyMs = this.clock.now() + durationMs * this.slowness;
    else if (high === 0x30 && low === 0xa2) this.powerOn();
    else if (high === 0x30 && low === 0x41) this.#status &= isHeating;
    else if (high === 0x30 && (low === 0x6d || low === 0x66))
      this.#status = low === 0x6d ? this.#status | isHeating : this.#status & ~isHeating;
    else if (high === 0xf3 && low === 0x2d) this.#data = this.#bytes(this.#status);
    else return false;
    return true;
  }

  #convert(): void {
    this.#isMeasuring = false;
    this.#readyMs = Number.NEGATIVE_INFINITY;
    if (this.fault === "out-of-range") this.#words = [0xffff, 0xffff];
    else if (this.fault !== "stuck" || this.#words === undefined) {
      const temperature = this.probe.value("temperature") + this.noise(0.04);
      const humidity = this.probe.value("humidity") + this.noise(0.08);
      this.#words = [wordOf((temperature + 45) / 175), wordOf(humidity / 100)];
    }
    this.#data = this.#bytes(...this.#words);
  }

  /** Each word with its checksum. */
  #bytes(...words: readonly number[]): Uint8Array {
    const wrong = this.fault === "wrong-crc" ? 0x01 : 0;
    const bytes = new Uint8Array(words.length * 3);
    words.forEach((word, i) => {
      bytes.set([word >> 8, word & 0xff, crc8(word >> 8, word & 0xff) ^ wrong], i * 3);
    });
    return bytes;
  }
}

function wordOf(part: number): number {
  return Math.max(0, Math.min(0xffff, Math.round(part * 0xffff)));
}
