/** A kind of actuator: what it is called in a definition, what may be said of it there, how it is opened. */
import type { RpcError } from "../protocol/rpc.js";
import type { FromSchema, ObjectSchema, Schema } from "../protocol/schema.js";
import type { RecordValue } from "../protocol/senml.js";
import type { Interlock } from "./actuators/interlock.js";
import type { Problem } from "./check/problems.js";
import type { ActuatorDefinition } from "./definition.js";
import type { Site } from "./source.js";

/** The board as the kinds of actuators see it, and what else an actuator may need. */
export interface ActuatorSite extends Site {
  /** The interlock of that name, the same for all who name it. */
  interlock(name: string): Interlock;
}

/**
 * An actuator may have named values beside its own: `heating.target` is the part "target" of the actuator `heating`. The
 * part of its own value is "".
 */
export interface Actuator {
  readonly definition: ActuatorDefinition;
  /** As it stands. */
  readonly value: RecordValue;
  /** Where it is on its way to; undefined: it stands as it was set */
  readonly target?: RecordValue | undefined;
  /** A short name; undefined: it works */
  readonly fault?: string | undefined;
  /** Something has changed that was not told yet. Whoever tells it sets it to false; absent: only commands change it. */
  isChanged?: boolean;
  /** undefined: done, or under way. transitionMs: over so long, where it can; absent: as its definition says */
  set(value: RecordValue, now: number, part: string, transitionMs?: number): RpcError | undefined;
  /** Value of a part; undefined: there is no such part. Absent: it has no parts. */
  get?(part: string): RecordValue | undefined;
  /** monotonic ms; when to call advance(); absent: never */
  readonly deadline?: number;
  /** Called whenever the device turns, so that a new reading has its effect. */
  advance?(now: number): void;
  close(): void;
}

export interface ActuatorKind {
  readonly title: string;
  /** SenML unit of its value; absent: none */
  readonly unit?: string;
  /** Its state in safe mode and after a restart, unless its definition says otherwise; "keep", absent: it is left alone */
  readonly safe?: RecordValue;
  /** Named values beside its own, told with it and kept over a restart in its place. */
  readonly parts?: readonly Readonly<{ part: string; unit?: string }>[];
  /** Its own options in a definition, beside kind, name and title. */
  readonly options: ObjectSchema;
  /** What its own value may be set to; its controls' by their description. Absent: nobody knows before it is set. */
  takes?(definition: ActuatorDefinition): Schema;
  /** What describe says of it beside kind, name and title (actuatorDescription): what a control of it has to know. */
  describe?(definition: ActuatorDefinition): ActuatorControls;
  /** What the schema cannot say; undefined: all is well. `at`: the option that is wrong, or "". */
  check?(definition: ActuatorDefinition): Problem | undefined;
  /**
   * Opens it, off and still: Actuators puts it into the state that it has after a start. options: the definition too.
   * Throws what the board throws.
   */
  open(site: ActuatorSite, definition: ActuatorDefinition, options: unknown): Actuator;
}

export interface ActuatorControls {
  readonly minimum?: number;
  readonly maximum?: number;
  /** Values that can be set. */
  readonly options?: readonly string[];
  readonly reading?: string;
  readonly controls?: readonly Readonly<{
    name: string;
    kind: "boolean" | "number" | "choice";
    unit?: string;
    minimum?: number;
    maximum?: number;
    step?: number;
    options?: readonly string[];
  }>[];
}

interface TypedKind<S extends ObjectSchema> extends Omit<ActuatorKind, "open" | "takes" | "describe" | "check"> {
  readonly options: S;
  takes?(definition: ActuatorDefinition & FromSchema<S>): Schema;
  describe?(definition: ActuatorDefinition & FromSchema<S>): ActuatorControls;
  check?(definition: ActuatorDefinition & FromSchema<S>): Problem | undefined;
  open(site: ActuatorSite, definition: ActuatorDefinition & FromSchema<S>, options: FromSchema<S>): Actuator;
}

/** Makes a kind whose open() gets what its schema says: a definition is checked before it is opened. */
export function actuatorKind<const S extends ObjectSchema>(kind: TypedKind<S>): ActuatorKind {
  return Object.freeze(kind) as unknown as ActuatorKind;
}
