/**
 * A sensor that is sampled at its interval or when something happens: start, wait, read, on the device's one timer. A
 * reading is a value with its time and quality or a fault, never an old value. A fault is told once, the sensor is tried again with
 * growing delays, and its return is told too; the other sensors go on meanwhile.
 */
import type { SensorDefinition } from "./definition.js";
import { deviceLimits } from "./limits.js";
import { Readings, readingsMaximum } from "./readings.js";
import { nameOf, readingOf, type SensorKind } from "./sensor-kind.js";
import type { Site, Source } from "./source.js";
import { thrownText } from "./thrown.js";

/** One object with its readings, for each costs slots. */
export class Sensor extends Readings {
  /** monotonic ms; when to call advance() */
  deadline: number;
  /** undefined: it works */
  fault: string | undefined;
  private readonly site: Site;
  private source: Source | undefined;
  private isConverting = false;
  /** When the newest interval began. */
  private dueAt: number;
  private failures = 0;

  /** Nothing is opened before the first advance(). */
  constructor(kind: SensorKind, definition: SensorDefinition, site: Site, now: number) {
    super(kind, definition, site.kinds);
    this.deadline = this.dueAt = now;
    this.site = site;
  }

  /** Whether it is a contact that is active at this moment. */
  get isActive(): boolean {
    return this.source?.isActive === true;
  }

  /** ms between two samples, as it is described; Infinity: it is sampled when something happens alone */
  get intervalMs(): number {
    const interval = this.definition.intervalMs ?? this.kind.intervalMs ?? Number.POSITIVE_INFINITY;
    return Math.max(interval, deviceLimits.sampleMinimumMs);
  }

  /** The same, as a person has it now. */
  private get periodMs(): number {
    return Math.max(this.intervalMs * (this.site.sampleScale ?? 1), deviceLimits.sampleMinimumMs);
  }

  /** values: lent, for what is read in this call. */
  advance(now: number, values: Float64Array): void {
    if (this.source?.isDue === true && !this.isConverting) this.deadline = now;
    if (now < this.deadline) return;
    try {
      this.step(now, values);
    } catch (error) {
      // A driver that throws is as good as a sensor that does not answer; the device goes on.
      this.isConverting = false;
      this.fail(`exception: ${thrownText(error)}`, now);
    }
  }

  private step(now: number, values: Float64Array): void {
    if (!this.isConverting) {
      if (this.failures === 0) this.site.jitter.note(now - this.deadline);
      this.dueAt = now - this.dueAt < this.periodMs ? this.dueAt : now;
      const wait = this.start();
      if (typeof wait === "string") {
        this.fail(wait, now);
        return;
      }
      this.isConverting = true;
      this.deadline = now + wait;
      if (wait > 0) return;
    }
    values.fill(0, readingsMaximum); // good, where the source does not say otherwise
    const fault = this.source?.read(values);
    if (typeof fault === "number") {
      this.deadline = now + fault;
      return;
    }
    this.isConverting = false;
    if (fault !== undefined) this.fail(fault, now);
    else this.report(now, values);
  }

  /** Somebody new follows it: what is sampled alone when something happens is looked at now. */
  lookAgain(now: number): void {
    if (this.periodMs === Number.POSITIVE_INFINITY && this.fault === undefined && !this.isConverting)
      this.deadline = now;
  }

  close(): void {
    this.deadline = Number.POSITIVE_INFINITY;
    this.letGo(this.dueAt);
  }

  private start(): number | string {
    if (this.source === undefined) {
      try {
        this.source = this.kind.open(this.site, this.definition);
      } catch (error) {
        return `cannot open: ${thrownText(error)}`;
      }
    }
    return this.source.start();
  }

  private report(now: number, values: Float64Array): void {
    const { periodMs } = this;
    this.failures = 0;
    // The interval is kept: no drift from the time that a sample takes.
    this.dueAt = this.dueAt + periodMs > now ? this.dueAt + periodMs : now + periodMs;
    if (periodMs === Number.POSITIVE_INFINITY) this.dueAt = now;
    this.deadline = periodMs === Number.POSITIVE_INFINITY ? periodMs : this.dueAt;
    if (this.fault !== undefined) {
      this.fault = undefined;
      this.tell(undefined, now);
      this.site.reporter.log.write("info", "sensor.healed", this.name, now);
    }
    this.tellAll(values, now, this.site.reporter);
  }

  private letGo(now: number): void {
    const source = this.source;
    this.source = undefined;
    try {
      source?.close();
    } catch (error) {
      this.site.reporter.log.write("error", "sensor.close", `${this.name}: ${thrownText(error)}`, now);
    }
  }

  private fail(fault: string, now: number): void {
    const { sensorRetryMs, sensorRetryCapMs } = deviceLimits;
    this.letGo(now);
    const delay = Math.min(sensorRetryMs * 2 ** Math.min(this.failures++, 10), sensorRetryCapMs);
    this.deadline = now + delay;
    if (this.fault !== undefined) return;
    this.fault = fault.slice(0, 96);
    this.reset();
    this.tell(this.fault, now);
    this.site.reporter.log.write("warn", "sensor.fault", `${this.name}: ${this.fault}`, now);
  }

  /** For each of its readings; undefined: they are healed. */
  private tell(fault: string | undefined, now: number): void {
    const { reporter } = this.site;
    for (const { key } of this.kind.readings) {
      const reading = readingOf(this.definition, key);
      if (reading === undefined) continue;
      if (fault === undefined) reporter.healed(reading.name ?? key, now);
      else reporter.fault(reading.name ?? key, fault, now);
    }
  }

  /** For the log: the name of its first reading. */
  private get name(): string {
    return nameOf(this.kind, this.definition);
  }
}
