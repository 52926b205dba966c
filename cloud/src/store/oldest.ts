/**
 * The oldest rows of all devices, for a database that is too large. Each series of readings, and each device's events,
 * log and connections, is a source. The cutoff is the least of the times at which a source has given its share, so it
 * follows the rows that there are: a time far in the future moves nothing, and no source is drained before another.
 */
import type { Database } from "./database.js";

const leastShare = 100; // rows; one plan serves many portions, since making it asks every source

interface Source {
  table: "readings" | "events" | "logs" | "connects";
  /** id of a series, or of a device */
  key: number | string;
}

/** The tables with a row of their own for each record, a device and a time. */
export const recordTables = Object.freeze(["events", "logs", "connects"] as const);

export class Oldest {
  readonly #database: Database;
  readonly #portionRows: number;
  #waiting: Source[] = [];
  #cutoff = 0;

  constructor(database: Database, portionRows: number) {
    this.#database = database;
    this.#portionRows = portionRows;
  }

  /** One portion, in a transaction of its own; the number of rows, 0 when there is none left. */
  remove(): number {
    return this.#database.transaction(() => {
      const removed = this.#goOn();
      if (removed > 0 || !this.#plan()) return removed;
      return this.#goOn();
    });
  }

  #goOn(): number {
    let removed = 0;
    while (removed < this.#portionRows) {
      const source = this.#waiting.at(-1);
      if (source === undefined) break;
      const limit = this.#portionRows - removed;
      const count = removeFrom(this.#database, source, this.#cutoff, limit);
      removed += count;
      if (count < limit) this.#waiting.pop();
    }
    return removed;
  }

  /** False: no source has a row. */
  #plan(): boolean {
    const sources = this.#sources();
    const share = Math.max(leastShare, Math.ceil(this.#portionRows / Math.max(1, sources.length)));
    this.#waiting = [];
    this.#cutoff = Number.POSITIVE_INFINITY;
    for (const source of sources) {
      const t = this.#timeOf(source, share);
      if (t === undefined) continue;
      this.#waiting.push(source);
      this.#cutoff = Math.min(this.#cutoff, t);
    }
    return this.#waiting.length > 0;
  }

  #sources(): Source[] {
    const series = this.#database.prepare("SELECT id FROM series").all() as { id: number }[];
    const devices = this.#database.prepare("SELECT id FROM devices").all() as { id: string }[];
    const sources: Source[] = series.map(({ id }) => ({ table: "readings", key: id }));
    for (const { id } of devices) for (const table of recordTables) sources.push({ table, key: id });
    return sources;
  }

  /** The time of the row at which the source has given `share`, or of its last; undefined: it has none. */
  #timeOf({ table, key }: Source, share: number): number | undefined {
    const column = table === "readings" ? "series" : "device";
    const nth = `SELECT t FROM ${table} WHERE ${column} = ? ORDER BY t LIMIT 1 OFFSET ${share - 1}`;
    const last = `SELECT max(t) AS t FROM ${table} WHERE ${column} = ?`;
    const row = this.#database.prepare(nth).get(key) ?? this.#database.prepare(last).get(key);
    return (row as { t: number | null }).t ?? undefined;
  }
}

/** The oldest `limit` rows of a source, up to and with `cutoff`; inside a transaction. */
function removeFrom(database: Database, { table, key }: Source, cutoff: number, limit: number): number {
  const sql =
    table === "readings"
      ? `DELETE FROM readings WHERE series = ?1 AND (t, seq) IN (
          SELECT t, seq FROM readings WHERE series = ?1 AND t <= ?2 ORDER BY t, seq LIMIT ?3)`
      : `DELETE FROM ${table} WHERE id IN (
          SELECT id FROM ${table} WHERE device = ?1 AND t <= ?2 ORDER BY t LIMIT ?3)`;
  return Number(database.prepare(sql).run(key, cutoff, limit).changes);
}
