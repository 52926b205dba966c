/** The functions of native.c, typed. */
declare function native(name: string): { call(self: unknown, ...values: unknown[]): unknown };

/** A variable of the environment; undefined when it is absent or empty. */
export function environment(this: void, name: string): string | undefined {
  return native("xs_simulator_environment").call(this, name) as string | undefined;
}

/** Bytes from the system's cryptographic source. count: 1 to 256 */
export function entropy(this: void, count: number): ArrayBuffer {
  return native("xs_simulator_entropy").call(this, count) as ArrayBuffer;
}

/** Milliseconds that only rise. */
export function monotonic(this: void): number {
  return native("xs_simulator_now").call(this) as number;
}

/** Version of XS, "17.8.1". */
export function engineVersion(this: void): string {
  return native("xs_simulator_version").call(this) as string;
}

/** which: an index of memory.ts's `figures`; -1: this build cannot tell */
export function memoryFigure(this: void, which: number): number {
  return native("xs_simulator_memory").call(this, which) as number;
}

/** Collects garbage now. */
export function collect(this: void): void {
  native("xs_simulator_collect").call(this);
}

/** From now on the status of an abnormal end is written to this file, unless it exists. */
export function guardEnd(this: void, path: string): void {
  native("xs_simulator_guard").call(this, path);
}

/** Ends the program with this status; the host decides whether it starts anew. In mcsim that is a moment later. */
export function end(this: void, status: number): void {
  native("xs_simulator_end").call(this, status);
}
