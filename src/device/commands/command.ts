/**
 * What a command is: a method that the server may ask for, with its schemas, and what carries it out. Frozen data, so
 * that it lies in flash. The firmware's own are in built-in.ts; an application adds some through its definition.
 */
import type { JsonWriter } from "../../protocol/json-writer.js";
import type { RpcError } from "../../protocol/rpc.js";
import type { ObjectSchema, Schema } from "../../protocol/schema.js";
import type { Device } from "../device.js";

/** What a command gets to work with. One instance serves all: its fields are not to be kept. */
export interface Call {
  readonly device: Device;
  /** monotonic ms */
  readonly now: number;
  /** Where the result is written, as one JSON value; what an error left in it is dropped. */
  readonly result: JsonWriter;
}

export interface Command<P = unknown> {
  /** Letters, digits, and . _ - inside; limits.nameCharacters at most. */
  readonly name: string;
  /** For people, on a button. */
  readonly title?: string;
  /** Parameters are checked against it before run(). */
  readonly params: ObjectSchema;
  readonly result?: Schema;
  /** ms; a job that is not over by then is ended and answered with timedOut; default limits.commandMs */
  readonly deadlineMs?: number;
  /**
   * True: it only looks, and a repeat is simply carried out again. Otherwise it is carried out once: a repeat is answered
   * with the first answer, and `expires` beside its parameters is obeyed.
   */
  readonly isRepeatable?: boolean;
  /** True: run() gives a job; at most deviceLimits.jobs of them go on at once. */
  readonly isLong?: boolean;
  /** undefined: done, the result is written. An exception is contained, logged, and answered with internal. */
  run(params: P, call: Call): RpcError | Job | undefined;
}

/** A command that takes time, after its beginning. It is advanced on the device's one timer. */
export interface Job {
  /** monotonic ms; when to call advance(); Infinity: never, something else wakes the device */
  readonly deadline: number;
  /** How far it is, in any unit, of `of`; undefined: nothing to tell yet. */
  readonly done?: number | undefined;
  readonly of?: number | undefined;
  /** True: it is over, and conclude() comes next. */
  advance(now: number): boolean;
  /** Writes the result, deviceLimits.answerBytes at most, or says what went wrong. */
  conclude(result: JsonWriter): RpcError | undefined;
  /** Nothing of it goes on behind this. Called once, whatever the end was. */
  close(now: number): void;
}
