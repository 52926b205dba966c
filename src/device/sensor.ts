/**
 * A sensor that is sampled at an interval: start, wait, read, on the device's one timer. A reading is a value with its
 * time or a fault, never an old value. A fault is told once, the sensor is tried again with growing delays, and its
 * return is told too; the other sensors go on meanwhile.
 */
import type { Outbox } from "../session/outbox.js";
import type { SessionLog } from "../session/session-options.js";
import type { ReadingDefinition } from "./definition.js";
import { deviceLimits } from "./limits.js";

/** The hardware behind a sensor, while it is open. Faults are short names: "no-answer". */
export interface Source {
  /** Begins a sample; ms until it can be read, or the fault. */
  start(): number | string;
  /** Fills in one value for each reading; undefined: done; ms until it can be tried again, or the fault. */
  read(values: Float64Array): number | string | undefined;
  close(): void;
}

export interface Sinks {
  readonly outbox: Outbox;
  readonly log: SessionLog;
}

/** Makes a sensor's source; throws when that is not possible. Called again after a fault. */
export interface SourceMaker<Definition> {
  open(definition: Definition): Source;
}

/** readings; of one sensor at most: they are read into one array for all sensors */
export const readingsMaximum = 4;

export class Sensor<Definition = unknown> {
  readonly readings: readonly ReadingDefinition[];
  readonly intervalMs: number;
  /** monotonic ms; when to call advance() */
  deadline: number;
  /** undefined: it works */
  fault: string | undefined;
  private readonly definition: Definition;
  private readonly maker: SourceMaker<Definition>;
  private readonly sinks: Sinks;
  private source: Source | undefined;
  private isConverting = false;
  /** When the newest interval began. */
  private dueAt: number;
  private failures = 0;

  /** Nothing is opened before the first advance(). */
  constructor(
    readings: readonly ReadingDefinition[],
    intervalMs: number,
    definition: Definition,
    maker: SourceMaker<Definition>,
    sinks: Sinks,
    now: number,
  ) {
    this.readings = readings;
    this.intervalMs = Math.max(intervalMs, deviceLimits.sampleMinimumMs);
    this.deadline = this.dueAt = now;
    this.definition = definition;
    this.maker = maker;
    this.sinks = sinks;
  }

  /** values: lent, for what is read in this call. */
  advance(now: number, values: Float64Array): void {
    if (now < this.deadline) return;
    try {
      this.step(now, values);
    } catch (error) {
      // A driver that throws is as good as a sensor that does not answer; the device goes on.
      this.isConverting = false;
      this.fail(`exception: ${(error as Error).message}`, now);
    }
  }

  private step(now: number, values: Float64Array): void {
    if (!this.isConverting) {
      this.dueAt = now - this.dueAt < this.intervalMs ? this.dueAt : now;
      const wait = this.start();
      if (typeof wait === "string") {
        this.fail(wait, now);
        return;
      }
      this.isConverting = true;
      this.deadline = now + wait;
      if (wait > 0) return;
    }
    const fault = this.source?.read(values);
    if (typeof fault === "number") {
      this.deadline = now + fault;
      return;
    }
    this.isConverting = false;
    if (fault !== undefined) this.fail(fault, now);
    else this.report(now, values);
  }

  close(): void {
    this.deadline = Number.POSITIVE_INFINITY;
    this.letGo(this.dueAt);
  }

  private start(): number | string {
    if (this.source === undefined) {
      try {
        this.source = this.maker.open(this.definition);
      } catch (error) {
        return `cannot open: ${(error as Error).message}`;
      }
    }
    return this.source.start();
  }

  private report(now: number, values: Float64Array): void {
    const { outbox, log } = this.sinks;
    this.failures = 0;
    // The interval is kept: no drift from the time that a sample takes.
    this.dueAt = this.dueAt + this.intervalMs > now ? this.dueAt + this.intervalMs : now + this.intervalMs;
    this.deadline = this.dueAt;
    if (this.fault !== undefined) {
      this.fault = undefined;
      for (const { name } of this.readings) outbox.addEvent("sensor.healed", { name }, now);
      log.write("info", "sensor.healed", this.readings[0]?.name, now);
    }
    for (let i = 0; i < this.readings.length; i++) {
      const reading = this.readings[i];
      if (reading === undefined) continue;
      const scale = 10 ** (reading.decimals ?? 2);
      const value = Math.round((values[i] ?? 0) * scale) / scale;
      outbox.addMeasurement("periodic", reading.name, reading.unit, value, now);
    }
  }

  private letGo(now: number): void {
    const source = this.source;
    this.source = undefined;
    try {
      source?.close();
    } catch (error) {
      this.sinks.log.write("error", "sensor.close", `${this.readings[0]?.name}: ${(error as Error).message}`, now);
    }
  }

  private fail(fault: string, now: number): void {
    const { sensorRetryMs, sensorRetryCapMs } = deviceLimits;
    this.letGo(now);
    const delay = Math.min(sensorRetryMs * 2 ** Math.min(this.failures++, 10), sensorRetryCapMs);
    this.deadline = now + delay;
    if (this.fault !== undefined) return;
    this.fault = fault.slice(0, 96);
    const { outbox, log } = this.sinks;
    for (const { name } of this.readings) {
      outbox.addEvent("sensor.fault", { name, fault: this.fault }, now);
    }
    log.write("warn", "sensor.fault", `${this.readings[0]?.name}: ${this.fault}`, now);
  }
}
