/**
 * Texas Instruments TMP117 on the bus, by its datasheet (SNOSD82D, chapters 7 and 8): five registers of two bytes behind a
 * pointer, high byte first; continuous, one-shot and shutdown mode, averages, the cycle of table 7-7, data ready, soft
 * reset, which it acknowledges all the while. Before its first conversion the temperature register holds -256 Cel.
 *
 * Simplified: alerts, offset and EEPROM are stored and do nothing; a conversion ends when it is looked at.
 */
import { ChipModel, type ChipModelOptions, faultsWithoutCrc } from "./chip-model.js";
import type { Quantity } from "./weather.js";

const deviceId = 0x0117;
const usualConfiguration = 0x0220;
const noTemperature = 0x8000;
const dataReady = 0x2000;
const softReset = 0x0002;
const cycleMs: readonly number[] = Object.freeze([15.5, 125, 250, 500, 1000, 4000, 8000, 16000]); // ms, by CONV
const averages: readonly number[] = Object.freeze([1, 8, 32, 64]); // conversions, by AVG
const conversionMs = 15.5; // ms, one conversion
const resetMs = 2; // ms, 7.5.1.3
const temperatureRegister = 0;
const configurationRegister = 1;
const idRegister = 15;
const step = 0.0078125; // K

export class TMP117 extends ChipModel {
  override readonly faults = faultsWithoutCrc;
  readonly measured: readonly Quantity[] = Object.freeze(["temperature"] as const);
  readonly #registers = new Uint16Array(16);
  #pointer = 0;
  /** When the conversion under way ends; Infinity: none is. */
  #readyMs = Number.POSITIVE_INFINITY;

  constructor(options: ChipModelOptions) {
    super(options);
    this.powerOn();
  }

  powerOn(): void {
    const registers = this.#registers;
    registers.fill(0);
    registers[temperatureRegister] = noTemperature;
    registers[2] = 0x6000;
    registers[3] = 0x8000;
    registers[idRegister] = deviceId;
    this.#pointer = 0;
    this.#configure(usualConfiguration, resetMs);
  }

  write(bytes: Uint8Array): boolean {
    if (this.isPulled) return false;
    const [pointer, high, low] = bytes;
    if (pointer === undefined) return true; // an empty write asks whether somebody is there
    this.#settle();
    this.#pointer = pointer & 15;
    if (high === undefined || low === undefined) return true;
    const value = (high << 8) | low;
    if (this.#pointer === configurationRegister) this.#configure(value);
    else if (this.#pointer > configurationRegister && this.#pointer !== idRegister)
      this.#registers[this.#pointer] = value;
    return true;
  }

  read(into: Uint8Array): boolean {
    if (this.isPulled) return false;
    this.#settle();
    const value = this.#registers[this.#pointer] ?? 0;
    into.fill(0xff);
    into.set([value >> 8, value & 0xff].slice(0, into.length));
    // Reading either says that the data was seen (7.6.3).
    if (this.#pointer <= configurationRegister)
      this.#registers[configurationRegister] = this.#configuration & ~dataReady;
    return true;
  }

  get #configuration(): number {
    return this.#registers[configurationRegister] ?? 0;
  }

  #configure(value: number, delayMs = 0): void {
    if ((value & softReset) !== 0) {
      this.powerOn();
      return;
    }
    this.#registers[configurationRegister] = (value & 0x0fff) | (this.#configuration & dataReady);
    const isShutDown = ((value >> 10) & 3) === 1;
    const lastsMs = delayMs + this.#activeMs * this.slowness;
    this.#readyMs = isShutDown ? Number.POSITIVE_INFINITY : this.clock.now() + lastsMs;
  }

  get #activeMs(): number {
    return conversionMs * (averages[(this.#configuration >> 5) & 3] ?? 1);
  }

  /** Ends the conversion when its time has come, and begins the next one where the mode is continuous. */
  #settle(): void {
    const now = this.clock.now();
    if (this.fault === "stuck" || now < this.#readyMs) return;
    const celsius = this.probe.value("temperature") + this.noise(0.02);
    const word = this.fault === "out-of-range" ? 0x7fff : Math.round(celsius / step);
    this.#registers[temperatureRegister] = word & 0xffff;
    const configuration = this.#configuration | dataReady;
    const isOnce = ((configuration >> 10) & 3) === 3;
    // After one shot it is shut down (7.5.1.2).
    this.#registers[configurationRegister] = isOnce ? (configuration & ~0x0c00) | 0x0400 : configuration;
    const cycle = Math.max(cycleMs[(configuration >> 7) & 7] ?? 0, this.#activeMs);
    this.#readyMs = isOnce ? Number.POSITIVE_INFINITY : now + cycle * this.slowness;
  }
}
