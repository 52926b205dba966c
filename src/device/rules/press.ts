/**
 * What a finger does on a button: pressed and released at once; long when it has been held; double when it is pressed
 * again soon; short when it was neither, which is known only when no second press has come.
 */
import { deviceLimits } from "../limits.js";
import type { PressKind } from "./rule-options.js";

export interface PressListener {
  onPress(button: string, kind: PressKind): void;
}

const never = Number.POSITIVE_INFINITY;

export class Press {
  readonly button: string;
  /** monotonic ms; when to call advance() */
  deadline = never;
  private readonly listener: PressListener;
  private isDown: boolean | undefined;
  /** Of the press that is on nothing is to come but released: it was long, the second one, or there at the start. */
  private isTold = false;

  constructor(button: string, listener: PressListener) {
    this.button = button;
    this.listener = listener;
  }

  /** What it is now. How it stands at the start is no press; a repeat is none either. */
  change(isDown: boolean, now: number): void {
    const before = this.isDown;
    if (before === isDown) return;
    this.isDown = isDown;
    if (before === undefined) this.isTold = isDown;
    else if (isDown) this.press(now);
    else this.release(now);
  }

  private press(now: number): void {
    const isSecond = this.deadline !== never;
    this.listener.onPress(this.button, "pressed");
    if (isSecond) this.listener.onPress(this.button, "double");
    this.isTold = isSecond;
    this.deadline = isSecond ? never : now + deviceLimits.longPressMs;
  }

  private release(now: number): void {
    this.listener.onPress(this.button, "released");
    this.deadline = this.isTold ? never : now + deviceLimits.doublePressMs;
    this.isTold = false;
  }

  advance(now: number): void {
    if (now < this.deadline) return;
    this.deadline = never;
    this.isTold = this.isDown === true;
    this.listener.onPress(this.button, this.isDown ? "long" : "short");
  }

  /** Its contact does not work: nobody knows how it stands. */
  lose(): void {
    this.isDown = undefined;
    this.isTold = false;
    this.deadline = never;
  }
}
