/**
 * Sensors behind a driver: an ECMA-419 Sensor class (Sensor Class Pattern) becomes a kind by naming it, its bus and its
 * quantities. Drivers of ours do not wait: start() begins a conversion which sample() reads conversionMs later, and
 * `fault` says why one gave nothing. Other drivers have sample() alone.
 */
import type { Board } from "../../board/board.js";
import { freeze, type ObjectSchema, type Schema } from "../../protocol/schema.js";
import { type Quality, qualityCode } from "../../protocol/senml.js";
import type { Problem } from "../check/problems.js";
import type { SensorDefinition } from "../definition.js";
import { places } from "../places.js";
import type { Quantity } from "../quantities.js";
import { readingsMaximum } from "../readings.js";
import type { SensorKind } from "../sensor-kind.js";
import type { Site, Source } from "../source.js";

/** A sample of ECMA-419: by the sensor's part, then by property. */
export type Sample = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface Driver {
  /** Begins a conversion; false: see `fault`. */
  start?(): boolean;
  /** ms from start() to sample() */
  readonly conversionMs?: number;
  /** undefined: see `fault` */
  sample(): object | undefined;
  /** Why the newest start() or sample() gave nothing; "not-ready": sample() may be called again. */
  readonly fault?: string | undefined;
  /** Of a property of the newest sample; undefined, or no such method: good. */
  qualityOf?(property: string): Quality | undefined;
  configure?(options: object): void;
  close(): void;
}

type Bus = Board["I2C"][string];

type DriverClass = new (options: { sensor: Bus & { address?: number } }) => Driver;

export interface DriverOptions {
  readonly title: string;
  readonly Driver: DriverClass;
  /** Addresses that the chip can have; the first is the driver's own default. */
  readonly addresses: readonly number[];
  readonly readings: readonly Quantity[];
  /** What its configure() takes, by the option's name. */
  readonly configure?: Readonly<Record<string, Schema>>;
  /** What the schemas cannot say of its options (SensorKind.check). */
  readonly check?: (definition: SensorDefinition) => Problem | undefined;
  /** ms; default 2000 */
  readonly intervalMs?: number;
}

/** The kind of sensors that a driver on an I2C bus makes. */
export function driverKind(options: DriverOptions): SensorKind {
  return Object.freeze(new DriverKind(options));
}

class DriverKind implements SensorKind {
  readonly title: string;
  readonly readings: readonly Quantity[];
  readonly options: ObjectSchema;
  readonly intervalMs: number;
  readonly address: number | undefined;
  private readonly Driver: DriverClass;
  private readonly configurable: readonly string[];
  private readonly addresses: readonly number[];
  private readonly refuse: DriverOptions["check"];

  constructor({ title, Driver, addresses, readings, configure = {}, check, intervalMs = 2000 }: DriverOptions) {
    this.title = title;
    this.Driver = Driver;
    this.addresses = Object.freeze(addresses);
    this.refuse = check;
    this.readings = Object.freeze(readings);
    this.configurable = Object.freeze(Object.keys(configure));
    this.options = freeze({
      type: "object",
      properties: { bus: places.bus, address: places.address, ...configure },
      required: ["bus"],
    });
    this.intervalMs = intervalMs;
    this.address = addresses[0];
  }

  check(definition: SensorDefinition): Problem | undefined {
    return checkAddress(this.addresses, definition) ?? this.refuse?.(definition);
  }

  open(site: Site, definition: SensorDefinition): Source {
    const bus = site.bus(definition["bus"] as string);
    const address = definition["address"] as number | undefined;
    const driver = new this.Driver({ sensor: address === undefined ? bus : { ...bus, address } });
    this.configure(driver, definition);
    return new DriverSource(driver, this.readings);
  }

  private configure(driver: Driver, definition: SensorDefinition): void {
    const chosen: Record<string, unknown> = {};
    for (const key of this.configurable) if (definition[key] !== undefined) chosen[key] = definition[key];
    if (this.configurable.length > 0) driver.configure?.(chosen);
  }
}

/** Whether the chip can have the address that a definition gives it. */
export function checkAddress(addresses: readonly number[], definition: SensorDefinition): Problem | undefined {
  const address = definition["address"];
  if (address === undefined || addresses.includes(address as number)) return undefined;
  return { at: "address", reason: `${address} is none of this chip's: ${addresses.join(", ")}` };
}

export class DriverSource implements Source {
  private readonly driver: Driver;
  private readonly readings: readonly Quantity[];

  constructor(driver: Driver, readings: readonly Quantity[]) {
    this.driver = driver;
    this.readings = readings;
  }

  start(): number | string {
    const { driver } = this;
    if (driver.start === undefined) return 0;
    return driver.start() ? (driver.conversionMs ?? 0) : (driver.fault ?? "no-answer");
  }

  read(values: Float64Array): number | string | undefined {
    const { driver } = this;
    const { length } = this.readings;
    const sample = driver.sample() as Sample | undefined;
    if (sample === undefined) {
      return driver.fault === "not-ready" ? (driver.conversionMs ?? 1) : (driver.fault ?? "no-reading");
    }
    for (let i = 0; i < length; i++) {
      const { part, property, factor = 1 } = this.readings[i] as Quantity;
      values[i] = (sample[part]?.[property] ?? Number.NaN) * factor;
      if (driver.qualityOf !== undefined) values[readingsMaximum + i] = qualityCode(driver.qualityOf(property));
    }
    return undefined;
  }

  close(): void {
    this.driver.close();
  }
}
