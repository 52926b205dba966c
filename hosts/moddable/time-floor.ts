/** The moment that it is later than for sure, by which certificates are judged while nobody has told the time. */
import { builtSeconds } from "./build-time.js";

export class TimeFloor {
  /** seconds since 1970 UTC; never before the build */
  seconds = builtSeconds;

  /** Milliseconds since 1970 UTC, as the firmware has stored it. */
  set(epochMs: number): void {
    this.seconds = Math.max(builtSeconds, epochMs / 1000);
  }

  /** What board.clock has beside the time itself. */
  get members(): { builtAt: number; setFloor(epochMs: number): void } {
    return { builtAt: builtSeconds * 1000, setFloor: (epochMs) => this.set(epochMs) };
  }
}
