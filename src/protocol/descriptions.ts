/** What a device says of its sensors, actuators, methods and settings, in its answer to describe. Part of messages.ts. */
import { milliseconds, name, text, value } from "./common-schemas.js";
import { limits } from "./limits.js";
import { type FromSchema, freeze } from "./schema.js";

export const sensorDescription = freeze({
  type: "object",
  properties: {
    name,
    unit: { type: "string", maxLength: 16, description: "SenML unit; absent for true/false and text" },
    kind: { enum: ["number", "boolean", "string"] },
    title: text,
    minimum: { type: "number", description: "least value that makes sense, for a chart" },
    maximum: { type: "number" },
    intervalMs: milliseconds,
  },
  required: ["name", "kind"],
});
export type SensorDescription = FromSchema<typeof sensorDescription>;

const choices = freeze({
  type: "array",
  items: name,
  maxItems: limits.descriptionItems,
  description: "texts that it can be set to",
});
const anyValue = freeze({ anyOf: [{ type: "number" }, { type: "boolean" }, text], description: "as it stands now" });

/** A named value of an actuator beside its own, set by actuator.set with this name. */
export const actuatorControl = freeze({
  type: "object",
  properties: {
    name,
    kind: { enum: ["boolean", "number", "choice"], description: "choice: one of options" },
    title: text,
    unit: { type: "string", maxLength: 16, description: "SenML unit" },
    minimum: { type: "number" },
    maximum: { type: "number" },
    step: { type: "number", minimum: 0, description: "for a control; other values in between are taken too" },
    options: choices,
    value: anyValue,
  },
  required: ["name", "kind"],
});
export type ActuatorControl = FromSchema<typeof actuatorControl>;

export const actuatorDescription = freeze({
  type: "object",
  properties: {
    name,
    kind: {
      ...name,
      description:
        "switch: true or false; light: 0 to 1; lock: set to locked or unlocked, is also locking, unlocking, jammed, " +
        "unknown; climate: off, idle, heating, cooling, set by its controls; others as their fields say",
    },
    title: text,
    value: anyValue,
    target: { ...anyValue, description: "where it is on its way to; absent: it stands as it was set" },
    fault: { ...text, description: "why it does not do what it should; absent: it works" },
    minimum: { type: "number", description: "least value that it can be set to" },
    maximum: { type: "number" },
    step: { type: "number", minimum: 0 },
    options: choices,
    reading: { ...name, description: "what a climate follows" },
    controls: {
      type: "array",
      items: actuatorControl,
      maxItems: 8,
      description:
        "values that can be set besides its own: lamp.on, heating.mode, heating.target; told as telemetry too",
    },
  },
  required: ["name", "kind"],
});
export type ActuatorDescription = FromSchema<typeof actuatorDescription>;

export const methodDescription = freeze({
  type: "object",
  properties: {
    name,
    title: text,
    params: { description: "JSON Schema of the parameters" },
    result: { description: "JSON Schema of the result" },
    deadlineMs: { ...milliseconds, description: `within which it is done or given up; absent: ${limits.commandMs}` },
    repeatable: {
      type: "boolean",
      description:
        "true: a repeat does no harm. Others take `expires` beside their parameters, and are carried out once",
    },
    progress: { type: "boolean", description: "true: it takes time, tells its progress and can be cancelled" },
  },
  required: ["name"],
});
export type MethodDescription = FromSchema<typeof methodDescription>;

/** A setting that can be desired (state-methods.ts). */
export const settingDescription = freeze({
  type: "object",
  properties: {
    name,
    title: text,
    schema: { description: "JSON Schema of its value" },
    initial: { ...value, description: "in force while nothing else is desired" },
  },
  required: ["name", "schema"],
});
export type SettingDescription = FromSchema<typeof settingDescription>;
