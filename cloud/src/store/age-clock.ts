/**
 * The time by which readings are old. It is the server's clock, but goes forward at most a day an hour, and back at
 * once: a clock that jumps years ahead for a while (a dead battery, a mistyped date) costs no history. It is kept in
 * the database, so that a start with a wrong clock is no way around it.
 */
import type { Database } from "./database.js";

const mostSpeed = 24; // seconds that it may gain for each second of running
const keptStepSeconds = 3600; // seconds; smaller steps are not written down

export class AgeClock {
  readonly #database: Database;
  readonly #monotonicMs: () => number;
  #time: number;
  #at: number;
  #kept: number | undefined;

  /** `now` is in seconds since 1970. */
  constructor(database: Database, now: number, monotonicMs: () => number) {
    this.#database = database;
    this.#monotonicMs = monotonicMs;
    this.#at = monotonicMs();
    this.#kept = this.#read("SELECT t FROM age_clock");
    this.#time = Math.min(now, this.#kept ?? this.#read("SELECT max(last_seen) AS t FROM devices") ?? now);
  }

  #read(sql: string): number | undefined {
    return (this.#database.prepare(sql).get() as { t: number | null } | undefined)?.t ?? undefined;
  }

  /** Seconds since 1970; not after `now`. */
  read(now: number): number {
    const at = this.#monotonicMs();
    this.#time = Math.min(now, this.#time + ((at - this.#at) / 1000) * mostSpeed);
    this.#at = at;
    if (Math.abs(this.#time - (this.#kept ?? 0)) >= keptStepSeconds) this.#keep();
    return this.#time;
  }

  #keep(): void {
    const sql = "INSERT OR REPLACE INTO age_clock (id, t) VALUES (1, ?)";
    this.#database.transaction(() => this.#database.prepare(sql).run(this.#time));
    this.#kept = this.#time;
  }
}
