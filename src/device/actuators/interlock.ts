/**
 * Outputs of which at most one is on: the two directions of a shutter, heating and cooling. The newest request wins: the
 * others are told to go off, and whoever waits goes on when all others are off and the delay is over. A minimum on-time
 * of another output is waited for, not cut short.
 */
import type { Output } from "./output.js";

export class Interlock {
  /** undefined: it belongs to one actuator */
  readonly name: string | undefined;
  /** monotonic ms; the next one may not go on before. After a start: the delay, for something may have been on. */
  freeAt: number;
  private readonly outputs: Output[] = [];
  private delayMs = 0;

  constructor(name: string | undefined, now: number) {
    this.name = name;
    this.freeAt = now;
  }

  /** delayMs: between one that went off and the next; the longest that a member names counts. */
  join(output: Output, delayMs: number, now: number): void {
    this.outputs.push(output);
    this.delayMs = Math.max(this.delayMs, delayMs);
    this.freeAt = Math.max(this.freeAt, now + this.delayMs);
  }

  /** Its actuator could not be opened. */
  leave(output: Output): void {
    const at = this.outputs.indexOf(output);
    if (at >= 0) this.outputs.splice(at, 1);
  }

  /** All others are to go off, and whoever of them waits gives up. */
  claim(by: Output, now: number): void {
    for (const output of this.outputs) if (output !== by) output.yield(now);
  }

  /** Another output than this one is on. */
  isHeld(by: Output): boolean {
    for (const output of this.outputs) if (output !== by && output.level > 0) return true;
    return false;
  }

  /** A member has gone off. */
  release(now: number): void {
    this.freeAt = now + this.delayMs;
  }
}
