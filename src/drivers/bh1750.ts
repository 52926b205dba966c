/**
 * ROHM BH1750FVI, ambient light over I2C: an ECMA-419 Sensor (Sensor Class Pattern; Ambient Light in lux). Source:
 * datasheet 11046EDT01, "Instruction Set Architecture" (p. 5), "Measurement Mode" (p. 6), "Measurement Time" and
 * "Example of adjusting the sensitivity" (p. 11).
 *
 * One-time high resolution: the chip powers down after each value. Nothing here waits: start() begins a conversion,
 * sample() reads it `conversionMs` later. The chip has neither a checksum nor a busy flag; its register is cleared first, and
 * while that reads 0 the fault is "not-ready", `readsMaximum` times in all before it is dark indeed: so a conversion
 * that takes longer than the datasheet allows gives no old value.
 *
 * Quality: limited when all 16 bits of the register are set ("Instruction Set Architecture", p. 5: the result has no more):
 * it is at least as bright as that.
 */
import { type DriverQuality, I2CDriver, type I2CDriverOptions } from "./i2c-driver.js";
import { bigWord } from "./words.js";

const powerOnCommand = Uint8Array.of(0x01);
/** Clears the data register; does nothing while the chip is powered down. */
const resetCommand = Uint8Array.of(0x07);
/** H-resolution mode once: 1 lx a count at the default time; mode 2: half a lx. */
const oneTimeCommand = Uint8Array.of(0x20);
const oneTimeFineCommand = Uint8Array.of(0x21);

const defaultTime = 69; // MTreg after power-on (p. 11)
const conversionMs = 180; // ms at most, of H-resolution mode at the default time (p. 2)
const countsPerLux = 1.2; // measurement accuracy, typical (p. 2 and 10)
const saturated = 0xffff;
const readsMaximum = 4; // reads; of one conversion

export interface BH1750Settings {
  /** MTreg, 31 to 254, default 69: sensitivity and time grow with it. 31 reaches 121,556 lx, 254 resolves 0.23 lx. */
  readonly measurementTime?: number;
  /** True: mode 2, twice the resolution, half the range. */
  readonly isFine?: boolean;
}

export interface BH1750Sample {
  readonly lightmeter: { illuminance: number };
}

export default class BH1750 extends I2CDriver {
  private measurementTime = defaultTime;
  private isFine = false;
  /** Reads that are left of the conversion under way; 0: none is. */
  private readsLeft = 0;
  private isSaturated = false;
  private readonly data = new Uint8Array(2);
  private readonly newest = { lightmeter: { illuminance: 0 } };

  /** Default address 0x23 (ADDR low), 400 kHz. Throws what the bus throws for pins that it does not have. */
  constructor(options: I2CDriverOptions) {
    super(options, 0x23, 400000);
  }

  /** From the next start() on. Throws RangeError for a measurementTime that the register does not take. */
  configure(settings: BH1750Settings): void {
    this.opened();
    const { measurementTime = this.measurementTime, isFine = this.isFine } = settings;
    if (!(Number.isInteger(measurementTime) && measurementTime >= 31 && measurementTime <= 254))
      throw new RangeError(`measurementTime ${measurementTime} is not an integer within 31..254`);
    this.measurementTime = measurementTime;
    this.isFine = isFine;
  }

  /** ms from start() to sample(), rounded up */
  get conversionMs(): number {
    return Math.ceil((conversionMs * this.measurementTime) / defaultTime);
  }

  /**
   * Begins a conversion. False: see `fault`. The register is written anew each time: power may have been lost since,
   * and 69 would then be taken for something else.
   */
  start(): boolean {
    this.opened();
    const time = this.measurementTime;
    const isStarted =
      this.write(powerOnCommand) &&
      this.write(resetCommand) &&
      this.write(Uint8Array.of(0x40 | (time >> 5))) &&
      this.write(Uint8Array.of(0x60 | (time & 0x1f))) &&
      this.write(this.isFine ? oneTimeFineCommand : oneTimeCommand);
    this.readsLeft = isStarted ? readsMaximum : 0;
    return isStarted;
  }

  /** Reads the conversion that start() began; the same object each time. undefined: see `fault`. */
  sample(): BH1750Sample | undefined {
    this.opened();
    return this.convert() ? this.newest : undefined;
  }

  /** Of the newest sample; undefined: good. */
  qualityOf(): DriverQuality | undefined {
    return this.isSaturated ? "limited" : undefined;
  }

  private convert(): boolean {
    if (this.readsLeft === 0) return this.fail("not-ready");
    if (!this.read(this.data)) {
      this.readsLeft = 0;
      return false;
    }
    const count = bigWord(this.data, 0);
    if (count === 0 && --this.readsLeft > 0) return this.fail("not-ready");
    this.readsLeft = 0;
    this.isSaturated = count === saturated;
    const lux = (count / countsPerLux) * (defaultTime / this.measurementTime);
    this.newest.lightmeter.illuminance = this.isFine ? lux / 2 : lux;
    this.fault = undefined;
    return true;
  }
}
