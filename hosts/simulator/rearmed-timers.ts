/**
 * The SDK's timers, made once and re-armed ever after, in the SDK's own shape. On Linux it counts them in 16 bits, and
 * the one that gets the number 0 never fires: a device that makes a new timer each time stops for good after 65,535.
 */
import type { NativeTimer } from "../moddable/timer.js";

/** The part of the SDK's `timer` that is used. */
export interface SDKTimer<Id> {
  repeat(callback: () => void, intervalMs: number): Id;
  /** Without an interval it waits until it is armed again. */
  schedule(timer: Id, delayMs?: number, repeatMs?: number): void;
}

const slotBits = 4; // 16 at a time: the firmware holds one, the host a few
const slotMask = (1 << slotBits) - 1;
const generations = 1 << 26; // then they repeat: by then nobody holds the old number
const idleMs = 1_000_000; // ms, until a new one is armed for the first time, which is at once

class Slot<Id> {
  readonly #sdk: SDKTimer<Id>;
  readonly #id: Id;
  #callback: (() => void) | undefined = undefined;
  generation = 0;

  constructor(sdk: SDKTimer<Id>) {
    this.#sdk = sdk;
    this.#id = sdk.repeat(() => this.#fire(), idleMs);
  }

  get isFree(): boolean {
    return this.#callback === undefined;
  }

  /** Delay and repetition are the same: with two numbers the SDK would start a second timer beside this one. */
  arm(callback: () => void, delayMs: number): void {
    this.#callback = callback;
    this.generation = (this.generation + 1) % generations;
    this.#sdk.schedule(this.#id, delayMs, delayMs);
  }

  disarm(): void {
    this.#callback = undefined;
    this.#sdk.schedule(this.#id);
  }

  #fire(): void {
    const callback = this.#callback;
    this.disarm();
    callback?.();
  }
}

export class RearmedTimers<Id> implements NativeTimer<number> {
  readonly #sdk: SDKTimer<Id>;
  readonly #slots: Slot<Id>[] = [];

  constructor(sdk: SDKTimer<Id>) {
    this.#sdk = sdk;
  }

  /** Throws when 16 run already. Under 1 ms is 1 ms. */
  set(callback: () => void, delayMs: number): number {
    const slots = this.#slots;
    let index = 0;
    while (index < slots.length && !slots[index]?.isFree) index++;
    if (index > slotMask) throw new Error("more than 16 timers");
    const slot = slots[index] ?? new Slot(this.#sdk);
    slots[index] = slot;
    slot.arm(callback, Math.max(1, delayMs));
    return slot.generation * (slotMask + 1) + index;
  }

  /** A timer that has fired or was cleared is no error. */
  clear(timer: number): void {
    const slot = this.#slots[timer & slotMask];
    if (slot !== undefined && slot.generation === Math.floor(timer / (slotMask + 1))) slot.disarm();
  }
}
