/** Parts of which the messages of the wire are made, in messages.ts and command-methods.ts. */
import { limits } from "./limits.js";
import { freeze } from "./schema.js";

export const name = freeze({ type: "string", format: "name", maxLength: limits.nameCharacters });
export const text = freeze({ type: "string", maxLength: limits.textCharacters });
export const count = freeze({ type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
export const milliseconds = freeze({ type: "number", minimum: 0 });
export const epochSeconds = freeze({
  type: "number",
  minimum: 268435456,
  maximum: 1e11,
  description: "seconds since 1970 UTC, fractions allowed; smaller values are relative (RFC 8428 4.5.3)",
});
export const value = freeze({ anyOf: [{ type: "number" }, { type: "boolean" }, text] });

export const logLevel = freeze({ enum: ["debug", "info", "warn", "error"] });
/** A line of a device's log. */
export const logEntry = freeze({
  type: "object",
  properties: { t: epochSeconds, level: logLevel, code: name, text },
  required: ["level", "code"],
});

/** The id of a request (JSON-RPC 2.0), as another message names it. */
export const requestId = freeze({
  anyOf: [
    { type: "string", minLength: 1, maxLength: limits.requestIdCharacters },
    { type: "integer", minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER },
  ],
  description: "of the request",
});

/** Of every command that changes something, beside its own parameters. */
export const expires = freeze({
  ...epochSeconds,
  description: "by the server's clock, as of hello's result: not carried out after this moment",
});

/** High-water marks: the number of the last record that is stored, for each priority; absent: none is. */
export const marks = freeze({
  type: "object",
  properties: { event: count, state: count, periodic: count },
  description: "for each priority the number of the last record that is stored",
});
