/**
 * The guest's end of what passes to the board in Node: the table of its objects and timers, one for the whole guest. It
 * is made at the top level, as are the proxies' classes, for on a board both are native code in flash and take nothing of
 * the heap. An event of an object that is closed finds nobody. What throws in a callback is not caught: the engine ends with the stack, and the board starts
 * anew with the reason "crash".
 */
import type { GuestHost, Value } from "../engine/host.js";
import { events, operations as op } from "../remote.js";

declare const host: GuestHost;

const board = 0; // object

/** A proxy that events can reach. */
export interface Receiver {
  receive(event: number, a: Value, b: Value): void;
}

class Link {
  readonly #receivers = new Map<number, Receiver>();
  readonly #timers = new Map<number, () => void>();
  #lastTimer = 0;
  /** The firmware is to end in order. */
  onClose: (() => void) | undefined;
  /** What the program that started the board says. */
  onMessage: ((text: string) => void) | undefined;

  /** Constructs on the board; returns the object's number. Options are copied as JSON: functions stay here. */
  construct(kind: number, options: object, receiver: Receiver | undefined): number {
    const object = host.call(board, op.construct, kind, JSON.stringify(options)) as number;
    if (receiver !== undefined) this.#receivers.set(object, receiver);
    return object;
  }

  /** An object that the board has made by itself. */
  adopt(object: number, receiver: Receiver): void {
    this.#receivers.set(object, receiver);
  }

  release(object: number): void {
    this.#receivers.delete(object);
    host.call(object, op.close);
  }

  setTimer(callback: () => void, delayMs: number): number {
    const timer = ++this.#lastTimer;
    this.#timers.set(timer, callback);
    host.call(board, op.setTimer, timer, delayMs);
    return timer;
  }

  /** Idempotent; undefined is nothing to clear. */
  clearTimer(timer: number | undefined): void {
    if (timer !== undefined && this.#timers.delete(timer)) host.call(board, op.clearTimer, timer);
  }

  deliver(object: number, event: number, a: Value, b: Value): void {
    if (object !== board) this.#receivers.get(object)?.receive(event, a, b);
    else if (event === events.timer) this.#fire(a as number);
    else if (event === events.close) this.onClose?.();
    else if (event === events.message) this.onMessage?.(a as string);
  }

  #fire(timer: number): void {
    const callback = this.#timers.get(timer);
    this.#timers.delete(timer);
    callback?.();
  }
}

export const link = new Link();
