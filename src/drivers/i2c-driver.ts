/**
 * What the drivers of chips on I2C share: one bus instance, the newest fault, and transactions that say no instead of
 * throwing. Not a sensor itself: start() and sample() are each driver's own (docs/drivers.md has the contract).
 *
 * Commands that never change are Uint8Arrays at the top of a driver's module: there they lie in flash, and are only
 * read. What is written to is made in the constructor.
 */
import type { Constructor, I2C, I2COptions } from "../board/io.js";

/**
 * Why there is no value. not-ready: ask again after conversionMs; no-answer: nobody acknowledged; wrong-crc: a checksum;
 * wrong-chip: another chip answers; timeout: busy for longer than its datasheet allows; reset: it lost its settings;
 * out-of-range, overflow: it says what it cannot measure.
 */
export type DriverFault =
  | "not-ready"
  | "no-answer"
  | "wrong-crc"
  | "wrong-chip"
  | "timeout"
  | "reset"
  | "out-of-range"
  | "overflow";

/** Why a property of a sample is less sure than a good one (docs/drivers.md, "Quality"). */
export type DriverQuality = "settling" | "estimated" | "limited";

export interface I2CDriverOptions {
  readonly sensor: Readonly<{
    io: Constructor<I2COptions, I2C>;
    data: number;
    clock: number;
    /** 7 bits; default: the one of the datasheet */
    address?: number;
    /** default: as fast as board and chip both go */
    hz?: number;
  }>;
}

export class I2CDriver {
  /** Why the newest start() or sample() gave nothing. */
  fault: DriverFault | undefined;
  private io: I2C | undefined;

  /** Throws what the bus throws for pins that it does not have. The chip is not spoken to yet. */
  constructor(options: I2CDriverOptions, address: number, hz: number) {
    const { io, ...place } = options.sensor;
    this.io = new io({ hz, address, ...place });
  }

  /** Idempotent. */
  close(): void {
    this.io?.close();
    this.io = undefined;
  }

  protected get isOpen(): boolean {
    return this.io !== undefined;
  }

  /** Throws after close(). */
  protected opened(): I2C {
    if (this.io === undefined) throw new Error("closed");
    return this.io;
  }

  /** False: nobody acknowledged, and `fault` says so. */
  protected write(bytes: Uint8Array): boolean {
    try {
      this.opened().write(bytes);
      return true;
    } catch {
      return this.fail("no-answer");
    }
  }

  /** Fills the buffer. False: nobody acknowledged, and `fault` says so. */
  protected read(into: Uint8Array): boolean {
    try {
      this.opened().read(into);
      return true;
    } catch {
      return this.fail("no-answer");
    }
  }

  /** A new buffer of so many bytes, for what is read seldom. undefined: nobody acknowledged, and `fault` says so. */
  protected readNew(count: number): Uint8Array | undefined {
    const bytes = new Uint8Array(count);
    return this.read(bytes) ? bytes : undefined;
  }

  protected fail(fault: DriverFault): false {
    this.fault = fault;
    return false;
  }
}
