/**
 * Counts pulses on a pin: by the chip's own counter where the board has one (ECMA-419 PulseCount), which loses none
 * whatever the firmware does meanwhile; else by the edges that onReadable tells.
 *
 * Edges: a pulse is counted when its level comes back to rest. The platform may put edges together that come while
 * something else runs; a call that finds the level where it was means that a whole pulse has passed. Two of them within
 * one turn of the firmware are one: some 50 pulses a second can be counted so. Contacts of metal bounce, and a chip's
 * counter counts each bounce: debounceMs above 0 always counts edges.
 */
import type { Board } from "../../board/board.js";
import type { Digital, PulseCount } from "../../board/io.js";

export type PulseMode = "input" | "inputPullUp" | "inputPullDown";

export interface PulseCounter {
  /** Pulses since it was opened. Throws what the board throws. */
  read(): number;
  close(): void;
}

/** Throws what the board throws for the pin. */
export function openPulseCounter(board: Board, pin: number, mode: PulseMode, debounceMs: number): PulseCounter {
  const { PulseCount } = board.io;
  if (PulseCount === undefined || debounceMs > 0) return new EdgeCounter(board, pin, mode, debounceMs);
  const counter: PulseCount =
    mode === "input"
      ? new PulseCount({ signal: pin })
      : new PulseCount({ signal: pin, pull: mode === "inputPullUp" ? "up" : "down" });
  return counter;
}

class EdgeCounter implements PulseCounter {
  private readonly board: Board;
  private readonly debounceMs: number;
  private readonly io: Digital;
  /** The level between pulses. */
  private readonly rest: number;
  private level: number;
  private count = 0;
  /** monotonic ms, of the edge that was taken last */
  private at = Number.NEGATIVE_INFINITY;

  constructor(board: Board, pin: number, mode: PulseMode, debounceMs: number) {
    this.board = board;
    this.debounceMs = debounceMs;
    this.io = new board.io.Digital({ pin, mode, onReadable: () => this.onEdge() });
    // A pull says what rest is; without one it is what stands there at the start.
    this.rest = mode === "inputPullUp" ? 1 : mode === "inputPullDown" ? 0 : this.io.read();
    this.level = this.io.read();
  }

  read(): number {
    // An edge within the time of bouncing may have been the last one: what stands there now counts.
    if (this.debounceMs > 0) this.onEdge();
    return this.count;
  }

  close(): void {
    this.io.close();
  }

  private onEdge(): void {
    const { debounceMs } = this;
    const now = debounceMs > 0 ? this.board.clock.now() : 0;
    if (debounceMs > 0 && now - this.at < debounceMs) return;
    const level = this.io.read();
    const isSame = level === this.level;
    if (isSame && debounceMs > 0) return;
    this.at = now;
    this.level = level;
    if (level === this.rest) this.count++;
  }
}
