/**
 * One-shot timers over the SDK's `timer` module.
 *
 * What it adds: the callback is guarded, and a callback that threw is tried again a second later, because the
 * firmware hangs on one re-armed timer: without it nothing would ever run again.
 */

import type { Timer } from "../../src/board/board.js";
import type { Guard } from "./guard.js";

/** The part of the SDK's `timer` module that is used. */
export interface NativeTimer<Id> {
  set(callback: () => void, delayMs: number): Id;
  clear(id: Id): void;
}

// ms, the SDK's timers count in signed 32 bits: an hour is far inside
const longestMs = 3_600_000;
// ms, before a callback that threw is called again
const retryMs = 1000;

interface Entry<Id> {
  /** undefined: it has fired or was cleared */
  id: Id | undefined;
  isCleared: boolean;
}

export class GuardedTimer<Id> implements Timer {
  #native: NativeTimer<Id>;
  #guard: Guard;

  constructor(native: NativeTimer<Id>, guard: Guard) {
    this.#native = native;
    this.#guard = guard;
  }

  /** Calls back once. Delays are cut to an hour (the pump asks again) and rounded up to whole milliseconds. */
  set(callback: () => void, delayMs: number): unknown {
    const entry: Entry<Id> = { id: undefined, isCleared: false };
    this.#arm(entry, callback, delayMs);
    return entry;
  }

  /** Takes what set() returned, or undefined. A timer that has fired or was cleared is no error. */
  clear(timer: unknown): void {
    if (timer === undefined) return;
    const entry = timer as Entry<Id>;
    entry.isCleared = true;
    if (entry.id === undefined) return;
    this.#native.clear(entry.id);
    entry.id = undefined;
  }

  #arm(entry: Entry<Id>, callback: () => void, delayMs: number): void {
    const delay = delayMs > 0 ? Math.min(Math.ceil(delayMs), longestMs) : 0;
    entry.id = this.#native.set(() => {
      entry.id = undefined;
      try {
        callback();
        this.#guard.passed();
      } catch (thrown) {
        this.#guard.caught("Timer", thrown);
        if (!entry.isCleared) this.#arm(entry, callback, retryMs);
      }
    }, delay);
  }
}
