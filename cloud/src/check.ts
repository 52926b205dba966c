/**
 * Checks values against the frozen schemas with Ajv, compiled once for each schema. Ajv gives the verdict; the small
 * validator that the device has too says where and why, so that both sides say the same.
 */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Schema } from "../../src/protocol/schema.js";
import { isName, type Violation, validate } from "../../src/protocol/validate.js";

const ajv = new Ajv2020({ strict: false, strictNumbers: true, formats: { name: isName, id: isName } });
const compiled = new WeakMap<Schema, ValidateFunction>();

/** Undefined when `value` is as `schema` says. */
export function check(schema: Schema, value: unknown): Violation | undefined {
  let verdict = compiled.get(schema);
  if (verdict === undefined) {
    verdict = ajv.compile(schema);
    compiled.set(schema, verdict);
  }
  if (verdict(value) === true) return undefined;
  const error = verdict.errors?.[0];
  return validate(schema, value) ?? { at: error?.instancePath ?? "", reason: error?.message ?? "is not valid" };
}

/** True when arrays and objects are nested no deeper than `levels`. Not recursive: the input may be hostile. */
export function isNestedAtMost(levels: number, value: unknown): boolean {
  let row: unknown[] = [value];
  for (let level = 0; level < levels; level++) {
    const below: unknown[] = [];
    for (const item of row) {
      if (typeof item !== "object" || item === null) continue;
      for (const child of Object.values(item)) below.push(child);
    }
    if (below.length === 0) return true;
    row = below;
  }
  return !row.some((item) => typeof item === "object" && item !== null);
}
