/** The board's time and timers: the machine's own, or virtual (virtual-time.ts). */
export interface BoardTime {
  /** monotonic ms */
  now(): number;
  /** ms since 1970 UTC; undefined: unknown */
  wall(): number | undefined;
  setWall(epochMs: number): void;
  set(callback: () => void, delayMs: number): unknown;
  clear(timer: unknown): void;
}

const longestMs = 2 ** 31 - 1; // ms, the most that Node's timers take

export class RealTime implements BoardTime {
  /** ms that a firmware set its wall clock off the machine's */
  #offset = 0;

  now(): number {
    return performance.now();
  }

  wall(): number {
    return Date.now() + this.#offset;
  }

  setWall(epochMs: number): void {
    this.#offset = epochMs - Date.now();
  }

  set(callback: () => void, delayMs: number): unknown {
    return setTimeout(callback, Math.min(Math.max(delayMs, 0), longestMs));
  }

  clear(timer: unknown): void {
    clearTimeout(timer as NodeJS.Timeout);
  }
}
