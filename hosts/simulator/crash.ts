/** Ends the program in each way in which a faulty firmware could, so that what comes after can be seen and tested. */
import { collect } from "./native.js";

export const crashes = Object.freeze(["memory", "stack", "exception", "rejection"] as const);
export type Crash = (typeof crashes)[number];

export function isCrash(value: unknown): value is Crash {
  return (crashes as readonly unknown[]).includes(value);
}

export function crash(kind: Crash): void {
  if (kind === "exception") throw new Error("a crash that was asked for");
  if (kind === "memory") fillHeap();
  if (kind === "stack") descend(0);
  reject();
}

function fillHeap(): never {
  const held: unknown[] = [];
  for (;;) held.push({ next: held.length });
}

function descend(depth: number): number {
  return descend(depth + 1) + 1;
}

/** XS notices when the promise is collected. */
function reject(): void {
  void Promise.reject(new Error("a crash that was asked for"));
  Promise.resolve().then(() => collect());
}
