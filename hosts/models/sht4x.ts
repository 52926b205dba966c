/**
 * Sensirion SHT4x on the bus, by its datasheet (version 7, chapter 4): commands of one byte, conversion times at their
 * maximum, a read before the data is ready not acknowledged, and neither is a command while the chip is busy, except
 * soft reset, words followed by CRC-8. T = -45 + 175 S / 65535, RH = -6 + 125 S / 65535.
 *
 * Simplified: the heater warms at once to a typical rise and cools at once; accuracy classes differ in noise alone.
 */
import { ChipModel, type ChipModelOptions } from "./chip-model.js";
import { crc8 } from "./crc8.js";
import type { Quantity } from "./weather.js";

interface Measurement {
  /** ms until the data can be read */
  durationMs: number;
  /** Cel, %RH: largest repeatability error (datasheet: 3 sigma) */
  noise: number;
  /** K above the surroundings while the heater is on */
  rise: number;
}

const measurement = (durationMs: number, noise: number, rise = 0): Readonly<Measurement> =>
  Object.freeze({ durationMs, noise, rise });

/** The commands that measure. The heater's last act is a measurement of high precision: at most 1.1 s or 0.11 s. */
const measurements: Readonly<Record<number, Readonly<Measurement>>> = Object.freeze({
  253: measurement(8.3, 0.04),
  246: measurement(4.5, 0.07),
  224: measurement(1.6, 0.1),
  57: measurement(1108.3, 0.04, 60), // 200 mW, 1 s
  50: measurement(118.3, 0.04, 30), // 200 mW, 0.1 s
  47: measurement(1108.3, 0.04, 33), // 110 mW, 1 s
  36: measurement(118.3, 0.04, 17), // 110 mW, 0.1 s
  30: measurement(1108.3, 0.04, 6), // 20 mW, 1 s
  21: measurement(118.3, 0.04, 3), // 20 mW, 0.1 s
});
const serialNumberCommand = 0x89;
const softResetCommand = 0x94;
const resetMs = 1; // ms, datasheet "Soft reset time", maximum

export interface SHT4xOptions extends ChipModelOptions {
  serialNumber: number;
}

export class SHT4x extends ChipModel {
  readonly measured: readonly Quantity[] = Object.freeze(["temperature", "humidity"] as const);
  /** ms by which a conversion begins late, as on a bus that others keep busy */
  lateMs = 0;
  readonly #serialNumber: number;
  readonly #data = new Uint8Array(6);
  #measuring: Readonly<Measurement> | undefined;
  #temperatureWord: number | undefined;
  #humidityWord = 0;
  #hasData = false;
  #readyMs = Number.NEGATIVE_INFINITY;

  constructor(options: SHT4xOptions) {
    super(options);
    this.#serialNumber = options.serialNumber;
  }

  powerOn(): void {
    this.#measuring = undefined;
    this.#hasData = false;
  }

  write(bytes: Uint8Array): boolean {
    if (this.isPulled) return false;
    if (bytes.length === 0) return !this.#isBusy(); // an empty write asks whether somebody is there
    const command = bytes[0] ?? 0;
    if (bytes.length > 1) return false;
    if (command === softResetCommand) return this.#reset();
    if (this.#isBusy()) return false;
    if (command === serialNumberCommand) return this.#prepareSerialNumber();
    const measuring = measurements[command];
    if (measuring === undefined) return false;
    this.#measuring = measuring;
    this.#hasData = false;
    const durationMs = measuring.durationMs * this.slowness;
    this.#readyMs = this.clock.now() + this.lateMs + durationMs;
    return true;
  }

  read(into: Uint8Array): boolean {
    if (this.isPulled || this.#isBusy()) return false;
    if (this.#measuring !== undefined) this.#convert(this.#measuring);
    if (!this.#hasData) return false;
    into.fill(0xff);
    into.set(into.length < 6 ? this.#data.subarray(0, into.length) : this.#data);
    this.#hasData = false;
    return true;
  }

  #isBusy(): boolean {
    return this.clock.now() < this.#readyMs;
  }

  #reset(): boolean {
    this.#measuring = undefined;
    this.#hasData = false;
    this.#readyMs = this.clock.now() + resetMs;
    return true;
  }

  #prepareSerialNumber(): boolean {
    this.#measuring = undefined;
    this.#put(this.#serialNumber >>> 16, this.#serialNumber & 0xffff);
    return true;
  }

  #convert(measuring: Readonly<Measurement>): void {
    this.#measuring = undefined;
    if (this.fault === "out-of-range") {
      this.#put(0xffff, 0xffff);
      return;
    }
    if (this.fault !== "stuck" || this.#temperatureWord === undefined) {
      const temperature = this.probe.value("temperature") + measuring.rise + this.noise(measuring.noise);
      const dried = this.probe.value("humidity") * 2 ** (-measuring.rise / 11); // vapour pressure doubles every 11 K
      const humidity = dried + this.noise(measuring.noise);
      this.#temperatureWord = wordOf((temperature + 45) / 175);
      this.#humidityWord = wordOf((humidity + 6) / 125);
    }
    this.#put(this.#temperatureWord, this.#humidityWord);
  }

  #put(first: number, second: number): void {
    const data = this.#data;
    const wrong = this.fault === "wrong-crc" ? 0x01 : 0;
    data[0] = first >>> 8;
    data[1] = first & 0xff;
    data[2] = crc8(first >>> 8, first & 0xff) ^ wrong;
    data[3] = second >>> 8;
    data[4] = second & 0xff;
    data[5] = crc8(second >>> 8, second & 0xff) ^ wrong;
    this.#hasData = true;
  }
}

function wordOf(part: number): number {
  return Math.max(0, Math.min(0xffff, Math.round(part * 0xffff)));
}
