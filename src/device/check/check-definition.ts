/**
 * Checks a definition (device.json) against the kinds that there are and the board that it is for. The same code runs
 * when an application is built, when a device starts, and when somebody changes the definition from afar.
 */
import type { ActuatorDefinition, FilterDefinition, ReadingDefinition, SensorDefinition } from "../definition.js";
import { actuatorSchema, definitionSchema, readingSchema, sensorSchema } from "../definition-schemas.js";
import type { Kinds } from "../kinds.js";
import { deviceLimits } from "../limits.js";
import { checkRule } from "../rules/check-rule.js";
import { type RuleOptions, ruleSchema } from "../rules/rule-options.js";
import type { ReadingKind, SensorKind } from "../sensor-kind.js";
import { timeZoneFault } from "../time-zone.js";
import { isConvertible, isUnit, unitNames } from "../units.js";
import type { BoardFacts } from "./board-facts.js";
import { NameCheck } from "./check-names.js";
import { PlaceCheck } from "./check-places.js";
import { type Fields, isFields, SchemaCheck } from "./check-schema.js";
import { hint } from "./nearest.js";
import { below, type Problem, Problems } from "./problems.js";
import { valueFault } from "./value-fault.js";

/** What is wrong with it, the first dozen; none: it is a DeviceDefinition that this board can be. */
export function checkDefinition(definition: unknown, facts: BoardFacts, kinds: Kinds): readonly Problem[] {
  const check = new DefinitionCheck(facts, kinds);
  check.definition(definition);
  return check.problems.list;
}

class DefinitionCheck {
  readonly problems = new Problems();
  private readonly kinds: Kinds;
  private readonly facts: BoardFacts;
  private readonly places: PlaceCheck;
  private readonly schema: SchemaCheck;
  private readonly names: NameCheck;
  private actuators: readonly unknown[] = [];

  constructor(facts: BoardFacts, kinds: Kinds) {
    this.kinds = kinds;
    this.facts = facts;
    this.places = new PlaceCheck(facts, this.problems);
    this.names = new NameCheck(this.problems);
    this.schema = new SchemaCheck(this.problems, this.places, this.names);
  }

  definition(definition: unknown): void {
    this.schema.object([definitionSchema], definition, "");
    if (!isFields(definition)) return;
    const { sensors, actuators } = definition;
    for (const [at, sensor] of this.list("sensors", sensors, deviceLimits.sensors)) this.sensor(sensor, at);
    for (const [at, actuator] of this.list("actuators", actuators, deviceLimits.actuators)) this.actuator(actuator, at);
    this.actuators = Array.isArray(actuators) ? actuators : [];
    for (const [at, rule] of this.list("rules", definition["rules"], deviceLimits.rules)) this.rule(rule, at);
    const { timeZone } = definition;
    const fault = typeof timeZone === "string" ? timeZoneFault(timeZone) : undefined;
    if (fault !== undefined) this.problems.add("timeZone", fault);
    this.names.conclude();
  }

  /** The items that are objects, each with its place. */
  private list(at: string, value: unknown, most: number): [string, Fields][] {
    const items: [string, Fields][] = [];
    if (value === undefined) return items;
    if (!Array.isArray(value)) {
      this.problems.add(at, "must be an array");
      return items;
    }
    if (value.length > most) this.problems.add(at, `must have at most ${most} items`);
    for (let i = 0; i < value.length && i < most; i++) {
      const item: unknown = value[i];
      if (isFields(item)) items.push([`${at}[${i}]`, item]);
      else this.problems.add(`${at}[${i}]`, "must be an object");
    }
    return items;
  }

  private sensor(sensor: Fields, at: string): void {
    const name = sensor["kind"];
    const kind = typeof name === "string" ? this.kinds.sensor(name) : undefined;
    if (kind === undefined) {
      this.unknownKind("sensors", name, at);
      return;
    }
    if (kind.isHostDriver === true) this.driver(String(name), below(at, "kind"));
    const isGood = this.schema.object([sensorSchema, kind.options], sensor, at);
    const { intervalMs, bus } = sensor;
    const least = kind.intervalMinimumMs;
    if (typeof intervalMs === "number" && least !== undefined && intervalMs < least) {
      this.problems.add(below(at, "intervalMs"), `must be at least ${least} for a ${name}`);
    }
    const address = sensor["address"] ?? kind.address;
    if (bus !== undefined && typeof address === "number") {
      this.places.checkAddress(bus, address, below(at, Object.hasOwn(sensor, "address") ? "address" : "bus"));
    }
    this.readings(kind, sensor["readings"], below(at, "readings"));
    if (isGood) this.own(kind.check?.(sensor as SensorDefinition), at);
  }

  /** A kind whose driver is the host's: whether it is there. */
  private driver(name: string, at: string): void {
    const { driver } = this.facts;
    if (driver === undefined) {
      this.problems.add(
        at,
        `"${name}" has a driver of the Moddable SDK: it works on boards and in the simulator alone`,
      );
    } else if (!Object.hasOwn(driver, name)) {
      this.problems.add(
        at,
        `"${name}" is not in this build, which has those drivers of the SDK that it was told to have`,
      );
    }
  }

  private readings(kind: SensorKind, readings: unknown, at: string): void {
    if (readings === undefined) {
      for (const reading of kind.readings) this.reading(reading, {}, below(at, reading.key));
      return;
    }
    if (!isFields(readings)) {
      this.problems.add(at, "must be an object");
      return;
    }
    const keys = kind.readings.map(({ key }) => key);
    for (const key of Object.keys(readings)) {
      const reading = kind.readings.find((each) => each.key === key);
      const place = below(at, key.slice(0, 48));
      if (reading === undefined) this.problems.add(place, `there is no such reading${hint(key, keys)}`);
      else if (this.schema.object([readingSchema], readings[key], place)) {
        this.reading(reading, readings[key] as ReadingDefinition, place);
      }
    }
  }

  private reading(kind: ReadingKind, reading: ReadingDefinition, at: string): void {
    this.names.add("reading", reading.name ?? kind.key, below(at, "name"));
    const { minimum, maximum } = reading;
    if (minimum !== undefined && maximum !== undefined && minimum >= maximum) {
      this.problems.add(below(at, "minimum"), `must be less than maximum (${maximum})`);
    }
    this.unit(kind, reading.unit, below(at, "unit"));
    const isBoolean = kind.type === "boolean";
    for (const field of isBoolean ? ["decimals", "minimum", "maximum"] : ["events"]) {
      if (!Object.hasOwn(reading, field)) continue;
      this.problems.add(below(at, field), isBoolean ? "is for numbers" : "is for readings that are true or false");
    }
    for (const [place, filter] of this.list(below(at, "filters"), reading.filters, deviceLimits.filtersOfReading)) {
      this.filter(filter, place);
    }
  }

  private unit(kind: ReadingKind, unit: string | undefined, at: string): void {
    if (unit === undefined) return;
    if (kind.type === "boolean") this.problems.add(at, "is for numbers");
    else if (!isUnit(unit)) this.problems.add(at, `"${unit}" is no unit of SenML${hint(unit, unitNames())}`);
    else if (kind.unit !== undefined && !isConvertible(kind.unit, unit)) {
      this.problems.add(at, `what is read in ${kind.unit} cannot be told in ${unit}`);
    }
  }

  private filter(filter: Fields, at: string): void {
    const name = filter["kind"];
    const kind = typeof name === "string" ? this.kinds.filter(name) : undefined;
    if (kind === undefined) {
      this.unknownKind("filters", name, at);
      return;
    }
    const { kind: _, ...parameters } = filter;
    if (this.schema.object([kind.options], parameters, at)) this.own(kind.check?.(filter as FilterDefinition), at);
  }

  private actuator(actuator: Fields, at: string): void {
    const name = actuator["kind"];
    const kind = typeof name === "string" ? this.kinds.actuator(name) : undefined;
    if (kind === undefined) {
      this.unknownKind("actuators", name, at);
      return;
    }
    const isGood = this.schema.object([actuatorSchema, kind.options], actuator, at);
    const own = actuator["name"];
    if (typeof own === "string") {
      this.names.add("actuator", own, below(at, "name"));
      const controls = isGood ? kind.describe?.(actuator as ActuatorDefinition).controls : undefined;
      for (const control of controls ?? []) this.names.add("actuator", control.name, below(at, "name"));
    }
    if (isGood) this.own(kind.check?.(actuator as ActuatorDefinition), at);
  }

  private rule(rule: Fields, at: string): void {
    if (!this.schema.object([ruleSchema], rule, at)) return;
    checkRule(
      rule as RuleOptions,
      (place, reason) => this.problems.add(below(at, place), reason),
      (name, value) => valueFault(this.actuators, this.kinds, name, value),
    );
  }

  /** What a kind finds itself: `filter: reason`, or `reason` alone. */
  private own(found: Problem | undefined, at: string): void {
    if (found !== undefined) this.problems.add(found.at === "" ? at : below(at, found.at), found.reason);
  }

  private unknownKind(of: "sensors" | "actuators" | "filters", name: unknown, at: string): void {
    const place = below(at, "kind");
    if (typeof name !== "string") this.problems.add(place, name === undefined ? "is missing" : "must be a string");
    else this.problems.add(place, `there is no kind "${name.slice(0, 48)}"${hint(name, this.kinds.names(of))}`);
  }
}
