/**
 * The task watchdog of a board: a firmware that neither calls the board nor comes to rest for so long hangs, and is
 * interrupted. It runs on real time, whatever the board's own is. On Node's engine a firmware that hangs takes the whole
 * process along: there it cannot bite.
 */
import type { Engine } from "../engine/engine.js";

const looks = 5; // while a firmware hangs, until it is interrupted

export class Watchdog {
  readonly #interval: NodeJS.Timeout;
  #isResting = true;
  #quietPeriods = 0;

  /** calls: how many calls the firmware has made so far; patienceMs: how long it may hang */
  constructor(engine: Engine, calls: () => number, patienceMs: number) {
    let seen = calls();
    this.#interval = setInterval(() => {
      const isAlive = this.#isResting || calls() !== seen;
      seen = calls();
      this.#quietPeriods = isAlive ? 0 : this.#quietPeriods + 1;
      if (this.#quietPeriods >= looks) engine.interrupt();
      if (!this.#isResting) return;
      this.#isResting = false;
      engine.idle().then(() => {
        this.#isResting = true;
      });
    }, patienceMs / looks).unref();
  }

  stop(): void {
    clearInterval(this.#interval);
  }
}
