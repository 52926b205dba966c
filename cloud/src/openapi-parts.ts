/** What the OpenAPI document's paths are put together from: answers, bodies, parameters. */
import type { schemas } from "./openapi-schemas.js";

type SchemaName = keyof typeof schemas;

const statuses: Readonly<Record<number, string>> = Object.freeze({
  400: "wrong input; data says where",
  401: "not signed in, or a wrong token",
  403: "a browser sent it from another site",
  404: "no such device",
  409: "the id is taken, or the device is offline",
  412: "it has another version; data.version says which",
  413: "too large",
  415: "not application/json",
  422: "the device refuses; the error is its own",
  429: "too many; Retry-After says when",
  502: "the device answered with something else",
  503: "the server cannot store it; Retry-After says when",
  504: "the device did not answer in time, or its connection ended before",
});

export const content = (schema: unknown, type = "application/json") => ({ [type]: { schema } });
export const ref = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` });

/** An answer of each status of `failures`, beside the good one; everything may be 401 and 421. */
export function responses(status: number, good: object, failures: readonly number[]): Record<string, object> {
  const all: Record<string, object> = { [status]: good };
  for (const failure of failures) {
    all[failure] = { description: statuses[failure] ?? "", content: content(ref("Error")) };
  }
  return all;
}

export const answer = (name: SchemaName, description: string) => ({ description, content: content(ref(name)) });
export const empty = (description: string) => ({ description });
export const body = (schema: unknown, required = true) => ({ requestBody: { required, content: content(schema) } });
export const parameter = (name: string, schema: object, description: string) => ({
  name,
  in: "query",
  description,
  schema,
});
