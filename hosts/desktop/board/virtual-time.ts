/**
 * Time that passes when it is told to: a whole firmware lives an hour in seconds. Timers fire in the order of their
 * moments, and of their setting within one moment. Between two of them the caller waits until the engine is idle.
 */
import type { BoardTime } from "./time.js";

interface VirtualTimer {
  atMs: number;
  callback: () => void;
}

export class VirtualTime implements BoardTime {
  #nowMs = 0;
  #wallOffset: number | undefined;
  readonly #timers = new Set<VirtualTimer>();

  /** wallMs: ms since 1970 at the beginning; absent: unknown until it is set */
  constructor(wallMs?: number) {
    this.#wallOffset = wallMs;
  }

  now(): number {
    return this.#nowMs;
  }

  wall(): number | undefined {
    return this.#wallOffset === undefined ? undefined : this.#nowMs + this.#wallOffset;
  }

  setWall(epochMs: number): void {
    this.#wallOffset = epochMs - this.#nowMs;
  }

  set(callback: () => void, delayMs: number): VirtualTimer {
    const timer = { atMs: this.#nowMs + Math.max(delayMs, 0), callback };
    this.#timers.add(timer);
    return timer;
  }

  clear(timer: unknown): void {
    this.#timers.delete(timer as VirtualTimer);
  }

  /** Lets `durationMs` pass. `settle` is awaited before the first timer and after each. */
  async pass(durationMs: number, settle: () => Promise<void>): Promise<void> {
    const endMs = this.#nowMs + durationMs;
    await settle();
    for (let timer = this.#next(endMs); timer !== undefined; timer = this.#next(endMs)) {
      this.#timers.delete(timer);
      this.#nowMs = Math.max(this.#nowMs, timer.atMs);
      timer.callback();
      await settle();
    }
    this.#nowMs = endMs;
  }

  #next(endMs: number): VirtualTimer | undefined {
    let next: VirtualTimer | undefined;
    for (const timer of this.#timers) if (timer.atMs <= endMs && timer.atMs < (next?.atMs ?? Infinity)) next = timer;
    return next;
  }
}
