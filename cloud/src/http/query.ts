/** Reads the query of a URL; each throws 400 with the parameter's name. */
import { badRequest } from "./http-error.js";

/** A misspelt parameter would silently give other data. */
export function requireKnown(query: URLSearchParams, known: readonly string[]): void {
  for (const name of query.keys()) {
    if (!known.includes(name)) throw badRequest(name, `is not a parameter here: ${known.join(", ")}`);
  }
}

export function numberOf(
  query: URLSearchParams,
  name: string,
  otherwise: number,
  range: { minimum: number; maximum: number; isWhole?: boolean },
): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  const { minimum, maximum, isWhole } = range;
  if (!(value >= minimum && value <= maximum) || (isWhole === true && !Number.isInteger(value))) {
    throw badRequest(name, `must be ${isWhole ? "a whole number" : "a number"} from ${minimum} to ${maximum}`);
  }
  return value;
}

const times = { minimum: -1e12, maximum: 1e12 };

/** Seconds since 1970; without them, all of time. */
export function spanOf(query: URLSearchParams): { from: number; to: number } {
  const from = numberOf(query, "from", 0, times);
  const to = numberOf(query, "to", times.maximum, times);
  if (to < from) throw badRequest("to", "must not be before from");
  return { from, to };
}
