/**
 * The subset of JSON Schema (2020-12) in which messages are described, and the TypeScript type that follows from a
 * schema. A message is described once, as a frozen object: the device checks with validate.ts, the cloud with Ajv.
 */
export type Schema =
  | { readonly const: string | number | boolean; readonly description?: string }
  | { readonly enum: readonly string[]; readonly description?: string }
  | { readonly anyOf: readonly Schema[]; readonly description?: string }
  | {
      readonly type: "string";
      readonly minLength?: number;
      readonly maxLength?: number;
      /** All of them are names; those behind id: of something that the same description of a device has. */
      readonly format?: "name" | "id" | "reading" | "actuator" | "value" | "interlock";
      readonly description?: string;
    }
  | {
      readonly type: "number" | "integer";
      readonly minimum?: number;
      readonly maximum?: number;
      readonly description?: string;
    }
  | { readonly type: "boolean"; readonly description?: string }
  | { readonly type: "null"; readonly description?: string }
  | {
      readonly type: "array";
      readonly items: Schema;
      readonly minItems?: number;
      readonly maxItems?: number;
      readonly description?: string;
    }
  | ObjectSchema
  /** Anything that JSON can say. */
  | { readonly description: string; readonly type?: undefined };

export interface ObjectSchema {
  readonly type: "object";
  readonly properties: Readonly<Record<string, Schema>>;
  /** Names that must be there. Names that are not in `properties` are allowed and ignored: newer peers add fields. */
  readonly required?: readonly string[];
  readonly description?: string;
}

type Required_<S> = S extends { readonly required: readonly (infer R)[] } ? R : never;

/** The type of a value that a schema accepts. */
export type FromSchema<S> = S extends { readonly const: infer C }
  ? C
  : S extends { readonly enum: readonly (infer E)[] }
    ? E
    : S extends { readonly anyOf: readonly (infer A)[] }
      ? FromSchema<A>
      : S extends { readonly type: "string" }
        ? string
        : S extends { readonly type: "number" | "integer" }
          ? number
          : S extends { readonly type: "boolean" }
            ? boolean
            : S extends { readonly type: "null" }
              ? null
              : S extends { readonly type: "array"; readonly items: infer I }
                ? FromSchema<I>[]
                : S extends { readonly type: "object"; readonly properties: infer P }
                  ? { -readonly [K in keyof P as K extends Required_<S> ? K : never]: FromSchema<P[K]> } & {
                      -readonly [K in keyof P as K extends Required_<S> ? never : K]?: FromSchema<P[K]>;
                    }
                  : unknown;

/** Freezes a schema and all below it, so that it can lie in flash. Runs where the image is linked. */
export function freeze<const S extends Schema>(schema: S): S {
  for (const key of Object.keys(schema) as (keyof S)[]) {
    const value = schema[key];
    if (typeof value === "object" && value !== null) freeze(value as unknown as Schema);
  }
  return Object.freeze(schema);
}
