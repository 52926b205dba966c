/** The schemas of device.json: what every sensor, reading and actuator may say, beside what its kind adds. */
import { limits } from "../protocol/limits.js";
import { freeze } from "../protocol/schema.js";
import { deviceLimits } from "./limits.js";

const name = freeze({ type: "string", format: "name", maxLength: limits.nameCharacters });
const text = freeze({ type: "string", maxLength: limits.textCharacters });
const kind = freeze({ type: "string", maxLength: limits.nameCharacters, description: "what it is" });

const filter = freeze({ description: "a filter: its kind and what that kind may be told" });

export const readingSchema = freeze({
  type: "object",
  properties: {
    name: { ...name, description: "on the wire, once in a device; default: what the kind calls it" },
    title: { ...text, description: "for people" },
    unit: { type: "string", maxLength: 16, description: "SenML unit (RFC 8428 12.1, RFC 8798): Cel, %RH, lx, hPa..." },
    minimum: { type: "number", description: "least value that makes sense, for a chart" },
    maximum: { type: "number", description: "greatest value that makes sense, for a chart" },
    decimals: { type: "integer", minimum: 0, maximum: 9, description: "digits behind the point that mean something" },
    filters: {
      type: "array",
      items: filter,
      maxItems: deviceLimits.filtersOfReading,
      description: "applied to every value, in their order",
    },
    events: {
      type: "object",
      properties: { active: name, inactive: name },
      required: ["active", "inactive"],
      description: "of a reading that is true or false: the events that tell of a change",
    },
  },
});

export const sensorSchema = freeze({
  type: "object",
  properties: {
    kind,
    intervalMs: {
      type: "number",
      minimum: deviceLimits.sampleMinimumMs,
      maximum: deviceLimits.sampleMaximumMs,
      description: "between two samples",
    },
    readings: { description: "by the kind's names of them; what is not named is not reported; absent: all of them" },
  },
  required: ["kind"],
});

export const actuatorSchema = freeze({
  type: "object",
  properties: {
    kind,
    name: { ...name, description: "on the wire, once in a device" },
    title: { ...text, description: "for people" },
  },
  required: ["kind", "name"],
});

const list = freeze({ description: "" });

export const definitionSchema = freeze({
  type: "object",
  properties: {
    $schema: { type: "string", description: "where an editor finds the schema" },
    sensors: list,
    actuators: list,
    rules: list,
    timeZone: {
      type: "string",
      maxLength: 64,
      description: "of POSIX, for rules by the clock: CET-1CEST,M3.5.0,M10.5.0/3; default UTC0",
    },
  },
  required: ["sensors", "actuators"],
});
