/** A kind of actuator: what it is called in a definition, what may be said of it there, how it is opened. */
import type { RpcError } from "../protocol/rpc.js";
import type { FromSchema, ObjectSchema } from "../protocol/schema.js";
import type { RecordValue } from "../protocol/senml.js";
import type { ActuatorDefinition } from "./definition.js";
import type { Site } from "./source.js";

export interface Actuator {
  readonly definition: ActuatorDefinition;
  /** As it stands. */
  readonly value: RecordValue;
  /** undefined: done; `value` is the new one. */
  set(value: RecordValue, now: number): RpcError | undefined;
  /** monotonic ms; when to call advance(); absent: never */
  readonly deadline?: number;
  advance?(now: number): void;
  close(): void;
}

export interface ActuatorKind {
  readonly title: string;
  /** SenML unit of its value; absent: none */
  readonly unit?: string;
  /** Its own options in a definition, beside kind, name and title. */
  readonly options: ObjectSchema;
  /** Opens it in the state that it has after a start. options: the definition too. Throws what the board throws. */
  open(site: Site, definition: ActuatorDefinition, options: unknown): Actuator;
}

interface TypedKind<S extends ObjectSchema> extends Omit<ActuatorKind, "open"> {
  readonly options: S;
  open(site: Site, definition: ActuatorDefinition, options: FromSchema<S>): Actuator;
}

/** Makes a kind whose open() gets what its schema says: a definition is checked before it is opened. */
export function actuatorKind<const S extends ObjectSchema>(kind: TypedKind<S>): ActuatorKind {
  return Object.freeze(kind) as ActuatorKind;
}
