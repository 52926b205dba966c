/**
 * Sensirion SHT4x, temperature and relative humidity over I2C: an ECMA-419 Sensor (Sensor Class Pattern; Temperature
 * in degrees Celsius, Humidity in percent). Source: datasheet SHT4x, version 7, 4.3 to 4.6.
 *
 * Addition to the standard: a conversion takes up to 8.3 ms and nothing here waits. start() begins one, sample() reads
 * it `conversionMs` later. A chip that is still converting does not acknowledge (4.3): the fault is then "not-ready", and
 * sample() may be called again, `readsMaximum` times in all before it is "no-answer". The heater is not driven.
 *
 * Quality: a humidity of 0 or 100 %RH is limited, for the chip gives values beyond, which are cut to these ends (4.6).
 */
import { type DriverQuality, I2CDriver, type I2CDriverOptions } from "./i2c-driver.js";
import { bigWord, isAtEnd, isIntact } from "./words.js";

export type Precision = "high" | "medium" | "low";

/** Commands and ms until the data is there, at most (4.5 and table 5), rounded up. */
const conversions = Object.freeze({
  high: Object.freeze({ command: Uint8Array.of(0xfd), ms: 9 }),
  medium: Object.freeze({ command: Uint8Array.of(0xf6), ms: 5 }),
  low: Object.freeze({ command: Uint8Array.of(0xe0), ms: 2 }),
});

// reads; of one conversion. A bus that was busy may have begun it late, and a pulled chip never acknowledges.
const readsMaximum = 4;

export interface SHT4xSample {
  readonly thermometer: { temperature: number };
  readonly hygrometer: { humidity: number };
}

export default class SHT4x extends I2CDriver {
  private conversion: (typeof conversions)[Precision] = conversions.high;
  /** Reads that are left of the conversion under way; 0: none is. */
  private readsLeft = 0;
  private readonly data = new Uint8Array(6);
  private readonly newest = { thermometer: { temperature: 0 }, hygrometer: { humidity: 0 } };

  /** Default address 0x44, 400 kHz. Throws what the bus throws for pins that it does not have. */
  constructor(options: I2CDriverOptions) {
    super(options, 0x44, 400000);
  }

  configure(options: { precision?: Precision }): void {
    this.opened();
    if (options.precision !== undefined) this.conversion = conversions[options.precision];
  }

  /** ms from start() to sample() */
  get conversionMs(): number {
    return this.conversion.ms;
  }

  /** Begins a conversion. False: see `fault`. */
  start(): boolean {
    this.opened();
    this.readsLeft = 0;
    if (!this.write(this.conversion.command)) return false;
    this.readsLeft = readsMaximum;
    return true;
  }

  /** Reads the conversion that start() began; the same object each time. undefined: see `fault`. */
  sample(): SHT4xSample | undefined {
    this.opened();
    return this.convert() ? this.newest : undefined;
  }

  /** Of a property of the newest sample; undefined: good. */
  qualityOf(property: string): DriverQuality | undefined {
    return property === "humidity" && isAtEnd(this.newest.hygrometer.humidity) ? "limited" : undefined;
  }

  private convert(): boolean {
    const { data, newest } = this;
    if (this.readsLeft === 0) return this.fail("not-ready");
    if (!this.read(data)) return this.fail(--this.readsLeft > 0 ? "not-ready" : "no-answer");
    this.readsLeft = 0;
    if (!isIntact(data)) return this.fail("wrong-crc");
    const temperature = -45 + (175 * bigWord(data, 0)) / 65535;
    if (temperature < -40 || temperature > 125) return this.fail("out-of-range");
    newest.thermometer.temperature = temperature;
    // Values beyond the ends are possible and mean the ends (4.6).
    newest.hygrometer.humidity = Math.min(Math.max(-6 + (125 * bigWord(data, 3)) / 65535, 0), 100);
    this.fault = undefined;
    return true;
  }
}
