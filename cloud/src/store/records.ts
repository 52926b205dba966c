/** What is written down beside measurements: marks of streams, events, log lines, connections. All bounded. */
import type { EventRecord, LogEntry, Priority } from "../../../src/protocol/messages.js";
import type { DeviceMetrics } from "../watch-messages.js";
import type { Database } from "./database.js";
import { withoutNul } from "./text.js";

const streamsOfDevice = 64; // streams whose marks are kept; a reset of the device begins one
const logLinesOfDevice = 1000; // lines kept
const connectsOfDevice = 1000; // connections kept

/** seconds since 1970; the least level */
export interface LogSpan {
  from: number;
  to: number;
  level: LogEntry["level"];
}

const all: LogSpan = Object.freeze({ from: -Number.MAX_VALUE, to: Number.MAX_VALUE, level: "debug" });

export class RecordTables {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The number of the last record that is stored; undefined: none is. */
  mark(device: string, stream: string, priority: Priority): number | undefined {
    const sql = "SELECT n FROM marks WHERE device = ? AND stream = ? AND priority = ?";
    return (this.#database.prepare(sql).get(device, withoutNul(stream), priority) as { n: number } | undefined)?.n;
  }

  marks(device: string, stream: string): Partial<Record<Priority, number>> {
    const sql = "SELECT priority, n FROM marks WHERE device = ? AND stream = ?";
    const rows = this.#database.prepare(sql).all(device, withoutNul(stream)) as { priority: Priority; n: number }[];
    return Object.fromEntries(rows.map((row) => [row.priority, row.n]));
  }

  setMark(device: string, stream: string, priority: Priority, n: number, now: number): void {
    const sql =
      "INSERT INTO marks VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = excluded.n, used_at = excluded.used_at";
    this.#database.prepare(sql).run(device, withoutNul(stream), priority, n, now);
  }

  /** When a device begins `stream`: the ones that it used longest ago are let go. */
  forgetOldStreams(device: string, stream: string): void {
    const sql = `DELETE FROM marks WHERE device = ?1 AND stream NOT IN (
      SELECT stream FROM marks WHERE device = ?1 GROUP BY stream ORDER BY stream = ?2 DESC, max(used_at) DESC
      LIMIT ${streamsOfDevice})`;
    this.#database.prepare(sql).run(device, withoutNul(stream));
  }

  addEvents(device: string, events: readonly EventRecord[]): void {
    const insert = this.#database.prepare("INSERT INTO events (device, t, name, data) VALUES (?, ?, ?, ?)");
    for (const event of events) {
      insert.run(device, event.t, event.name, event.data === undefined ? null : JSON.stringify(event.data));
    }
  }

  /** The newest `limit` events, oldest first. */
  events(device: string, from: number, to: number, limit: number): EventRecord[] {
    const sql = `SELECT t, name, data FROM events WHERE device = ? AND t BETWEEN ? AND ? ORDER BY t DESC, id DESC LIMIT ?`;
    const rows = this.#database.prepare(sql).all(device, from, to, limit);
    return (rows as { t: number; name: string; data: string | null }[]).reverse().map((row) => {
      const event: EventRecord = { name: row.name, t: row.t };
      if (row.data !== null) event.data = JSON.parse(row.data) as unknown;
      return event;
    });
  }

  addLog(device: string, entries: readonly (LogEntry & { t: number })[]): void {
    const insert = this.#database.prepare("INSERT INTO logs (device, t, level, code, text) VALUES (?, ?, ?, ?, ?)");
    for (const entry of entries) {
      insert.run(device, entry.t, entry.level, entry.code, withoutNul(entry.text ?? null));
    }
    this.#keepNewest("logs", device, logLinesOfDevice);
  }

  /** The newest `limit` lines of the span and of these levels, in the order in which they came. */
  log(device: string, limit: number, wanted: LogSpan = all): LogEntry[] {
    const { from, to, level } = wanted;
    const sql = `SELECT t, level, code, text FROM logs WHERE device = ?1 AND t BETWEEN ?2 AND ?3
      AND instr('debug info warn error', level) >= instr('debug info warn error', ?4) ORDER BY id DESC LIMIT ?5`;
    const rows = this.#database.prepare(sql).all(device, from, to, level, limit);
    type Row = { t: number; level: LogEntry["level"]; code: string; text: string | null };
    return (rows as Row[]).reverse().map(({ t, level, code, text }) => {
      return text === null ? { t, level, code } : { t, level, code, text };
    });
  }

  addConnect(device: string, session: string, now: number): void {
    const sql = "INSERT INTO connects (device, session, t) VALUES (?, ?, ?)";
    this.#database.prepare(sql).run(device, session, now);
    this.#keepNewest("connects", device, connectsOfDevice);
  }

  endConnect(device: string, session: string, end: string): void {
    const sql = "UPDATE connects SET end = ? WHERE device = ? AND session = ?";
    this.#database.prepare(sql).run(withoutNul(end), device, session);
  }

  countConnects(device: string, since: number): number {
    const sql = "SELECT count(*) AS count FROM connects WHERE device = ? AND t >= ?";
    return (this.#database.prepare(sql).get(device, since) as { count: number }).count;
  }

  lastEnd(device: string): string | null {
    const sql = "SELECT end FROM connects WHERE device = ? ORDER BY t DESC LIMIT 1";
    return (this.#database.prepare(sql).get(device) as { end: string | null } | undefined)?.end ?? null;
  }

  setMetrics(device: string, metrics: DeviceMetrics): void {
    this.#database.prepare("INSERT OR REPLACE INTO metrics VALUES (?, ?)").run(device, JSON.stringify(metrics));
  }

  /** Null: the device has made no report yet. */
  metrics(device: string): DeviceMetrics | null {
    const row = this.#database.prepare("SELECT body FROM metrics WHERE device = ?").get(device);
    return row === undefined ? null : (JSON.parse((row as { body: string }).body) as DeviceMetrics);
  }

  #keepNewest(table: "logs" | "connects", device: string, count: number): void {
    const sql = `DELETE FROM ${table} WHERE device = ?1 AND id <= (
      SELECT id FROM ${table} WHERE device = ?1 ORDER BY id DESC LIMIT 1 OFFSET ${count})`;
    this.#database.prepare(sql).run(device);
  }
}
