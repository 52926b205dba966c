/**
 * The assertions of the firmware's tests: small, without Node, so that the same test files run on XS.
 * Each throws an Error that says what was and what should have been.
 */
function show(value: unknown): string {
  if (value instanceof Uint8Array)
    return `bytes ${Array.from(value, (b) => b.toString(16).padStart(2, "0")).join(" ")}`;
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) return JSON.stringify(value);
  return String(value);
}

function fail(message: string, note: string | undefined): never {
  throw new Error(note === undefined ? message : `${note}: ${message}`);
}

export function ok(value: unknown, note?: string): asserts value {
  if (!value) fail(`expected something true, got ${show(value)}`, note);
}

export function equal<T>(actual: T, expected: T, note?: string): void {
  if (!Object.is(actual, expected)) fail(`expected ${show(expected)}, got ${show(actual)}`, note);
}

export function close(actual: number, expected: number, tolerance: number, note?: string): void {
  if (!(Math.abs(actual - expected) <= tolerance)) fail(`expected ${expected} ± ${tolerance}, got ${actual}`, note);
}

/** Equality of structure; typed arrays by content. */
export function deepEqual(actual: unknown, expected: unknown, note?: string): void {
  if (!isSame(actual, expected)) fail(`expected ${show(expected)}, got ${show(actual)}`, note);
}

/** Returns what was thrown; `includes` must stand in its message. */
export function throws(run: () => unknown, includes = "", note?: string): Error {
  try {
    run();
  } catch (error) {
    if (!(error instanceof Error)) fail(`threw ${show(error)}, which is not an Error`, note);
    if (!error.message.includes(includes))
      fail(`expected a message with ${show(includes)}, got ${error.message}`, note);
    return error;
  }
  fail("expected an exception, got none", note);
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof ArrayBuffer && b instanceof ArrayBuffer) return isSame(new Uint8Array(a), new Uint8Array(b));
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && isSame(a[key as never], b[key as never]));
}
