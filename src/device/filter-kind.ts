/** A kind of filter: what stands between a source's value and what is reported of it. */
import type { FromSchema, ObjectSchema } from "../protocol/schema.js";
import type { Problem } from "./check/problems.js";
import type { FilterDefinition } from "./definition.js";

/** Keeps what it needs in fixed memory. Gives finite numbers alone, and is given finite numbers alone. */
export interface Filter {
  /** The value that goes on; undefined: none does now. now: monotonic ms. quality: the value's, a code (senml.ts). */
  apply(value: number, now: number, quality: number): number | undefined;
  /** The quality of what the newest apply() gave (`result`) for `value`, beside the value's own; absent: good. */
  qualityOf?(value: number, result: number): number;
  /**
   * In the place of apply() when a filter before this one held the sample back: `value` is what went into that one. For
   * filters that let something through when nothing has come for a time; absent: nothing goes on.
   */
  held?(value: number, now: number): number | undefined;
  /** Why the newest apply() gave nothing, when it is the value that is wrong: "out-of-range"; undefined: held back. */
  readonly fault?: string | undefined;
  /** As after the start: the sensor had a fault, what it read before says nothing of what comes. */
  reset(): void;
}

export interface FilterKind {
  readonly title: string;
  /** Its parameters, beside kind. */
  readonly options: ObjectSchema;
  /** What the schema cannot say (a lower end above the upper one); undefined: all is well. `at`: the parameter, or "". */
  check?(definition: FilterDefinition): Problem | undefined;
  make(definition: FilterDefinition): Filter;
}

interface TypedKind<S extends ObjectSchema> extends Omit<FilterKind, "make" | "check"> {
  readonly options: S;
  check?(definition: FromSchema<S>): Problem | undefined;
  make(definition: FromSchema<S>): Filter;
}

/** Makes a kind whose functions get what its schema says: a definition is checked before it is used. */
export function filterKind<const S extends ObjectSchema>(kind: TypedKind<S>): FilterKind {
  return Object.freeze(kind) as FilterKind;
}
