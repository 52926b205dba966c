/**
 * Bosch BME280 on the bus, by its datasheet (BST-BME280-DS001, chapters 3 to 5): registers with a pointer that goes on
 * by itself while reading, pairs of register and value while writing, calibration words, status, forced and normal mode,
 * conversion times at their maximum (9.1). What it measures is turned into counts by its own calibration.
 *
 * Simplified: in normal mode it measures whenever it is read; the IIR filter is stored and does nothing; SPI is not there.
 */
import { countsFor, usualCalibration, wordsOf } from "./bme280-compensation.js";
import { ChipModel, type ChipModelOptions, faultsWithoutCrc } from "./chip-model.js";
import type { Quantity } from "./weather.js";

const usualId = 0x60; // 5.4.1
const resetRegister = 0xe0;
const resetWord = 0xb6;
const humidityControl = 0xf2;
const control = 0xf4;
const configuration = 0xf5;
const copyMs = 2; // ms that it copies its calibration after power-on (1.1, start-up time)
const noCount = 0x80000; // of what was not measured (5.4.7, 5.4.8)

export class BME280 extends ChipModel {
  override readonly faults = faultsWithoutCrc;
  readonly measured: readonly Quantity[] = Object.freeze(["temperature", "pressure", "humidity"] as const);
  readonly #registers = new Uint8Array(256);
  #pointer = 0;
  #readyMs = Number.NEGATIVE_INFINITY;
  #copiedMs = Number.NEGATIVE_INFINITY;
  #isMeasuring = false;
  /** Humidity's setting as it was when 0xF4 was written last: only then it counts (5.4.3). */
  #humidityTimes = 0;
  readonly #id: number;

  /** id: the number by which it is known */
  constructor(options: ChipModelOptions, id = usualId) {
    super(options);
    this.#id = id;
    this.#reset();
  }

  powerOn(): void {
    this.#reset();
    this.#copiedMs = this.clock.now() + copyMs;
  }

  write(bytes: Uint8Array): boolean {
    if (this.isPulled) return false;
    this.#pointer = bytes[0] ?? this.#pointer;
    for (let at = 0; at + 1 < bytes.length; at += 2) this.#put(bytes[at] ?? 0, bytes[at + 1] ?? 0);
    return true;
  }

  read(into: Uint8Array): boolean {
    if (this.isPulled) return false;
    this.#settle();
    for (let i = 0; i < into.length; i++) into[i] = this.#get((this.#pointer + i) & 0xff);
    return true;
  }

  #reset(): void {
    const registers = this.#registers;
    const words = wordsOf(usualCalibration);
    registers.fill(0);
    registers.set(words.subarray(0, 26), 0x88);
    registers.set(words.subarray(26), 0xe1);
    registers[0xd0] = this.#id;
    this.#putCounts(noCount, noCount, noCount >> 4);
    this.#isMeasuring = false;
  }

  #put(register: number, value: number): void {
    if (register === resetRegister && value === resetWord) this.powerOn();
    if (register !== humidityControl && register !== control && register !== configuration) return;
    this.#registers[register] = value;
    if (register !== control) return;
    this.#humidityTimes = timesOf((this.#registers[humidityControl] ?? 0) & 7);
    const mode = value & 3;
    this.#isMeasuring = mode !== 0;
    if (this.#isMeasuring) this.#readyMs = this.clock.now() + this.#durationMs(value) * this.slowness;
  }

  #durationMs(value: number): number {
    const temperature = timesOf(value >> 5);
    const pressure = timesOf((value >> 2) & 7);
    const times = temperature + pressure + this.#humidityTimes;
    return 1.25 + 2.3 * times + (pressure > 0 ? 0.575 : 0) + (this.#humidityTimes > 0 ? 0.575 : 0);
  }

  #get(register: number): number {
    if (register !== 0xf3) return this.#registers[register] ?? 0;
    return (this.#isMeasuring ? 8 : 0) | (this.clock.now() < this.#copiedMs ? 1 : 0);
  }

  /** Ends the measurement when its time has come. */
  #settle(): void {
    if (!this.#isMeasuring || this.fault === "stuck" || this.clock.now() < this.#readyMs) return;
    const value = this.#registers[control] ?? 0;
    const isNormal = (value & 3) === 3;
    if (!isNormal) this.#registers[control] = value & ~3; // forced: it sleeps again
    this.#isMeasuring = false;
    this.#measure(value);
    if (isNormal) this.#isMeasuring = true;
  }

  #measure(value: number): void {
    const { probe } = this;
    const isBeyond = this.fault === "out-of-range";
    const counts = countsFor(
      usualCalibration,
      probe.value("temperature") + this.noise(0.02),
      probe.value("pressure") + this.noise(1),
      probe.value("humidity") + this.noise(0.05),
    );
    if (isBeyond) counts.temperature = counts.pressure = 0xfffff;
    this.#putCounts(
      timesOf(value >> 5) > 0 ? counts.temperature : noCount,
      timesOf((value >> 2) & 7) > 0 ? counts.pressure : noCount,
      this.#humidityTimes > 0 ? counts.humidity : noCount >> 4,
    );
  }

  #putCounts(temperature: number, pressure: number, humidity: number): void {
    const registers = this.#registers;
    registers.set([pressure >> 12, (pressure >> 4) & 0xff, (pressure & 15) << 4], 0xf7);
    registers.set([temperature >> 12, (temperature >> 4) & 0xff, (temperature & 15) << 4], 0xfa);
    registers.set([humidity >> 8, humidity & 0xff], 0xfd);
  }
}

/** Times of oversampling by their code (5.4.3); 0: not measured. */
function timesOf(code: number): number {
  return code === 0 ? 0 : 2 ** (Math.min(code, 5) - 1);
}
