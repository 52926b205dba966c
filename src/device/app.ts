/**
 * The interface for a person's own code, in the folder of an application beside its device.json (docs/app.md): app.ts
 * there exports `sensors` and `actuators`, by the name of the kind that they are in device.json, and `commands`. What it
 * throws is contained: a sensor or actuator has a fault, a command fails; the device goes on.
 */
import type { ObjectSchema, Schema } from "../protocol/schema.js";
import { type FromSchema, freeze } from "../protocol/schema.js";
import type { Quality, RecordValue } from "../protocol/senml.js";
import type { ActuatorKind } from "./actuator-kind.js";
import type { Command } from "./commands/command.js";
import { OwnActuator } from "./own/own-actuator.js";
import { OwnDevice, refusalOf } from "./own/own-device.js";
import { OwnSite } from "./own/own-site.js";
import { OwnSource } from "./own/own-source.js";
import type { ReadingKind, SensorKind } from "./sensor-kind.js";
import type { Site } from "./source.js";

/** Options by their names, each with its schema; in `required` those that a device.json has to have. */
type Properties = Readonly<Record<string, Schema>>;
type None = Readonly<Record<never, Schema>>;
type Options<P extends Properties, R extends string> = FromSchema<{
  readonly type: "object";
  readonly properties: P;
  readonly required: readonly R[];
}>;

/** What a sensor's open() gives: it is asked at the sensor's interval. */
export interface SensorCode {
  /** Begins a conversion; ms until sample() is to be called. Absent: nothing has to be waited for. */
  start?(): number;
  /**
   * A value, or one for each of the readings in their order (true or false as 1 and 0); NaN or undefined: there is none
   * yet, nothing is told; a text: a fault, by a short name ("no-answer"), told once until it is over.
   */
  sample(): number | readonly number[] | string | undefined;
  /** Of the numbers of the newest sample: "settling", "estimated" or "limited"; undefined, or absent: good. */
  readonly quality?: Quality | undefined;
  /** It is not asked any more: lets go of what it holds. */
  close?(): void;
}

export interface SensorDefinitionCode<P extends Properties, R extends string> {
  /** for people */
  readonly title: string;
  readonly options?: P;
  readonly required?: readonly R[];
  /** in the order of sample()'s values */
  readonly readings: readonly ReadingKind[];
  /** ms; where device.json says nothing; default 2000 */
  readonly intervalMs?: number;
  /** Called at the start, and again after a fault, with growing delays. */
  open(site: Site, options: Options<P, R>): SensorCode;
}

/** A kind of sensor. */
export function defineSensor<const P extends Properties = None, const R extends keyof P & string = never>(
  sensor: SensorDefinitionCode<P, R>,
): SensorKind {
  const { title, readings, intervalMs = 2000, open } = sensor;
  for (const reading of readings) Object.freeze(reading);
  const kind: SensorKind = {
    title,
    options: optionsOf(sensor),
    readings: Object.freeze(readings),
    intervalMs,
    open: (site, definition) =>
      withOwnSite(site, (own) => new OwnSource(open(own, definition as Options<P, R>), readings.length, own)),
  };
  return Object.freeze(kind);
}

/** What an actuator's open() gives. */
export interface ActuatorCode {
  /** As it stands. */
  readonly value: RecordValue;
  /** Sets it, or says what a value must be ("must be a number from 0 to 9"). What it throws is the hardware's fault. */
  set(value: RecordValue): string | undefined;
  /** It may change by itself: called whenever the device turns, at the latest at `deadline` (monotonic ms). */
  advance?(now: number): void;
  readonly deadline?: number;
  close?(): void;
}

export interface ActuatorDefinitionCode<P extends Properties, R extends string> {
  /** for people */
  readonly title: string;
  /** SenML unit of its value */
  readonly unit?: string;
  readonly options?: P;
  readonly required?: readonly R[];
  /** What it is set to at the start and in safe mode; absent: it is left alone. */
  readonly safe?: RecordValue;
  open(site: Site, options: Options<P, R>): ActuatorCode;
}

/** A kind of actuator. */
export function defineActuator<const P extends Properties = None, const R extends keyof P & string = never>(
  actuator: ActuatorDefinitionCode<P, R>,
): ActuatorKind {
  const { title, unit, safe, open } = actuator;
  const kind: ActuatorKind = {
    title,
    ...(unit === undefined ? {} : { unit }),
    ...(safe === undefined ? {} : { safe }),
    options: optionsOf(actuator),
    open: (site, definition) =>
      withOwnSite(site, (own) => new OwnActuator(definition, open(own, definition as unknown as Options<P, R>), own)),
  };
  return Object.freeze(kind);
}

/** What a person's code throws in between leaves nothing watched. */
function withOwnSite<Part>(site: Site, open: (own: OwnSite) => Part): Part {
  const own = new OwnSite(site);
  try {
    return open(own);
  } catch (error) {
    own.release();
    throw error;
  }
}

export interface CommandDefinitionCode<P extends Properties, R extends string> {
  /** Letters, digits, and . _ - inside. */
  readonly name: string;
  /** For people, on a button. */
  readonly title?: string;
  readonly params?: P;
  readonly required?: readonly R[];
  /** What run() gives, for people who read the interface. */
  readonly result?: Schema;
  /** True: it only looks, so that a repeat may simply be carried out again. */
  readonly isRepeatable?: boolean;
  /** The answer, as JSON says it; undefined: {}. Everything in it is done when it returns. */
  run(params: Options<P, R>, device: OwnDevice): unknown;
}

/** A command that the server may ask for. */
export function defineCommand<const P extends Properties = None, const R extends keyof P & string = never>(
  command: CommandDefinitionCode<P, R>,
): Command {
  const { name, title, params, required, result, isRepeatable, run } = command;
  const made: Command = {
    name,
    ...(title === undefined ? {} : { title }),
    params: optionsOf({ options: params, required }),
    ...(result === undefined ? {} : { result: freeze(result) }),
    ...(isRepeatable === undefined ? {} : { isRepeatable }),
    run: (given, call) => {
      try {
        call.result.value(run(given as Options<P, R>, new OwnDevice(call.device, call.now)) ?? {});
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === undefined) throw error;
        return refusal;
      }
      return undefined;
    },
  };
  return Object.freeze(made);
}

function optionsOf(code: {
  readonly options?: Properties | undefined;
  readonly required?: readonly string[] | undefined;
}): ObjectSchema {
  return freeze({ type: "object", properties: code.options ?? {}, required: code.required ?? [] });
}
