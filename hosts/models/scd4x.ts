/**
 * Sensirion SCD41 on the bus, by its datasheet (version 1.3, chapter 3): commands of two bytes, words followed by CRC-8
 * both ways, execution times at their maximum, what is not allowed while it measures not acknowledged, and neither is a
 * read before its data is there. A value every 5 s, or 30 s at low power, given once; single shots after 5 s.
 *
 * Its signal grows with the air's pressure, and it divides by the pressure that altitude or ambient pressure tell it.
 * Simplified: it warms itself by 4 K, the offset that it has when new; humidity does not follow that offset. Calibration,
 * EEPROM and power down are not there: those commands are not acknowledged.
 */
import { ChipModel, type ChipModelOptions } from "./chip-model.js";
import { crc8 } from "./crc8.js";
import type { Quantity } from "./weather.js";

const powerUpMs = 1000; // ms until it takes commands (3.1)
const commandMs = 1; // ms, execution time of a command that reads or sets (table 9)
const stopMs = 500; // ms, of stop_periodic_measurement
const singleShotMs = 5000; // ms, of measure_single_shot
const intervalMs = 5000; // ms between two values
const lowPowerIntervalMs = 30000; // ms
const ownWarmth = 4; // K
const seaLevel = 101300; // Pa

/** Commands and what they do; the number is the setting that a word goes to or comes from. */
const commands: Readonly<Record<number, string>> = Object.freeze({
  8625: "start", // 0x21b1
  8620: "start-low-power", // 0x21ac
  8605: "single-shot", // 0x219d
  16262: "stop", // 0x3f86
  60421: "measurement", // 0xec05
  58552: "data-ready", // 0xe4b8
  9245: "set offset", // 0x241d
  8984: "get offset", // 0x2318
  9255: "set altitude", // 0x2427
  8994: "get altitude", // 0x2322
  57344: "set pressure", // 0xe000
  13954: "serial-number", // 0x3682
  13894: "reinit", // 0x3646
});
const whileMeasuring: readonly string[] = Object.freeze(["measurement", "data-ready", "stop", "set pressure"]);

export interface SCD4xOptions extends ChipModelOptions {
  serialNumber: number;
}

type Setting = "offset" | "altitude" | "pressure";

export class SCD4x extends ChipModel {
  readonly measured: readonly Quantity[] = Object.freeze(["co2", "temperature", "humidity"] as const);
  /** Pa, of the air around the chip; undefined: what it has been told, so that CO2 comes out right */
  airPressure: number | undefined;
  readonly #serialNumber: number;
  #settings: Record<Setting, number> = { offset: 0, altitude: 0, pressure: 0 };
  #interval = 0;
  #startedMs = 0;
  /** Value of this many intervals ago the start was read. */
  #valuesRead = 0;
  #busyUntilMs = Number.NEGATIVE_INFINITY;
  #answer: readonly number[] | undefined;
  /** Of a single shot, until it is read. */
  #single: readonly number[] | undefined;

  constructor(options: SCD4xOptions) {
    super(options);
    this.#serialNumber = options.serialNumber;
    this.#reset();
  }

  powerOn(): void {
    this.#reset();
    this.#busyUntilMs = this.clock.now() + powerUpMs;
  }

  /** Pa that it reckons with */
  get knownPressure(): number {
    const { pressure, altitude } = this.#settings;
    if (pressure > 0) return pressure * 100;
    return seaLevel * (1 - (0.0065 * altitude) / 288.15) ** 5.255; // barometric formula
  }

  write(bytes: Uint8Array): boolean {
    if (this.isPulled || this.#isBusy) return false;
    if (bytes.length === 0) return true; // an empty write asks whether somebody is there
    const command = commands[((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)];
    if (command === undefined || bytes.length === 1) return false;
    if (this.#interval > 0 && !whileMeasuring.includes(command)) return false;
    this.#answer = undefined;
    return command.startsWith("set ")
      ? this.#set(command.slice(4) as Setting, bytes)
      : this.#run(command, bytes.length);
  }

  read(into: Uint8Array): boolean {
    const answer = this.#answer;
    if (this.isPulled || this.#isBusy || answer === undefined) return false;
    this.#answer = undefined;
    into.fill(0xff);
    for (let i = 0; i < Math.min(into.length, answer.length * 3); i++) into[i] = this.#byteOf(answer, i);
    return true;
  }

  get #isBusy(): boolean {
    return this.clock.now() < this.#busyUntilMs;
  }

  #byteOf(words: readonly number[], at: number): number {
    const word = words[Math.floor(at / 3)] ?? 0;
    if (at % 3 === 0) return word >> 8;
    if (at % 3 === 1) return word & 0xff;
    return crc8(word >> 8, word & 0xff) ^ (this.fault === "wrong-crc" ? 1 : 0);
  }

  #set(setting: Setting, bytes: Uint8Array): boolean {
    const [, , high = 0, low = 0, crc] = bytes;
    if (bytes.length !== 5 || crc !== crc8(high, low)) return false;
    this.#settings[setting] = (high << 8) | low;
    return this.#take(commandMs);
  }

  #run(command: string, length: number): boolean {
    if (length !== 2) return false;
    if (command === "start") return this.#start(intervalMs);
    if (command === "start-low-power") return this.#start(lowPowerIntervalMs);
    if (command === "stop") return this.#stop();
    if (command === "reinit") return this.#reset() && this.#take(20);
    if (command === "single-shot") return this.#shoot();
    if (command === "measurement") return this.#giveMeasurement();
    if (command === "data-ready") return this.#give([this.#hasValue ? 0x8006 : 0x8000]);
    if (command === "serial-number")
      return this.#give([0xf896, this.#serialNumber >>> 16, this.#serialNumber & 0xffff]);
    return this.#give([this.#settings[command.slice(4) as Setting]]);
  }

  #start(interval: number): boolean {
    this.#interval = interval;
    this.#single = undefined;
    this.#startedMs = this.clock.now();
    this.#valuesRead = 0;
    return true;
  }

  #stop(): boolean {
    this.#interval = 0;
    return this.#take(stopMs);
  }

  #shoot(): boolean {
    this.#single = this.#measure();
    return this.#take(singleShotMs * this.slowness);
  }

  #reset(): boolean {
    this.#settings = { offset: Math.round((ownWarmth * 65535) / 175), altitude: 0, pressure: 0 };
    this.#interval = 0;
    this.#answer = this.#single = undefined;
    return true;
  }

  #take(ms: number): boolean {
    this.#busyUntilMs = this.clock.now() + ms;
    return true;
  }

  #give(answer: readonly number[]): boolean {
    this.#answer = answer;
    return this.#take(commandMs);
  }

  /** Values since the start. */
  get #values(): number {
    if (this.#interval === 0) return 0;
    return Math.floor((this.clock.now() - this.#startedMs) / (this.#interval * this.slowness));
  }

  get #hasValue(): boolean {
    return this.fault !== "stuck" && (this.#single !== undefined || this.#values > this.#valuesRead);
  }

  /** Without a value the command is taken, and the read of it not acknowledged (3.5.2). */
  #giveMeasurement(): boolean {
    if (!this.#hasValue) return this.#take(commandMs);
    const measured = this.#single ?? this.#measure();
    this.#single = undefined;
    this.#valuesRead = this.#values;
    return this.#give(measured);
  }

  #measure(): readonly number[] {
    if (this.fault === "out-of-range") return [0xffff, 0xffff, 0xffff];
    const { probe, knownPressure } = this;
    const signal = (probe.value("co2") * (this.airPressure ?? knownPressure)) / knownPressure;
    const offset = (this.#settings.offset * 175) / 65535;
    const temperature = probe.value("temperature") + ownWarmth - offset + this.noise(0.05);
    return [
      word(signal + this.noise(5)),
      word(((temperature + 45) * 65535) / 175),
      word(((probe.value("humidity") + this.noise(0.2)) * 65535) / 100),
    ];
  }
}

function word(value: number): number {
  return Math.max(0, Math.min(0xffff, Math.round(value)));
}
