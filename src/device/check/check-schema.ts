/**
 * Holds a part of a definition against its schemas, more strictly than a message is held against its own: all that is
 * wrong is found, and a field that nobody knows is a slip, not a newer peer's.
 */
import type { ObjectSchema, Schema } from "../../protocol/schema.js";
import { validate } from "../../protocol/validate.js";
import type { NameCheck } from "./check-names.js";
import type { PlaceCheck } from "./check-places.js";
import { hint } from "./nearest.js";
import { below, type Problems } from "./problems.js";

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export class SchemaCheck {
  private readonly problems: Problems;
  private readonly places: PlaceCheck;
  private readonly names: NameCheck;

  constructor(problems: Problems, places: PlaceCheck, names: NameCheck) {
    this.problems = problems;
    this.places = places;
    this.names = names;
  }

  /** Fields that none of the schemas names are wrong. False: some field is. */
  object(schemas: readonly ObjectSchema[], value: unknown, at: string): boolean {
    const before = this.problems.count;
    if (!isFields(value)) {
      this.problems.add(at, "must be an object");
      return false;
    }
    for (const key of Object.keys(value)) this.known(schemas, key, at);
    for (const { properties, required = [] } of schemas) {
      for (const key of required) {
        if (!Object.hasOwn(value, key)) this.problems.add(below(at, key), "is missing");
      }
      for (const key of Object.keys(properties)) {
        const schema = properties[key];
        if (schema !== undefined && Object.hasOwn(value, key)) this.value(schema, value[key], below(at, key));
      }
    }
    return this.problems.count === before;
  }

  private known(schemas: readonly ObjectSchema[], key: string, at: string): void {
    const known: string[] = [];
    for (const { properties } of schemas) {
      if (Object.hasOwn(properties, key)) return;
      known.push(...Object.keys(properties));
    }
    this.problems.add(below(at, key.slice(0, 48)), `there is no such field here${hint(key, known)}`);
  }

  value(schema: Schema, value: unknown, at: string): void {
    if (this.places.check(schema, value, at)) return;
    if ("type" in schema && schema.type === "object") {
      this.object([schema], value, at);
      return;
    }
    const chosen = "anyOf" in schema ? choose(schema.anyOf, value) : undefined;
    if (chosen !== undefined) {
      this.object([chosen], value, at);
      return;
    }
    if ("type" in schema && schema.type === "array") {
      this.array(schema, value, at);
      return;
    }
    const violation = validate(schema, value);
    if (violation === undefined) this.names.note(schema, value, at);
    else this.problems.add(at + placeOf(violation.at), violation.reason);
  }

  private array(schema: Extract<Schema, { type: "array" }>, value: unknown, at: string): void {
    const violation = validate({ ...schema, items: anything }, value);
    if (violation !== undefined) this.problems.add(at, violation.reason);
    if (!Array.isArray(value)) return;
    const { items } = schema;
    for (let i = 0; i < value.length && i < (schema.maxItems ?? value.length); i++) {
      this.value(items, value[i], `${at}[${i}]`);
    }
  }
}

const anything: Schema = Object.freeze({ description: "" });

/** Of objects that are told apart by a constant field, the one that this value wants to be. */
function choose(schemas: readonly Schema[], value: unknown): ObjectSchema | undefined {
  if (!isFields(value)) return undefined;
  for (const schema of schemas) {
    if (!("type" in schema) || schema.type !== "object") continue;
    for (const key of Object.keys(schema.properties)) {
      const property = schema.properties[key];
      if (property !== undefined && "const" in property && property.const === value[key]) return schema;
    }
  }
  return undefined;
}

/** `/zero/2` is `.zero[2]`. */
function placeOf(pointer: string): string {
  let place = "";
  for (const part of pointer.split("/").slice(1)) {
    place += String(Number(part)) === part ? `[${part}]` : `.${part.replaceAll("~1", "/").replaceAll("~0", "~")}`;
  }
  return place;
}
