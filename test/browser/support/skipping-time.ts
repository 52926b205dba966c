/** The machine's own time for a board, which a test can set forward: timers that are due by then fire at once. */
import { type BoardTime, RealTime } from "../../../hosts/desktop/board/time.js";

interface Entry {
  at: number;
  callback: () => void;
  timer: unknown;
}

export class SkippingTime implements BoardTime {
  readonly #real = new RealTime();
  readonly #entries = new Set<Entry>();
  #skippedMs = 0;

  now(): number {
    return this.#real.now() + this.#skippedMs;
  }

  wall(): number {
    return this.#real.wall() + this.#skippedMs;
  }

  setWall(epochMs: number): void {
    this.#real.setWall(epochMs - this.#skippedMs);
  }

  set(callback: () => void, delayMs: number): unknown {
    const entry: Entry = { at: this.now() + Math.max(0, delayMs), callback, timer: undefined };
    entry.timer = this.#real.set(() => this.#fire(entry), delayMs);
    this.#entries.add(entry);
    return entry;
  }

  clear(handle: unknown): void {
    const entry = handle as Entry | undefined;
    if (entry === undefined || !this.#entries.delete(entry)) return;
    this.#real.clear(entry.timer);
  }

  skip(ms: number): void {
    this.#skippedMs += ms;
    for (const entry of [...this.#entries].sort((a, b) => a.at - b.at)) {
      if (entry.at > this.now()) continue;
      this.#real.clear(entry.timer);
      this.#fire(entry);
    }
  }

  #fire(entry: Entry): void {
    if (this.#entries.delete(entry)) entry.callback();
  }
}
