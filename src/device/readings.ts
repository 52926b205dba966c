/**
 * The readings of one sensor on their way from the source to the outbox: through filters, into the digits that mean
 * something. A number is told every time that a filter lets it through, true or false when it changes.
 */
import type { ReadingDefinition, SensorDefinition } from "./definition.js";
import type { Filter } from "./filter-kind.js";
import type { Kinds } from "./kinds.js";
import type { Reporter } from "./reporter.js";
import { type ReadingKind, readingOf, type SensorKind } from "./sensor-kind.js";
import { convert } from "./units.js";

/** readings; of one sensor at most: they are read into one array for all sensors, and are bits of a number */
export const readingsMaximum = 12;

/** numbers; of that array: the values, and behind them, from readingsMaximum on, the quality of each (senml.ts) */
export const valuesLength = 2 * readingsMaximum;

/** Between two filters there may be no value, with the one that went into the filter which held it back. */
export class Readings {
  readonly kind: SensorKind;
  readonly definition: SensorDefinition;
  /** Of all readings, one behind the other; undefined: there are none. */
  private readonly filters: Filter[] | undefined;
  /** Bits, by the place of the reading: what was told of it last, true or false. */
  private known = 0;
  private active = 0;
  /** Bits: the values are wrong, by a filter's judgement. */
  private wrong = 0;

  constructor(kind: SensorKind, definition: SensorDefinition, kinds: Kinds) {
    this.kind = kind;
    this.definition = definition;
    let filters: Filter[] | undefined;
    for (const { key } of kind.readings) {
      for (const filter of readingOf(definition, key)?.filters ?? []) {
        const made = kinds.filter(filter.kind)?.make(filter);
        if (made === undefined) throw new Error(`no filter ${filter.kind}`);
        filters ??= [];
        filters.push(made);
      }
    }
    this.filters = filters;
  }

  /** The sensor has a fault. */
  reset(): void {
    this.wrong = 0;
    for (const filter of this.filters ?? []) filter.reset();
  }

  tellAll(values: Float64Array, now: number, reporter: Reporter): void {
    const { readings } = this.kind;
    let filter = 0;
    for (let i = 0; i < readings.length; i++) {
      const reading = readings[i];
      const own = reading === undefined ? undefined : readingOf(this.definition, reading.key);
      if (reading === undefined || own === undefined) continue;
      const count = own.filters?.length ?? 0;
      // Not finite: there is none yet.
      if (Number.isFinite(values[i])) this.take(i, reading, own, values, filter, count, now, reporter);
      filter += count;
    }
  }

  private take(
    place: number,
    reading: ReadingKind,
    own: ReadingDefinition,
    values: Float64Array,
    first: number,
    count: number,
    now: number,
    reporter: Reporter,
  ): void {
    const name = own.name ?? reading.key;
    const value = values[place] ?? 0;
    const given = reading.unit;
    const unit = own.unit ?? given;
    const told = given === undefined || unit === undefined ? value : convert(value, given, unit);
    let passed: number | undefined = told;
    if (count > 0) {
      passed = this.filter(told, first, count, now, values, readingsMaximum + place);
      this.judge(place, name, this.faultOf(first, count), now, reporter);
      if (passed === undefined) {
        reporter.confirm(name, undefined, now);
        return;
      }
    }
    if (reading.type === "boolean") {
      this.tellState(place, name, own, passed !== 0, now, reporter);
      return;
    }
    if (reading.type === "string") {
      this.tellText(place, name, reading.texts?.[passed], now, reporter);
      return;
    }
    const scale = 10 ** (own.decimals ?? reading.decimals ?? 2);
    const scaled = passed * scale;
    // Beyond what a number can hold there is nothing to round.
    const rounded = Number.isFinite(scaled) ? Math.round(scaled) / scale : passed;
    reporter.number(name, unit, rounded, now, values[readingsMaximum + place]);
  }

  /** The value's quality stands in `qualities` at `at`, and what becomes of it is left there: the gravest of the way. */
  private filter(
    value: number,
    first: number,
    count: number,
    now: number,
    qualities: Float64Array,
    at: number,
  ): number | undefined {
    let current = value;
    let quality = qualities[at] ?? 0;
    let isHeld = false;
    for (let i = first; i < first + count; i++) {
      const filter = this.filters?.[i];
      if (filter === undefined) continue;
      const next: number | undefined = isHeld ? filter.held?.(current, now) : filter.apply(current, now, quality);
      if (next === undefined) {
        if (filter.fault !== undefined) return undefined;
        isHeld = true;
      } else {
        quality = Math.max(quality, filter.qualityOf?.(current, next) ?? 0);
        current = next;
        isHeld = false;
      }
    }
    qualities[at] = quality;
    return isHeld ? undefined : current;
  }

  private faultOf(first: number, count: number): string | undefined {
    for (let i = first; i < first + count; i++) {
      const fault = this.filters?.[i]?.fault;
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  /** A filter finds the value wrong, or right again: told once. */
  private judge(place: number, name: string, fault: string | undefined, now: number, reporter: Reporter): void {
    const bit = 1 << place;
    const wasWrong = (this.wrong & bit) !== 0;
    if (wasWrong === (fault !== undefined)) return;
    this.wrong ^= bit;
    if (fault === undefined) {
      reporter.healed(name, now);
      reporter.log.write("info", "sensor.healed", name, now);
    } else {
      reporter.fault(name, fault, now);
      reporter.log.write("warn", "sensor.fault", `${name}: ${fault}`, now);
    }
  }

  /** It does not change while the device runs. */
  private tellText(place: number, name: string, text: string | undefined, now: number, reporter: Reporter): void {
    const bit = 1 << place;
    if (text === undefined) return;
    if ((this.known & bit) !== 0) {
      reporter.confirm(name, text, now);
      return;
    }
    this.known |= bit;
    reporter.state(name, undefined, text, now);
  }

  private tellState(
    place: number,
    name: string,
    own: ReadingDefinition,
    isActive: boolean,
    now: number,
    reporter: Reporter,
  ): void {
    const bit = 1 << place;
    const isFirst = (this.known & bit) === 0;
    if (!isFirst && ((this.active & bit) !== 0) === isActive) {
      reporter.confirm(name, isActive, now);
      return;
    }
    this.known |= bit;
    if (isActive) this.active |= bit;
    else this.active &= ~bit;
    reporter.state(name, undefined, isActive, now);
    if (isFirst || own.events === undefined) return;
    reporter.event(isActive ? own.events.active : own.events.inactive, { name }, now);
  }
}
