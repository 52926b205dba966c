/**
 * Texas Instruments INA219 on the bus, by its datasheet (SBOS448G, 8.5 and 8.6): six registers of 16 bits behind a
 * pointer, triggered and continuous modes, typical conversion times by resolution and averaging, gain and bus range, the
 * multiplication by the calibration register, the flags CNVR and OVF.
 *
 * Simplified: a continuous conversion ends whenever it is read after its time; averaging takes time and lessens noise.
 */
import { ChipModel, type ChipModelOptions, faultsWithoutCrc } from "./chip-model.js";
import type { Quantity } from "./weather.js";

const powerOnConfiguration = 0x399f;
const resetBit = 0x8000;
const busStep = 0.004; // V
const shuntStep = 0.00001; // V
const fullScale = 4000; // counts of the shunt voltage at gain 1, 40 mV
const conversionMs = Object.freeze([0.084, 0.148, 0.276, 0.532] as const); // ms, 9 to 12 bits (table 5)
const isDone = 2;
const hasOverflowed = 1;

export interface INA219Options extends ChipModelOptions {
  /** ohm, default 0.1 */
  shunt?: number;
}

export class INA219 extends ChipModel {
  override readonly faults = faultsWithoutCrc;
  readonly measured: readonly Quantity[] = Object.freeze(["voltage", "current"] as const);
  readonly #shunt: number;
  #pointer = 0;
  #configuration = powerOnConfiguration;
  #calibration = 0;
  #shuntVoltage = 0;
  #busVoltage = 0;
  #current = 0;
  #power = 0;
  #flags = 0;
  #isConverting = true;
  #readyMs = Number.NEGATIVE_INFINITY;

  constructor(options: INA219Options) {
    super(options);
    this.#shunt = options.shunt ?? 0.1;
  }

  powerOn(): void {
    this.#calibration = this.#shuntVoltage = this.#busVoltage = this.#current = this.#power = this.#flags = 0;
    this.#configure(powerOnConfiguration);
  }

  write(bytes: Uint8Array): boolean {
    const [pointer, high, low] = bytes;
    if (this.isPulled || bytes.length === 2 || bytes.length > 3) return false;
    if (pointer === undefined) return true; // an empty write asks whether somebody is there
    this.#pointer = pointer;
    if (high === undefined || low === undefined) return true;
    const word = (high << 8) | low;
    if (pointer === 0) this.#configure(word);
    else if (pointer === 5) this.#calibration = word & 0xfffe;
    return true;
  }

  read(into: Uint8Array): boolean {
    if (this.isPulled) return false;
    this.#settle();
    const word = this.#register();
    into.fill(0xff);
    into.set([(word >> 8) & 0xff, word & 0xff].slice(0, into.length));
    return true;
  }

  #register(): number {
    switch (this.#pointer) {
      case 0:
        return this.#configuration;
      case 1:
        return this.#shuntVoltage;
      case 2:
        return (this.#busVoltage << 3) | this.#flags;
      case 3:
        this.#flags &= ~isDone; // reading the power register clears it
        return this.#power;
      case 4:
        return this.#current;
      case 5:
        return this.#calibration;
      default:
        return 0xffff;
    }
  }

  #configure(word: number): void {
    if ((word & resetBit) !== 0) {
      this.powerOn();
      return;
    }
    this.#configuration = word;
    this.#flags &= ~isDone;
    const mode = word & 7;
    this.#isConverting = mode !== 0 && mode !== 4;
    const shuntMs = mode & 1 ? msOf((word >> 3) & 15) : 0;
    const busMs = mode & 2 ? msOf((word >> 7) & 15) : 0;
    this.#readyMs = this.clock.now() + (shuntMs + busMs) * this.slowness;
  }

  /** Ends the conversion when its time has come. */
  #settle(): void {
    if (!this.#isConverting || this.fault === "stuck" || this.clock.now() < this.#readyMs) return;
    const isContinuous = (this.#configuration & 4) !== 0;
    this.#isConverting = isContinuous;
    this.#convert();
  }

  #convert(): void {
    const full = fullScale * 2 ** ((this.#configuration >> 11) & 3);
    const busFull = (this.#configuration & 0x2000) === 0 ? 16 / busStep : 32 / busStep;
    const amperes = this.fault === "out-of-range" ? Number.POSITIVE_INFINITY : this.probe.value("current");
    const shunt = clamp((amperes * this.#shunt) / shuntStep + this.noise(2), -full, full);
    this.#shuntVoltage = shunt;
    this.#busVoltage = clamp(this.probe.value("voltage") / busStep + this.noise(1), 0, busFull);
    this.#current = Math.trunc((shunt * this.#calibration) / 4096);
    this.#power = Math.trunc((Math.abs(this.#current) * this.#busVoltage) / 5000);
    const isTooMuch = Math.abs(this.#current) > 0x7fff || this.#power > 0xffff || amperes === Number.POSITIVE_INFINITY;
    this.#flags = isDone | (isTooMuch ? hasOverflowed : 0);
  }
}

function clamp(value: number, minimum: number, maximum: number): number {
  return Math.max(minimum, Math.min(maximum, Math.round(value)));
}

/** ms of one voltage by the code of its converter (table 5) */
function msOf(code: number): number {
  if (code < 8) return conversionMs[(code & 3) as 0 | 1 | 2 | 3];
  return conversionMs[3] * 2 ** (code & 7);
}
