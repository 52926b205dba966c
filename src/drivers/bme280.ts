/**
 * Bosch BME280, temperature, pressure and relative humidity over I2C: an ECMA-419 Sensor (Sensor Class Pattern;
 * Temperature in degrees Celsius, Atmospheric Pressure in pascals, Humidity in percent). Source: datasheet
 * BST-BME280-DS001, 3.3.3 (forced mode), 4.2 (compensation, bme280-compensation.ts), 5.3 and 5.4 (registers), 9.1 (times).
 *
 * Forced mode: each start() is one measurement, the chip sleeps in between. Nothing here waits: sample() reads it
 * `conversionMs` later; while its status says that it measures, the fault is "not-ready", `readsMaximum` times in all
 * before it is "timeout". The chip has no checksum. Its IIR filter is off: filters are the device's.
 *
 * Quality: a humidity of 0 or 100 %RH is limited, for the compensation cuts what lies beyond to these ends (4.2.3).
 */
import {
  calibrationBytes,
  compensateHumidity,
  compensatePressure,
  fineTemperature,
  humidityCalibrationAt,
} from "./bme280-compensation.js";
import { type DriverQuality, I2CDriver, type I2CDriverOptions } from "./i2c-driver.js";
import { bigWord, isAtEnd } from "./words.js";

const idPointer = Uint8Array.of(0xd0);
const statusPointer = Uint8Array.of(0xf3);
const calibrationPointer = Uint8Array.of(0x88);
const humidityCalibrationPointer = Uint8Array.of(0xe1);
const chipId = 0x60; // a BMP280, which lacks humidity, has 0x58 (5.4.1)
const isMeasuring = 8; // bit of the status
const isCopying = 1; // bit of the status: calibration is not there yet, within 2 ms of power-on
const forcedMode = 1;

/** Times of oversampling and what the registers call them (5.4.3). */
const oversamplings: readonly number[] = Object.freeze([1, 2, 4, 8, 16]);

const readsMaximum = 4; // reads; of one measurement
const skipped = 0x80000; // what stands in place of a count that was not measured (5.4.7)

export type Oversampling = 1 | 2 | 4 | 8 | 16;

export interface BME280Settings {
  /** of all three quantities, default 1 */
  readonly oversampling?: Oversampling;
}

export interface BME280Sample {
  readonly thermometer: { temperature: number };
  readonly barometer: { pressure: number };
  readonly hygrometer: { humidity: number };
}

export default class BME280 extends I2CDriver {
  private oversampling = 0;
  /** Reads that are left of the measurement under way; 0: none is. */
  private readsLeft = 0;
  /** undefined: not read yet */
  private calibration: Uint8Array | undefined;
  /** Registers 0xF3 to 0xFE: status, settings, counts. */
  private readonly data = new Uint8Array(12);
  private readonly newest = {
    thermometer: { temperature: 0 },
    barometer: { pressure: 0 },
    hygrometer: { humidity: 0 },
  };

  /** Default address 0x76 (SDO low), 400 kHz. Throws what the bus throws for pins that it does not have. */
  constructor(options: I2CDriverOptions) {
    super(options, 0x76, 400000);
  }

  /** From the next start() on. Throws RangeError for an oversampling that the chip does not have. */
  configure(settings: BME280Settings): void {
    this.opened();
    if (settings.oversampling === undefined) return;
    const index = oversamplings.indexOf(settings.oversampling);
    if (index < 0) throw new RangeError(`oversampling ${settings.oversampling} is none of ${oversamplings.join(", ")}`);
    this.oversampling = index;
  }

  /** ms from start() to sample(), the maximum of 9.1 rounded up */
  get conversionMs(): number {
    const times = oversamplings[this.oversampling] ?? 1;
    return Math.ceil(1.25 + 2.3 * times + 2 * (2.3 * times + 0.575));
  }

  /** Begins a measurement; the first one of a chip reads its calibration too. False: see `fault`. */
  start(): boolean {
    this.opened();
    this.readsLeft = 0;
    this.calibration ??= this.readCalibration();
    if (this.calibration === undefined) return false;
    // Humidity's setting counts from the write to 0xF4 on (5.4.3).
    const setting = this.oversampling + 1;
    if (!this.write(Uint8Array.of(0xf2, setting, 0xf4, this.controlOf(forcedMode)))) return false;
    this.readsLeft = readsMaximum;
    return true;
  }

  /** Reads the measurement that start() began; the same object each time. undefined: see `fault`. */
  sample(): BME280Sample | undefined {
    this.opened();
    return this.convert() ? this.newest : undefined;
  }

  /** Of a property of the newest sample; undefined: good. */
  qualityOf(property: string): DriverQuality | undefined {
    return property === "humidity" && isAtEnd(this.newest.hygrometer.humidity) ? "limited" : undefined;
  }

  private controlOf(mode: number): number {
    const setting = this.oversampling + 1;
    return (setting << 5) | (setting << 2) | mode;
  }

  private readCalibration(): Uint8Array | undefined {
    const id = this.write(idPointer) ? this.readNew(1) : undefined;
    const status = id !== undefined && this.write(statusPointer) ? this.readNew(1) : undefined;
    if (id === undefined || status === undefined) return undefined;
    if (id[0] !== chipId || (status[0] ?? 0) & isCopying) {
      this.fail(id[0] === chipId ? "timeout" : "wrong-chip");
      return undefined;
    }
    const first = this.write(calibrationPointer) ? this.readNew(humidityCalibrationAt) : undefined;
    const second = first !== undefined && this.write(humidityCalibrationPointer) ? this.readNew(7) : undefined;
    if (first === undefined || second === undefined) return undefined;
    const all = new Uint8Array(calibrationBytes);
    all.set(first);
    all.set(second, humidityCalibrationAt);
    return all;
  }

  private convert(): boolean {
    const { data, calibration } = this;
    if (this.readsLeft === 0 || calibration === undefined) return this.fail("not-ready");
    if (!this.write(statusPointer) || !this.read(data)) {
      this.readsLeft = 0;
      return false;
    }
    if ((data[0] ?? 0) & isMeasuring) return this.fail(--this.readsLeft > 0 ? "not-ready" : "timeout");
    this.readsLeft = 0;
    // After a measurement it sleeps with its settings; after a loss of power they are gone.
    if (data[1] !== this.controlOf(0)) return this.fail("reset");
    return this.compensate(data, calibration);
  }

  private compensate(data: Uint8Array, calibration: Uint8Array): boolean {
    const { newest } = this;
    const pressureCount = count20(data, 4);
    const temperatureCount = count20(data, 7);
    if (pressureCount === skipped || temperatureCount === skipped) return this.fail("out-of-range");
    const fine = fineTemperature(calibration, temperatureCount);
    const temperature = fine / 5120;
    const pressure = compensatePressure(calibration, pressureCount, fine);
    // Operating range (1.1): beyond it the compensation does not hold.
    if (temperature < -40 || temperature > 85) return this.fail("out-of-range");
    if (pressure === undefined || pressure < 30000 || pressure > 110000) return this.fail("out-of-range");
    newest.thermometer.temperature = temperature;
    newest.barometer.pressure = pressure;
    newest.hygrometer.humidity = compensateHumidity(calibration, bigWord(data, 10), fine);
    this.fault = undefined;
    return true;
  }
}

/** 20 bits, left-aligned in three bytes. */
function count20(data: Uint8Array, at: number): number {
  return bigWord(data, at) * 16 + ((data[at + 2] ?? 0) >> 4);
}
