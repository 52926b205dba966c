/**
 * Microchip MCP9808, temperature over I2C: an ECMA-419 Sensor (Sensor Class Pattern; Temperature in degrees Celsius).
 * Source: datasheet DS20005095, 5.1.1 (configuration), 5.1.3 (ambient temperature), 5.1.4 (manufacturer), 1.0 (times).
 *
 * The chip sleeps between samples: start() wakes it, sample() reads it `conversionMs` later and puts it to sleep again.
 * It has no checksum and no busy flag; another chip at its address is told by the manufacturer's number.
 */
import { I2CDriver, type I2CDriverOptions } from "../../src/drivers/i2c-driver.js";
import { bigWord } from "../../src/drivers/words.js";

const wakeCommand = Uint8Array.of(0x01, 0x00, 0x00);
const sleepCommand = Uint8Array.of(0x01, 0x01, 0x00);
const temperaturePointer = Uint8Array.of(0x05);
const manufacturerPointer = Uint8Array.of(0x06);
const microchip = 0x0054;

export interface MCP9808Sample {
  readonly thermometer: { temperature: number };
}

export default class MCP9808 extends I2CDriver {
  /** ms from start() to sample(): 250 typical at 0.0625 K, and a fifth more */
  readonly conversionMs = 300;
  private isConverting = false;
  private readonly data = new Uint8Array(2);
  private readonly newest = { thermometer: { temperature: 0 } };

  /** Default address 0x18, 400 kHz. Throws what the bus throws for pins that it does not have. */
  constructor(options: I2CDriverOptions) {
    super(options, 0x18, 400000);
  }

  /** Begins a conversion. False: see `fault`. */
  start(): boolean {
    this.opened();
    this.isConverting = this.write(manufacturerPointer) && this.read(this.data) && this.wake();
    return this.isConverting;
  }

  /** Reads the conversion that start() began; the same object each time. undefined: see `fault`. */
  sample(): MCP9808Sample | undefined {
    this.opened();
    return this.convert() ? this.newest : undefined;
  }

  private wake(): boolean {
    return bigWord(this.data, 0) === microchip ? this.write(wakeCommand) : this.fail("wrong-chip");
  }

  private convert(): boolean {
    if (!this.isConverting) return this.fail("not-ready");
    this.isConverting = false;
    if (!this.write(temperaturePointer) || !this.read(this.data) || !this.write(sleepCommand)) return false;
    // 13 bits of two's complement in steps of 1/16 K; the three above them are alarms.
    const word = bigWord(this.data, 0) & 0x1fff;
    const temperature = (word < 0x1000 ? word : word - 0x2000) / 16;
    if (temperature < -40 || temperature > 125) return this.fail("out-of-range");
    this.newest.thermometer.temperature = temperature;
    this.fault = undefined;
    return true;
  }
}
