/** Time that stands until a test moves it: a clock, wall time and one-shot timers for virtual boards and networks. */
import type { Clock, Timer } from "../../src/board/board.js";

interface Due {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
  isCleared: boolean;
}

export class VirtualClock {
  /** monotonic ms */
  nowMs = 1000;
  /** Timers that fired so far. */
  fired = 0;
  #order = 0;
  /** Sorted by time, then by order of setting. */
  readonly #due: Due[] = [];

  readonly now = (): number => this.nowMs;

  after(delayMs: number, callback: () => void): Due {
    const due = { at: this.nowMs + Math.max(0, delayMs), order: this.#order++, callback, isCleared: false };
    let at = this.#due.length;
    for (let other = this.#due[at - 1]; other !== undefined && other.at > due.at; other = this.#due[at - 1]) at--;
    this.#due.splice(at, 0, due);
    return due;
  }

  cancel(due: Due): void {
    due.isCleared = true;
    const at = this.#due.indexOf(due);
    if (at >= 0) this.#due.splice(at, 1);
  }

  /** ms; when the next timer is due; Infinity: none waits */
  get next(): number {
    return this.#due[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Timers that wait. */
  get pending(): number {
    return this.#due.length;
  }

  /** Runs all that is due in the next so many ms, in order. Throws when something keeps the time from going on. */
  advance(ms: number): void {
    const end = this.nowMs + ms;
    let atOnce = 0;
    for (let due = this.#due[0]; due !== undefined && due.at <= end; due = this.#due[0]) {
      this.#due.shift();
      atOnce = due.at === this.nowMs ? atOnce + 1 : 0;
      if (atOnce > 20000) throw new Error(`time stands still at ${this.nowMs} ms`);
      this.nowMs = due.at;
      this.fired++;
      due.callback();
    }
    this.nowMs = end;
  }

  /** Moves on until the condition holds, at most so many ms; tells whether it does. */
  advanceUntil(condition: () => boolean, limitMs: number, stepMs = 10): boolean {
    for (let passed = 0; passed < limitMs; passed += stepMs) {
      if (condition()) return true;
      this.advance(stepMs);
    }
    return condition();
  }

  timer(): Timer {
    return {
      set: (callback, delayMs) => this.after(delayMs, callback),
      clear: (timer) => this.cancel(timer as Due),
    };
  }

  /** A board's clock; wallMs: ms since 1970 at this moment, undefined: not known yet. */
  clock(wallMs: number | undefined): Clock {
    let offset = wallMs === undefined ? undefined : wallMs - this.nowMs;
    return {
      now: this.now,
      wall: () => (offset === undefined ? undefined : this.nowMs + offset),
      setWall: (epochMs) => {
        offset = epochMs - this.nowMs;
      },
    };
  }
}
