/**
 * One pump on one timer. Whatever the platform calls back notes what happened and wakes the pump; the pump turns until
 * there is nothing to do, then sets the timer to the earliest deadline. An exception anywhere in it ends here, and the next
 * turn comes a moment later. What turns is device.ts's.
 */
import type { Board } from "../board/board.js";
import { deviceLimits } from "./limits.js";

export abstract class Pump {
  readonly board: Board;
  /** Exceptions that the pump has caught. */
  exceptions = 0;
  /** Something has happened; for callbacks of the platform. */
  readonly wake = () => this.pump();
  protected exceptionsInARow = 0;
  protected isWoken = false;
  protected isClosed = false;
  /** Nothing turns before begin(), even if the platform calls back at once. */
  private isPumping = true;
  private readonly onTimer = () => {
    this.timerAt = Number.POSITIVE_INFINITY;
    this.pump();
  };
  private timer: unknown;
  /** monotonic ms; when the timer fires; Infinity: it is not set */
  private timerAt = Number.POSITIVE_INFINITY;

  constructor(board: Board) {
    this.board = board;
  }

  /** Does what there is to do, until isWoken stays false or it has been long enough. */
  protected abstract work(now: number): void;
  /** monotonic ms; when there is something to do though nothing happens */
  protected abstract get deadline(): number;
  /** Counted already; must not throw. */
  protected abstract recover(error: unknown, now: number): void;
  /** It has ended by itself. */
  protected abstract get isOver(): boolean;
  protected abstract shut(): void;

  /** All of it stands. */
  protected begin(now: number): void {
    this.isPumping = false;
    // The network is looked at, whether any part has something to do or not.
    this.isWoken = true;
    this.arm(now);
  }

  protected pump(): void {
    if (this.isClosed) return;
    this.isWoken = true;
    if (this.isPumping) return;
    this.isPumping = true;
    let now = 0;
    try {
      now = this.board.clock.now();
      this.work(now);
      this.exceptionsInARow = 0;
    } catch (error) {
      this.exceptions++;
      this.exceptionsInARow++;
      this.recover(error, now);
    }
    this.isPumping = false;
    if (this.isOver) this.shut();
    else if (!this.isClosed) this.arm(now);
  }

  private arm(now: number): void {
    let at = Math.min(this.deadline, now + deviceLimits.idleMs);
    if (this.isWoken) at = now;
    if (this.exceptionsInARow > 0) at = Math.max(at, now + deviceLimits.recoveryMs);
    if (at >= this.timerAt) return;
    const { timer } = this.board;
    if (this.timerAt !== Number.POSITIVE_INFINITY) timer.clear(this.timer);
    this.timerAt = at;
    this.timer = timer.set(this.onTimer, Math.max(0, Math.ceil(at - now)));
  }

  /** Nothing turns any more. */
  protected end(): void {
    this.isClosed = true;
    if (this.timer !== undefined) this.board.timer.clear(this.timer);
    this.timer = undefined;
  }
}
