/**
 * Sensirion SHT4x, temperature and relative humidity over I2C: an ECMA-419 Sensor (Sensor Class Pattern; Temperature
 * in degrees Celsius, Humidity in percent). Source: datasheet SHT4x, version 7, 4.3 to 4.6.
 *
 * Addition to the standard: a conversion takes up to 8.3 ms and nothing here waits. start() begins one, sample() reads
 * it `conversionMs` later. A chip that is still converting does not acknowledge (4.3): the fault is then "not-ready", and
 * sample() may be called again, `readsMaximum` times in all before it is "no-answer". The heater is not driven.
 */
import type { Constructor, I2C, I2COptions } from "../board.js";

export type Precision = "high" | "medium" | "low";

/** Commands and ms until the data is there, at most (4.5 and table 5), rounded up. */
const conversions = Object.freeze({
  high: Object.freeze({ command: 0xfd, ms: 9 }),
  medium: Object.freeze({ command: 0xf6, ms: 5 }),
  low: Object.freeze({ command: 0xe0, ms: 2 }),
});

// reads; of one conversion. A bus that was busy may have begun it late, and a pulled chip never acknowledges.
const readsMaximum = 4;

export interface SHT4xOptions {
  readonly sensor: Readonly<{
    io: Constructor<I2COptions, I2C>;
    data: number;
    clock: number;
    /** default 0x44 */
    address?: number;
    /** default 400 kHz */
    hz?: number;
  }>;
}

export interface SHT4xSample {
  readonly thermometer: { temperature: number };
  readonly hygrometer: { humidity: number };
}

export type SHT4xFault = "not-ready" | "no-answer" | "wrong-crc" | "out-of-range";

export default class SHT4x {
  /** Why the newest start() or sample() gave nothing. */
  fault: SHT4xFault | undefined;
  private io: I2C | undefined;
  private conversion: (typeof conversions)[Precision] = conversions.high;
  /** Reads that are left of the conversion under way; 0: none is. */
  private readsLeft = 0;
  private readonly command = new Uint8Array(1);
  private readonly data = new Uint8Array(6);
  private readonly newest = { thermometer: { temperature: 0 }, hygrometer: { humidity: 0 } };

  /** Throws what the bus throws for pins that it does not have. The chip is not spoken to yet. */
  constructor(options: SHT4xOptions) {
    const { io, ...place } = options.sensor;
    this.io = new io({ hz: 400000, address: 0x44, ...place });
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
    const io = this.opened();
    this.command[0] = this.conversion.command;
    this.readsLeft = 0;
    try {
      io.write(this.command);
    } catch {
      this.fault = "no-answer";
      return false;
    }
    this.readsLeft = readsMaximum;
    return true;
  }

  /** Reads the conversion that start() began; the same object each time. undefined: see `fault`. */
  sample(): SHT4xSample | undefined {
    const io = this.opened();
    this.fault = this.readsLeft > 0 ? this.read(io) : "not-ready";
    return this.fault === undefined ? this.newest : undefined;
  }

  close(): void {
    this.io?.close();
    this.io = undefined;
  }

  private opened(): I2C {
    if (this.io === undefined) throw new Error("closed");
    return this.io;
  }

  private read(io: I2C): SHT4xFault | undefined {
    const data = this.data;
    try {
      io.read(data);
    } catch {
      this.readsLeft--;
      return this.readsLeft > 0 ? "not-ready" : "no-answer";
    }
    this.readsLeft = 0;
    if (checksum(data, 0) !== data[2] || checksum(data, 3) !== data[5]) return "wrong-crc";
    const temperature = -45 + (175 * word(data, 0)) / 65535;
    if (temperature < -40 || temperature > 125) return "out-of-range";
    this.newest.thermometer.temperature = temperature;
    // Values beyond the ends are possible and mean the ends (4.6).
    this.newest.hygrometer.humidity = Math.min(Math.max(-6 + (125 * word(data, 3)) / 65535, 0), 100);
    return undefined;
  }
}

function word(data: Uint8Array, at: number): number {
  return (data[at] ?? 0) * 256 + (data[at + 1] ?? 0);
}

/** CRC-8 of two bytes: polynomial 0x31, begins with 0xff (4.4). */
function checksum(data: Uint8Array, at: number): number {
  let crc = 0xff;
  for (let i = at; i < at + 2; i++) {
    crc ^= data[i] ?? 0;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80) === 0 ? crc << 1 : ((crc << 1) ^ 0x31) & 0xff;
  }
  return crc;
}
