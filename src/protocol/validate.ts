/**
 * A small interpreter of the subset of JSON Schema that schema.ts names. It allocates nothing for a value that is
 * right; for one that is wrong it says where and why. A test holds it against Ajv over generated values.
 */
import type { ObjectSchema, Schema } from "./schema.js";

export interface Violation {
  /** JSON Pointer (RFC 6901) to the value that is wrong; "" is the whole. */
  at: string;
  /** What it should have been, for a person. */
  reason: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Letters, digits, and . _ - / inside: what may name a sensor, an actuator, a device. */
export function isName(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    const isAlphanumeric = (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
    if (!isAlphanumeric && (i === 0 || (c !== 45 && c !== 46 && c !== 95))) return false;
  }
  return text.length > 0;
}

/** Code points, as JSON Schema counts; XS counts so by itself, Node's length counts surrogates. */
function countCharacters(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfffffc00) !== 0xdc00) count++;
  return count;
}

/** Returns undefined when the value is as the schema says, else the first violation. */
export function validate(schema: Schema, value: unknown): Violation | undefined {
  if ("const" in schema) return value === schema.const ? undefined : wrong(`must be ${JSON.stringify(schema.const)}`);
  if ("enum" in schema) {
    return schema.enum.includes(value as string) ? undefined : wrong(`must be one of ${schema.enum.join(", ")}`);
  }
  if ("anyOf" in schema) return validateAny(schema.anyOf, value);
  switch (schema.type) {
    case undefined:
      return undefined;
    case "null":
      return value === null ? undefined : wrong("must be null");
    case "boolean":
      return typeof value === "boolean" ? undefined : wrong("must be true or false");
    case "string":
      return validateString(schema, value);
    case "number":
    case "integer":
      return validateNumber(schema, value);
    case "array":
      return validateArray(schema, value);
    case "object":
      return validateObject(schema, value);
  }
}

function wrong(reason: string): Violation {
  return { at: "", reason };
}

function below(key: string | number, violation: Violation): Violation {
  violation.at = `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}${violation.at}`;
  return violation;
}

function validateAny(schemas: readonly Schema[], value: unknown): Violation | undefined {
  let last: Violation | undefined;
  for (const schema of schemas) {
    last = validate(schema, value);
    if (last === undefined) return undefined;
  }
  // Where not even the type was right, the last branch says nothing of the others.
  const types = schemas.map((schema) => ("type" in schema ? schema.type : undefined));
  if (last?.at === "" && !types.includes(undefined) && !types.includes(typeOf(value))) {
    last.reason = `must be a ${types.join(" or a ")}`;
  }
  return last;
}

function typeOf(value: unknown): "null" | "array" | "boolean" | "number" | "string" | "object" | undefined {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  const type = typeof value;
  return type === "boolean" || type === "number" || type === "string" || type === "object" ? type : undefined;
}

function validateString(schema: Extract<Schema, { type: "string" }>, value: unknown): Violation | undefined {
  if (typeof value !== "string") return wrong("must be a string");
  if (schema.minLength === undefined && schema.maxLength === undefined && schema.format === undefined) return undefined;
  const count = countCharacters(value);
  if (schema.minLength !== undefined && count < schema.minLength) {
    return wrong(`must have at least ${schema.minLength} characters`);
  }
  if (schema.maxLength !== undefined && count > schema.maxLength) {
    return wrong(`must have at most ${schema.maxLength} characters`);
  }
  if (schema.format !== undefined && !isName(value)) {
    return wrong("must consist of letters, digits, '.', '_' and '-', and begin with a letter or digit");
  }
  return undefined;
}

function validateNumber(
  schema: Extract<Schema, { type: "number" | "integer" }>,
  value: unknown,
): Violation | undefined {
  if (typeof value !== "number" || !Number.isFinite(value)) return wrong("must be a number");
  if (schema.type === "integer" && !Number.isInteger(value)) return wrong("must be a whole number");
  if (schema.minimum !== undefined && value < schema.minimum) return wrong(`must be at least ${schema.minimum}`);
  if (schema.maximum !== undefined && value > schema.maximum) return wrong(`must be at most ${schema.maximum}`);
  return undefined;
}

function validateArray(schema: Extract<Schema, { type: "array" }>, value: unknown): Violation | undefined {
  if (!Array.isArray(value)) return wrong("must be an array");
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    return wrong(`must have at least ${schema.minItems} items`);
  }
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    return wrong(`must have at most ${schema.maxItems} items`);
  }
  for (let i = 0; i < value.length; i++) {
    const violation = validate(schema.items, value[i]);
    if (violation !== undefined) return below(i, violation);
  }
  return undefined;
}

const nothing: readonly string[] = Object.freeze([]);

function validateObject(schema: ObjectSchema, value: unknown): Violation | undefined {
  if (!isObject(value)) return wrong("must be an object");
  const { required = nothing, properties } = schema;
  for (let i = 0; i < required.length; i++) {
    const key = required[i] as string;
    if (!Object.hasOwn(value, key)) return below(key, wrong("is missing"));
  }
  // Neither for-of nor for-in: on XS each level of an iteration holds a dozen slots.
  const keys = Object.keys(properties);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    const property = properties[key];
    if (property === undefined || !Object.hasOwn(value, key)) continue;
    const violation = validate(property, value[key]);
    if (violation !== undefined) return below(key, violation);
  }
  return undefined;
}
