/**
 * Takes away what is too old, what is too much, and what removed devices left, in portions of a few milliseconds with
 * a pause between, so that devices and people do not notice.
 */
import { AgeClock } from "./age-clock.js";
import type { Database } from "./database.js";
import { Oldest } from "./oldest.js";

export interface RetentionOptions {
  /** days that readings and events are kept */
  keepDays: number;
  /** bytes that the database may hold; the oldest rows of all devices give way */
  keepBytes: number;
  /** for tests; performance.now where it is absent */
  monotonicMs?: () => number;
}

const portionRows = 2000; // rows a transaction: some 5 ms
const pauseMs = 20; // between portions
const intervalMs = 60_000; // between looks
const pagesAtOnce = 500; // pages given back to the file system at once

export class Retention {
  readonly #database: Database;
  readonly #options: RetentionOptions;
  readonly #now: () => number;
  readonly #onError: (error: unknown) => void;
  readonly #ageClock: AgeClock;
  readonly #oldest: Oldest;
  #timer: NodeJS.Timeout | undefined;

  /** `now` is in seconds since 1970. */
  constructor(database: Database, options: RetentionOptions, now: () => number, onError: (error: unknown) => void) {
    this.#database = database;
    this.#options = options;
    this.#now = now;
    this.#onError = onError;
    this.#ageClock = new AgeClock(database, now(), options.monotonicMs ?? (() => performance.now()));
    this.#oldest = new Oldest(database, portionRows);
    this.#arm(1000);
  }

  #arm(ms: number): void {
    this.#timer = setTimeout(() => {
      let isMore = false;
      try {
        isMore = this.step();
      } catch (error) {
        this.#onError(error);
      }
      this.#arm(isMore ? pauseMs : intervalMs);
    }, ms);
    this.#timer.unref();
  }

  /** One portion; true when there is more to do. */
  step(): boolean {
    let removed = this.#database.transaction(() => this.#removeOrphans());
    const cutoff = this.#ageClock.read(this.#now()) - this.#options.keepDays * 86400;
    if (removed === 0) removed = this.#removeBefore(cutoff);
    if (removed === 0 && this.usedBytes() > this.#options.keepBytes) removed = this.#oldest.remove();
    if (removed === 0) return false;
    this.#database.sqlite.exec(`PRAGMA incremental_vacuum(${pagesAtOnce})`);
    return true;
  }

  /** What the rows take, without the pages that are free. */
  usedBytes(): number {
    const sql =
      "SELECT (page_count - freelist_count) * page_size AS bytes FROM pragma_page_count, pragma_freelist_count, pragma_page_size";
    return (this.#database.prepare(sql).get() as { bytes: number }).bytes;
  }

  #removeOrphans(): number {
    const series = this.#database.prepare("SELECT id FROM series WHERE device IS NULL LIMIT 1").get();
    if (series === undefined) return 0;
    const { id } = series as { id: number };
    const removed = this.#removeReadings(id, Number.MAX_VALUE);
    if (removed === 0) this.#database.prepare("DELETE FROM series WHERE id = ?").run(id);
    return removed + 1;
  }

  #removeBefore(cutoff: number): number {
    return this.#database.transaction(() => {
      const sql = "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE t < ? LIMIT ?)";
      let removed = Number(this.#database.prepare(sql).run(cutoff, portionRows).changes);
      for (const { id } of this.#database.prepare("SELECT id FROM series").all() as { id: number }[]) {
        if (removed >= portionRows) break;
        removed += this.#removeReadings(id, cutoff);
      }
      return removed;
    });
  }

  #removeReadings(series: number, cutoff: number): number {
    const sql = `DELETE FROM readings WHERE series = ?1 AND (t, seq) IN (
      SELECT t, seq FROM readings WHERE series = ?1 AND t < ?2 ORDER BY t, seq LIMIT ${portionRows})`;
    return Number(this.#database.prepare(sql).run(series, cutoff).changes);
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
