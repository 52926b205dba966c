/** A kind of sensor: what it is called in a definition, what may be said of it there, what it reads, how it is opened. */
import type { FromSchema, ObjectSchema } from "../protocol/schema.js";
import type { Problem } from "./check/problems.js";
import type { ReadingDefinition, SensorDefinition } from "./definition.js";
import type { Site, Source } from "./source.js";

/** One of the readings of a kind. */
export interface ReadingKind {
  /** what it is called among the kind's readings, and the default of its name */
  readonly key: string;
  readonly title: string;
  /** default "number"; "boolean": 0 and 1, told when it changes; "string": one of `texts` by its place, told once */
  readonly type?: "number" | "boolean" | "string";
  readonly texts?: readonly string[];
  /** SenML unit of what the source gives; absent: the definition has to say it, or there is none */
  readonly unit?: string;
  /** digits behind the point that mean something; default 2 */
  readonly decimals?: number;
}

export interface SensorKind {
  readonly title: string;
  /** Its own options in a definition, beside kind, intervalMs and readings. */
  readonly options: ObjectSchema;
  readonly readings: readonly ReadingKind[];
  /** ms; where the definition says nothing; absent: it is read when something happens alone (Source.isDue) */
  readonly intervalMs?: number;
  /** ms; it cannot be sampled more often than that */
  readonly intervalMinimumMs?: number;
  /** On a bus, where the definition says nothing; absent: the kind is not on a bus. */
  readonly address?: number | undefined;
  /** Its driver is the host's: Board.driver has it by the name of the kind, where it is in the build. */
  readonly isHostDriver?: boolean;
  /** ms that a sample holds up all else; absent: nothing to speak of */
  readonly blocksMs?: number | undefined;
  /** What the schema cannot say; undefined: all is well. `at`: the option that is wrong, or "". */
  check?(definition: SensorDefinition): Problem | undefined;
  /** Throws what the board throws. Called again after a fault. */
  open(site: Site, definition: SensorDefinition): Source;
}

interface TypedKind<S extends ObjectSchema> extends Omit<SensorKind, "open" | "check"> {
  readonly options: S;
  check?(definition: FromSchema<S>): Problem | undefined;
  open(site: Site, definition: FromSchema<S>): Source;
}

/** Makes a kind whose open() gets what its schema says: a definition is checked before it is opened. */
export function sensorKind<const S extends ObjectSchema>(kind: TypedKind<S>): SensorKind {
  for (const reading of kind.readings) Object.freeze(reading);
  Object.freeze(kind.readings);
  return Object.freeze(kind) as SensorKind;
}

const asTheKindSays: ReadingDefinition = Object.freeze({});

/** What the definition says of a reading; undefined: it is not wanted. */
export function readingOf(definition: SensorDefinition, key: string): ReadingDefinition | undefined {
  return definition.readings === undefined ? asTheKindSays : definition.readings[key];
}

/** The name of a sensor's first reading, by which people know it. */
export function nameOf(kind: SensorKind, definition: SensorDefinition): string {
  for (const { key } of kind.readings) {
    const reading = readingOf(definition, key);
    if (reading !== undefined) return reading.name ?? key;
  }
  return definition.kind;
}
