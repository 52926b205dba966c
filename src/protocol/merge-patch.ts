/**
 * JSON Merge Patch (RFC 7396): null takes a field away, an object is merged into what is there, anything else replaces it.
 * A field called `__proto__` is left out: setting it would change the prototype. Recursive, as deep as the patch: both
 * sides bound that before.
 */

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The target with the patch applied, by the algorithm of section 2. Neither is changed; parts may be shared with them. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: Record<string, unknown> = {};
  const base = isObject(target) ? target : {};
  for (const key of Object.keys(base)) if (!Object.hasOwn(patch, key)) put(result, key, base[key]);
  for (const key of Object.keys(patch)) {
    if (patch[key] === null) continue;
    put(result, key, applyMergePatch(Object.hasOwn(base, key) ? base[key] : undefined, patch[key]));
  }
  return result;
}

function put(result: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") result[key] = value;
}
