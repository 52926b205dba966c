/** What a setting is, and the firmware's own. A person changes them through the cloud; they outlive a restart. */
import { limits } from "../../protocol/limits.js";
import { freeze, type Schema } from "../../protocol/schema.js";
import type { RecordValue } from "../../protocol/senml.js";
import { sessionLimits } from "../../session/limits.js";
import { timeZoneFault } from "../time-zone.js";

export interface SettingDefinition {
  /** Letters, digits, and . _ - inside; limits.nameCharacters at most. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** Of a number, true or false, a text, or one of several; with its range. */
  readonly schema: Schema;
  /** In force while nothing else was desired. */
  readonly initial: RecordValue;
  /** Says more than the schema can: undefined when the value is good, else the reason. */
  readonly check?: (value: RecordValue) => string | undefined;
}

export const logLevels = Object.freeze(["debug", "info", "warn", "error"] as const);

/** The firmware's own; an application has more. */
export const builtInSettings: readonly SettingDefinition[] = Object.freeze([
  Object.freeze({
    name: "label",
    title: "Label",
    schema: freeze({ type: "string", maxLength: 64, description: "what people call it; empty: nothing of its own" }),
    initial: "",
  }),
  Object.freeze({
    name: "logLevel",
    title: "Log level",
    schema: freeze({ enum: logLevels, description: "lines of this level and above go to the cloud" }),
    initial: "info",
  }),
  Object.freeze({
    name: "timeZone",
    title: "Time zone",
    schema: freeze({
      type: "string",
      maxLength: 64,
      description: "as POSIX writes it, CET-1CEST,M3.5.0,M10.5.0/3; empty: as the device's description says",
    }),
    initial: "",
    check: (value: RecordValue) => (value === "" ? undefined : timeZoneFault(String(value))),
  }),
  Object.freeze({
    name: "pingMs",
    title: "Heartbeat interval",
    schema: freeze({
      type: "integer",
      minimum: limits.pingMsMinimum,
      maximum: limits.pingMsMaximum,
      description: "ms of silence before a ping: what the device asks the server for, at its next connection",
    }),
    initial: limits.pingMs,
  }),
  Object.freeze({
    name: "thinSeconds",
    title: "Thinning of long outages",
    schema: freeze({
      type: "number",
      minimum: 0,
      maximum: sessionLimits.thinSecondsMaximum,
      description:
        "seconds of a window of which a long outage keeps the first, last, least and greatest reading; 0: all are kept. " +
        "From the next start on",
    }),
    initial: 0,
    check: (value: RecordValue) =>
      value === 0 || Number(value) >= sessionLimits.thinSecondsMinimum
        ? undefined
        : `must be 0, or at least ${sessionLimits.thinSecondsMinimum}`,
  }),
  Object.freeze({
    name: "sampleScale",
    title: "Sample interval, times",
    schema: freeze({
      type: "number",
      minimum: 0.1,
      maximum: 100,
      description: "every sensor's interval is multiplied by it; it stays 100 ms at least",
    }),
    initial: 1,
  }),
]);
