/**
 * Texas Instruments INA219, voltage, current and power of a direct current over I2C: an ECMA-419 Sensor (Sensor Class
 * Pattern). The standard has no class for electricity: a sample's part is `electricity`, in V, A and W. Source:
 * datasheet SBOS448G, 8.5.1 (calibration), 8.5.2, 8.6 (registers); the worked example is table 3 of SBOS448F.
 *
 * Triggered mode: each start() writes calibration and configuration, so that a chip which lost its power measures
 * rightly again, and begins one conversion of both voltages. Nothing here waits: sample() reads it `conversionMs` later;
 * until the chip says that it is done the fault is "not-ready", `readsMaximum` times in all before it is "timeout".
 * The chip has no checksum; current must agree with shunt voltage and calibration, or the chip is taken to be "reset".
 *
 * Quality: current and power are limited when the shunt voltage stands at the end of its gain's range (table 4 and 8.6.3.1):
 * at least so much flows. When the chip's own arithmetic has overflowed they mean nothing (8.6.3.2, OVF): "overflow".
 */
import { type DriverQuality, I2CDriver, type I2CDriverOptions } from "./i2c-driver.js";
import { bigWord, signed } from "./words.js";

const shuntPointer = Uint8Array.of(1);
const busPointer = Uint8Array.of(2);
const powerPointer = Uint8Array.of(3);
const currentPointer = Uint8Array.of(4);

/** V, full scale at gain 8, and what rounding may add */
export const maximumShuntVoltage = 0.32 + 1e-9;

const isDone = 2; // CNVR of the bus voltage register (8.6.3.2)
const hasOverflowed = 1; // OVF of the same
const busStep = 0.004; // V (8.6.3.2)
const rangeLow = 0.04; // V, full scale of the shunt voltage at gain 1; doubles up to three times (8.6.2.1)
const countsLow = 4000; // the same in counts of 10 uV (8.6.3.1)
const conversionMsOf12Bits = 0.586; // ms at most (7.5), for each of the two voltages and each sample of an average
const readsMaximum = 4; // reads; of one conversion

export interface INA219Settings {
  /** ohm, more than 0, default 0.1 as on most breakout boards */
  readonly shunt?: number;
  /** A, more than 0, the most that is expected; default 3.2. Times shunt: at most 0.32 V. */
  readonly maximumCurrent?: number;
  /** samples of an average: 1, 2, 4 ... 128, default 1 */
  readonly averaging?: number;
}

export interface INA219Sample {
  readonly electricity: {
    /** V between load and ground, 0 to 26 */
    voltage: number;
    /** A, negative when it flows back */
    current: number;
    /** W, with the current's sign */
    power: number;
  };
}

export default class INA219 extends I2CDriver {
  private calibration = 0;
  private configuration = 0;
  /** A a count of the current register */
  private currentStep = 0;
  /** Reads that are left of the conversion under way; 0: none is. */
  private readsLeft = 0;
  private isSaturated = false;
  private readonly data = new Uint8Array(2);
  private readonly newest = { electricity: { voltage: 0, current: 0, power: 0 } };

  /** Default address 0x40 (A0, A1 to ground), 400 kHz. Throws what the bus throws for pins that it does not have. */
  constructor(options: I2CDriverOptions) {
    super(options, 0x40, 400000);
    this.configure({});
  }

  /** From the next start() on. Throws RangeError for what the chip cannot measure. */
  configure(settings: INA219Settings): void {
    this.opened();
    const { shunt = 0.1, maximumCurrent = 3.2, averaging = 1 } = settings;
    const full = shunt * maximumCurrent;
    if (!(shunt > 0 && maximumCurrent > 0 && full <= maximumShuntVoltage))
      throw new RangeError(`${maximumCurrent} A through ${shunt} ohm is not within 0.32 V`);
    const averages = Math.log2(averaging);
    if (!Number.isInteger(averages) || averages < 0 || averages > 7)
      throw new RangeError(`averaging ${averaging} is not a power of 2 within 1..128`);
    // Equations 1 and 2: the smallest step that reaches the maximum. Bit 0 of the register is always 0 (8.6.4.1).
    const calibration = Math.min(Math.trunc(0.04096 / ((maximumCurrent / 32768) * shunt)), 0xffff) & ~1;
    this.calibration = calibration;
    this.currentStep = 0.04096 / (calibration * shunt);
    const gain = Math.max(0, Math.ceil(Math.log2(full / rangeLow) - 1e-9));
    const converter = averages === 0 ? 3 : 8 + averages; // 12 bits, or an average of them (table 6)
    // Range 32 V, gain, both converters, shunt and bus voltage once (8.6.2.1).
    this.configuration = 0x2000 | (gain << 11) | (converter << 7) | (converter << 3) | 3;
  }

  /** ms from start() to sample(), rounded up */
  get conversionMs(): number {
    const averages = (this.configuration >> 3) & 15;
    return Math.ceil(2 * conversionMsOf12Bits * (averages < 8 ? 1 : 2 ** (averages - 8)));
  }

  /** Begins a conversion. False: see `fault`. */
  start(): boolean {
    this.opened();
    const { calibration, configuration } = this;
    const isStarted =
      this.write(Uint8Array.of(5, calibration >> 8, calibration & 0xff)) &&
      this.write(Uint8Array.of(0, configuration >> 8, configuration & 0xff));
    this.readsLeft = isStarted ? readsMaximum : 0;
    return isStarted;
  }

  /** Reads the conversion that start() began; the same object each time. undefined: see `fault`. */
  sample(): INA219Sample | undefined {
    this.opened();
    if (this.readsLeft === 0) {
      this.fail("not-ready");
      return undefined;
    }
    this.fault = undefined;
    const bus = this.word(busPointer);
    if (this.fault === undefined && (bus & isDone) === 0) {
      this.fail(--this.readsLeft > 0 ? "not-ready" : "timeout");
      return undefined;
    }
    this.readsLeft = 0;
    return this.fault === undefined && this.convert(bus) ? this.newest : undefined;
  }

  /** Of a property of the newest sample; undefined: good. */
  qualityOf(property: string): DriverQuality | undefined {
    return this.isSaturated && property !== "voltage" ? "limited" : undefined;
  }

  private convert(bus: number): boolean {
    const { currentStep } = this;
    const { electricity } = this.newest;
    const shunt = signed(this.word(shuntPointer));
    const current = signed(this.word(currentPointer));
    // Read last: that clears the flag of the conversion.
    const power = this.word(powerPointer); // a magnitude
    if (this.fault !== undefined) return false;
    const full = countsLow * 2 ** ((this.configuration >> 11) & 3);
    if (bus & hasOverflowed || Math.abs(shunt) > full) return this.fail("overflow");
    this.isSaturated = Math.abs(shunt) === full;
    // 8.5.1, equation 4.
    if (Math.abs(current - (shunt * this.calibration) / 4096) > 1) return this.fail("reset");
    electricity.voltage = (bus >> 3) * busStep;
    electricity.current = current * currentStep;
    const watts = power * 20 * currentStep; // equation 3
    electricity.power = current < 0 ? -watts : watts;
    return true;
  }

  /** 0 with a fault: nobody acknowledged. */
  private word(pointer: Uint8Array): number {
    return this.fault === undefined && this.write(pointer) && this.read(this.data) ? bigWord(this.data, 0) : 0;
  }
}
