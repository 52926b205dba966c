/**
 * Measurements. A series is one name, unit and kind of value of one device; readings of a series lie together in the
 * order of time. Texts are kept as JSON, because SQLite ends a text at U+0000.
 */
import { setImmediate as pause } from "node:timers/promises";
import type { Priority } from "../../../src/protocol/messages.js";
import { qualities, qualityCode } from "../../../src/protocol/senml.js";
import type { Reading } from "../watch-messages.js";
import type { Database } from "./database.js";

type Kind = "v" | "vb" | "vs";
interface Series {
  id: number;
  name: string;
  unit: string;
  kind: Kind;
}
interface Row {
  t: number;
  value: number | string;
  /** a code (senml.ts); null: good; of a window the greatest */
  quality: number | null;
  /** of a window of numbers */
  minimum?: number;
  maximum?: number;
  count?: number;
}

/** Series that one device may have: more names than that are a mistake, and they would fill the memory. */
export const seriesOfDevice = 256;

const portionRows = 256; // rows of a series that are read at once
const windowsAtOnce = 100; // windows between two pauses: some ms

export class TooManySeries extends Error {
  override readonly name = "TooManySeries";
}

export interface Query {
  /** undefined: all names */
  names: readonly string[] | undefined;
  /** seconds since 1970; both ends belong to it */
  from: number;
  to: number;
  /** the newest so many */
  limit: number;
}

export class ReadingTable {
  readonly #database: Database;
  /** Series by device, then by name, unit and kind. Void after a rollback. */
  #series = new Map<string, Map<string, Series>>();
  /** Names that came as state, by device. Void after a rollback too. */
  #stateNames = new Map<string, Set<string>>();

  constructor(database: Database) {
    this.#database = database;
  }

  forget(device?: string): void {
    for (const known of [this.#series, this.#stateNames]) {
      if (device === undefined) known.clear();
      else known.delete(device);
    }
  }

  /** Inside a transaction; throws TooManySeries. Of state, the reading that comes last is the newest one. */
  add(device: string, readings: readonly Reading[], priority: Priority): void {
    const insert = this.#database.prepare(
      `INSERT INTO readings SELECT ?1, ?2, ifnull(max(seq) + 1, 0), ?3, ?4 FROM readings WHERE series = ?1 AND t = ?2`,
    );
    for (const reading of readings) {
      const kind: Kind = reading.v !== undefined ? "v" : reading.vb !== undefined ? "vb" : "vs";
      const value = kind === "v" ? reading.v : kind === "vb" ? Number(reading.vb) : JSON.stringify(reading.vs);
      const series = this.#seriesFor(device, reading, kind).id;
      insert.run(series, reading.t, value, qualityCode(reading.quality) || null);
      if (priority === "state") this.#setState(device, reading, series, value as number | string);
      else if (this.#stateNamesOf(device).delete(reading.n)) this.#endState(device, reading.n);
    }
  }

  #setState(device: string, { n, t, quality }: Reading, series: number, value: number | string): void {
    const insert = this.#database.prepare("INSERT OR REPLACE INTO states VALUES (?, ?, ?, ?, ?, ?)");
    insert.run(device, n, series, t, value, qualityCode(quality) || null);
    this.#stateNamesOf(device).add(n);
  }

  /** The name is sampled now, so that its times count. */
  #endState(device: string, name: string): void {
    this.#database.prepare("DELETE FROM states WHERE device = ? AND name = ?").run(device, name);
  }

  #stateNamesOf(device: string): Set<string> {
    let names = this.#stateNames.get(device);
    if (names === undefined) {
      const rows = this.#database.prepare("SELECT name FROM states WHERE device = ?").all(device) as { name: string }[];
      names = new Set(rows.map(({ name }) => name));
      this.#stateNames.set(device, names);
    }
    return names;
  }

  #seriesFor(device: string, reading: Reading, kind: Kind): Series {
    const all = this.#seriesOf(device);
    const unit = reading.u ?? "";
    const key = `${kind} ${unit} ${reading.n}`;
    let series = all.get(key);
    if (series !== undefined) return series;
    if (all.size >= seriesOfDevice) throw new TooManySeries(`a device has at most ${seriesOfDevice} names`);
    const sql = "INSERT INTO series (device, name, unit, kind) VALUES (?, ?, ?, ?)";
    const id = Number(this.#database.prepare(sql).run(device, reading.n, unit, kind).lastInsertRowid);
    series = { id, name: reading.n, unit, kind };
    all.set(key, series);
    return series;
  }

  #seriesOf(device: string): Map<string, Series> {
    let all = this.#series.get(device);
    if (all === undefined) {
      const rows = this.#database.prepare("SELECT id, name, unit, kind FROM series WHERE device = ?").all(device);
      all = new Map((rows as Series[]).map((series) => [`${series.kind} ${series.unit} ${series.name}`, series]));
      this.#series.set(device, all);
    }
    return all;
  }

  #chosen(device: string, names: readonly string[] | undefined): Series[] {
    const all = [...this.#seriesOf(device).values()];
    return names === undefined ? all : all.filter((series) => names.includes(series.name));
  }

  /** The newest `limit` readings, oldest first. */
  find(device: string, query: Query): Reading[] {
    const found: Reading[] = [];
    if (query.limit <= 0) return found;
    const sources = this.#chosen(device, query.names).map((series) => this.#rows(series, query));
    for (const reading of newestFirst(sources)) if (found.push(reading) >= query.limit) break;
    return found.reverse();
  }

  /** From the newest on, read in portions. */
  *#rows(series: Series, { from, to, limit }: Query): Generator<Reading> {
    const size = Math.min(limit, portionRows);
    const sql = `SELECT t, seq, value, quality FROM readings WHERE series = ? AND t >= ? AND (t, seq) < (?, ?)
      ORDER BY t DESC, seq DESC LIMIT ?`;
    let last = { t: to, seq: Number.MAX_SAFE_INTEGER };
    for (;;) {
      const rows = this.#database.prepare(sql).all(series.id, from, last.t, last.seq, size) as (Row & typeof last)[];
      for (const row of rows) yield toReading(series, row);
      if (rows.length < size) return;
      last = rows.at(-1) ?? last;
    }
  }

  /**
   * The same, one for each window of `everySeconds` that has any: the mean of numbers with the least, the
   * greatest, how many there were and the gravest quality, the last of everything else; its time is the window's beginning.
   * It pauses now and then, so that others get their turn.
   */
  async findMeans(device: string, query: Query, everySeconds: number): Promise<Reading[]> {
    const found: Reading[] = [];
    const sources = this.#chosen(device, query.names).map((series) => this.#windows(series, query, everySeconds));
    for (const reading of newestFirst(sources)) {
      if (found.push(reading) >= query.limit) break;
      if (found.length % windowsAtOnce === 0) await pause();
    }
    return found.reverse();
  }

  /** Window by window, because grouping by an expression would sort all rows first. */
  *#windows(series: Series, query: Query, everySeconds: number): Generator<Reading> {
    const newest = this.#database.prepare(
      "SELECT t, value, quality FROM readings WHERE series = ? AND t BETWEEN ? AND ? ORDER BY t DESC, seq DESC LIMIT 1",
    );
    const sum = this.#database.prepare(
      "SELECT avg(value) AS value, min(value) AS minimum, max(value) AS maximum, count(*) AS count, " +
        "max(quality) AS quality FROM readings WHERE series = ? AND t BETWEEN ? AND ?",
    );
    for (let to = query.to; ; ) {
      const last = newest.get(series.id, query.from, to) as Row | undefined;
      if (last === undefined) return;
      const begin = Math.min(Math.floor(last.t / everySeconds) * everySeconds, last.t);
      const isNumber = series.kind === "v";
      const from = Math.max(begin, query.from);
      const row = isNumber ? (sum.get(series.id, from, last.t) as Row) : { value: last.value, quality: last.quality };
      yield toReading(series, { ...row, t: begin });
      to = before(from);
    }
  }

  /** The newest reading of each name: of state the last that came, of everything else the one of the latest time. */
  latest(device: string): Record<string, Reading> {
    const latest: Record<string, Reading> = Object.create(null) as Record<string, Reading>;
    const sql = "SELECT t, value, quality FROM readings WHERE series = ? ORDER BY t DESC, seq DESC LIMIT 1";
    const states = this.#statesOf(device);
    for (const series of this.#seriesOf(device).values()) {
      const state = states.get(series.name);
      if (state?.series === series.id) latest[series.name] = toReading(series, state);
      if (state !== undefined) continue;
      const row = this.#database.prepare(sql).get(series.id) as Row | undefined;
      if (row === undefined) continue;
      const known = latest[series.name];
      if (known === undefined || known.t <= row.t) latest[series.name] = toReading(series, row);
    }
    return latest;
  }

  #statesOf(device: string): Map<string, Row & { series: number }> {
    const sql = "SELECT name, series, t, value, quality FROM states WHERE device = ?";
    const rows = this.#database.prepare(sql).all(device) as (Row & { name: string; series: number })[];
    return new Map(rows.map((row) => [row.name, row]));
  }
}

/** All that the sources have, from the newest on; of each source only as much is asked for as is taken. */
function* newestFirst(sources: readonly Generator<Reading>[]): Generator<Reading> {
  const heads = sources.map((source) => source.next());
  for (;;) {
    let newest = -1;
    let time = Number.NEGATIVE_INFINITY;
    for (const [index, { done, value }] of heads.entries()) {
      if (done === true || value.t < time) continue;
      newest = index;
      time = value.t;
    }
    const found = heads[newest];
    if (found === undefined || found.done === true) return;
    yield found.value;
    heads[newest] = (sources[newest] as Generator<Reading>).next();
  }
}

/** The next smaller time, for times of microseconds and more. */
const before = (t: number): number => t - Math.max(Math.abs(t) * Number.EPSILON, Number.MIN_VALUE);

function toReading(series: Series, row: Row): Reading {
  const reading: Reading = { n: series.name, t: row.t };
  if (series.unit !== "") reading.u = series.unit;
  const quality = qualities[(row.quality ?? 0) - 1];
  if (quality !== undefined) reading.quality = quality;
  if (row.count !== undefined) {
    reading.minimum = row.minimum as number;
    reading.maximum = row.maximum as number;
    reading.count = row.count;
  }
  if (series.kind === "v") reading.v = row.value as number;
  else if (series.kind === "vb") reading.vb = row.value === 1;
  else reading.vs = JSON.parse(row.value as string) as string;
  return reading;
}
