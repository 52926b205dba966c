/**
 * The JSON Schema (2020-12) of device.json, made of the schemas that the firmware checks it with, for editors: they
 * complete kinds and options, and underline what does not belong. With an application's own kinds it is that
 * application's.
 */
import { actuatorSchema, definitionSchema, readingSchema, sensorSchema } from "../../src/device/definition-schemas.js";
import type { Kinds } from "../../src/device/kinds.js";
import { deviceLimits } from "../../src/device/limits.js";
import { ruleSchema } from "../../src/device/rules/rule-options.js";
import type { ReadingKind } from "../../src/device/sensor-kind.js";
import { isConvertible, unitNames } from "../../src/device/units.js";
import type { ObjectSchema, Schema } from "../../src/protocol/schema.js";

export type Json = Record<string, unknown>;

const namePattern = "^[A-Za-z0-9][A-Za-z0-9._-]*$";

/** Of a schema of ours: names by a pattern, and no fields that nobody knows. */
export function jsonSchema(schema: Schema): Json {
  if ("anyOf" in schema) return { ...schema, anyOf: schema.anyOf.map(jsonSchema) };
  if (!("type" in schema)) return { ...schema };
  if (schema.type === "array") return { ...schema, items: jsonSchema(schema.items) };
  if (schema.type === "object") return closed(schema.properties, schema.required ?? [], schema.description);
  if (schema.type === "string" && schema.format !== undefined) {
    const { format: _, ...rest } = schema;
    return { ...rest, pattern: namePattern };
  }
  return { ...schema };
}

function closed(properties: Readonly<Record<string, Schema>>, required: readonly string[], description?: string): Json {
  return {
    type: "object",
    ...(description === undefined ? {} : { description }),
    properties: map(properties, jsonSchema),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function map<T>(table: Readonly<Record<string, T>>, each: (value: T) => Json): Json {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, each(value)]));
}

/** The whole schema. */
export function descriptionSchema(kinds: Kinds): Json {
  const list = (items: Json, maxItems: number): Json => ({ type: "array", items, maxItems });
  const schema = closed(definitionSchema.properties, definitionSchema.required);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "device.json of Mooring",
    ...schema,
    properties: {
      ...(schema["properties"] as Json),
      sensors: list({ anyOf: kinds.names("sensors").map((name) => sensorOf(name, kinds)) }, deviceLimits.sensors),
      actuators: list(
        { anyOf: kinds.names("actuators").map((name) => actuatorOf(name, kinds)) },
        deviceLimits.actuators,
      ),
      rules: list(jsonSchema(ruleSchema), deviceLimits.rules),
    },
    $defs: {
      unit: { enum: unitNames() },
      filter: { anyOf: kinds.names("filters").map((name) => filterOf(name, kinds)) },
    },
  };
}

/** `kind` first, then what is said of all of its sort, then its own options. */
function partOf(kind: string, title: string, common: ObjectSchema, options: ObjectSchema): Json {
  const { kind: _, ...rest } = common.properties;
  const required = [...(common.required ?? []), ...(options.required ?? [])];
  const made = closed({ ...rest, ...options.properties }, required);
  return { title, ...made, properties: { kind: { const: kind }, ...(made["properties"] as Json) } };
}

function sensorOf(name: string, kinds: Kinds): Json {
  const kind = kinds.sensor(name);
  if (kind === undefined) return {};
  const { title, options, readings, intervalMs, intervalMinimumMs } = kind;
  const made = partOf(name, title, sensorSchema, options);
  const properties = made["properties"] as Json;
  const interval: Json = { ...(properties["intervalMs"] as Json) };
  if (intervalMs !== undefined) interval["default"] = intervalMs;
  if (intervalMinimumMs !== undefined) interval["minimum"] = intervalMinimumMs;
  return {
    ...made,
    properties: {
      ...properties,
      intervalMs: interval,
      readings: {
        type: "object",
        description: "what is not named is not reported; absent: all of them",
        properties: Object.fromEntries(readings.map((reading) => [reading.key, readingOf(reading)])),
        additionalProperties: false,
      },
    },
  };
}

function readingOf({ key, title, type = "number", unit, decimals = 2 }: ReadingKind): Json {
  const { name, title: text, unit: units, decimals: digits, events, filters: _, ...numbers } = readingSchema.properties;
  const common = { name: { ...jsonSchema(name), default: key }, title: { ...jsonSchema(text), default: title } };
  if (type === "string") return { type: "object", properties: common, additionalProperties: false };
  const filters = { type: "array", items: { $ref: "#/$defs/filter" }, maxItems: deviceLimits.filtersOfReading };
  if (type === "boolean") {
    const properties = { ...common, events: jsonSchema(events), filters };
    return { type: "object", properties, additionalProperties: false };
  }
  const described = "description" in units ? units.description : "";
  const unitOf: Json =
    unit === undefined
      ? { $ref: "#/$defs/unit", description: described }
      : { description: described, enum: unitNames().filter((each) => isConvertible(unit, each)), default: unit };
  const properties = {
    ...common,
    unit: unitOf,
    ...map(numbers, jsonSchema),
    decimals: { ...jsonSchema(digits), default: decimals },
    filters,
  };
  return { type: "object", properties, additionalProperties: false };
}

function actuatorOf(name: string, kinds: Kinds): Json {
  const kind = kinds.actuator(name);
  return kind === undefined ? {} : partOf(name, kind.title, actuatorSchema, kind.options);
}

function filterOf(name: string, kinds: Kinds): Json {
  const kind = kinds.filter(name);
  const common: ObjectSchema = { type: "object", properties: {}, required: ["kind"] };
  return kind === undefined ? {} : partOf(name, kind.title, common, kind.options);
}

/** The file's text. */
export function schemaText(kinds: Kinds): string {
  return `${JSON.stringify(descriptionSchema(kinds), undefined, 2)}\n`;
}
