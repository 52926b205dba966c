/**
 * A door with a motor lock: two outputs drive the bolt out and back, a contact closes when it is all the way out, another
 * one while the door is shut. The bolt takes its time from end to end, can be jammed where it is, and be turned by a key.
 *
 * Simplified: the bolt moves at one speed, with both outputs on not at all, and does not mind whether the door is shut.
 */
import type { ModelClock } from "./clock.js";
import type { Pins } from "./pins.js";

/** Contacts close to ground. */
export interface DoorPins {
  readonly lock: number;
  readonly unlock: number;
  /** closed while the bolt is all the way out */
  readonly bolt: number;
  /** closed while the door is shut */
  readonly door: number;
}

const travelMs = 800; // ms from end to end
const nearly = 1e-6; // of the way, for sums of fractions

export class Door {
  readonly #clock: ModelClock;
  readonly #pins: Pins;
  readonly #numbers: DoorPins;
  readonly #after: ((delayMs: number, callback: () => void) => void) | undefined;
  /** 0 is back, 1 is all the way out */
  #position = 0;
  #direction = 0;
  #at: number;
  #isJammed = false;
  #isOpen = false;
  /** Drives so far: a callback of an older one does nothing. */
  #epoch = 0;

  /** after: calls back after so many ms; without it the bolt is where it goes at once */
  constructor(
    clock: ModelClock,
    pins: Pins,
    numbers: DoorPins,
    after: ((delayMs: number, callback: () => void) => void) | undefined,
  ) {
    this.#clock = clock;
    this.#pins = pins;
    this.#numbers = numbers;
    this.#after = after;
    this.#at = clock.now();
    pins.onOutput((pin) => {
      if (pin === numbers.lock || pin === numbers.unlock) this.#drive();
    });
    this.#show();
  }

  /** 0 is back, 1 is all the way out. */
  get bolt(): number {
    this.#settle();
    return this.#position;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get isJammed(): boolean {
    return this.#isJammed;
  }

  /** A hand on the door. */
  open(isOpen: boolean): void {
    this.#isOpen = isOpen;
    this.#show();
  }

  /** The bolt stays where it is, whatever drives it. */
  jam(isJammed: boolean): void {
    this.#settle();
    this.#isJammed = isJammed;
    this.#drive();
  }

  /** A key in the door turns the bolt. */
  turn(isLocked: boolean): void {
    this.#settle();
    this.#position = isLocked ? 1 : 0;
    this.#show();
  }

  #drive(): void {
    this.#settle();
    const { lock, unlock } = this.#numbers;
    const isDriven = (pin: number): number => ((this.#pins.shown(pin) ?? 0) > 0 ? 1 : 0);
    this.#direction = this.#isJammed ? 0 : isDriven(lock) - isDriven(unlock);
    this.#show();
    this.#epoch++;
    const epoch = this.#epoch;
    const way = this.#direction > 0 ? 1 - this.#position : this.#direction < 0 ? this.#position : 0;
    if (way === 0) return;
    if (this.#after === undefined) this.turn(this.#direction > 0);
    else
      this.#after(way * travelMs, () => {
        if (epoch === this.#epoch) this.#settle();
      });
  }

  #settle(): void {
    const now = this.#clock.now();
    const position = this.#position + (this.#direction * (now - this.#at)) / travelMs;
    this.#at = now;
    this.#position = position > 1 - nearly ? 1 : position < nearly ? 0 : position;
    this.#show();
  }

  #show(): void {
    const { bolt, door } = this.#numbers;
    // On its way back it leaves its contact at once.
    const isOut = this.#position === 1 && this.#direction >= 0;
    this.#pins.drive(bolt, isOut ? 0 : undefined);
    this.#pins.drive(door, this.#isOpen ? undefined : 0);
  }
}
