/** The functions of native.c, typed. */
declare function native(name: string): { call(self: unknown, ...values: unknown[]): unknown };

export function environment(this: void, name: string): string | undefined {
  return native("xs_bench_environment").call(this, name) as string | undefined;
}

/** ms of CPU time of this process */
export function cpu(this: void): number {
  return native("xs_bench_cpu").call(this) as number;
}

/** 0: bytes of chunks in use, 1: their limit, 2: slots in use, 3: their limit; garbage included */
export function memory(this: void, which: number): number {
  return native("xs_bench_memory").call(this, which) as number;
}

/** Collects garbage now. */
export function collect(this: void): void {
  native("xs_bench_collect").call(this);
}
