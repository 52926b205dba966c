/** The settings of a first start: a JSON object of texts, checked for what NVS takes. They go into the image as they are. */

import { readFileSync } from "node:fs";
import { Failure } from "./failure.js";

// characters and bytes, NVS
const longestKey = 15;
const longestValue = 3999;

export function readSettings(path: string): Record<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    // Node's message may quote the text, and this text holds passwords.
    const reason = error instanceof SyntaxError ? "is no JSON" : (error as NodeJS.ErrnoException).code;
    throw new Failure(`--settings ${path}: ${reason}`, 2);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Failure(`--settings ${path}: is not an object of texts`, 2);
  }
  for (const [key, text] of Object.entries(value)) {
    if (key.length === 0 || key.length > longestKey)
      throw new Failure(`--settings: ${key}: 1 to ${longestKey} characters`, 2);
    if (typeof text !== "string") throw new Failure(`--settings: ${key}: is not a text`, 2);
    if (Buffer.byteLength(text) > longestValue) throw new Failure(`--settings: ${key}: over ${longestValue} bytes`, 2);
  }
  return value as Record<string, string>;
}
