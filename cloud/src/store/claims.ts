/**
 * One-time codes by which devices get a token of their own. A code is kept as a hash, until it expires or the device
 * that used it has come with its token. It belongs to the first device that shows it, known by the hash of its secret:
 * that one may ask again, for the answer may have been lost.
 */
import type { Database } from "./database.js";
import { withoutNul } from "./text.js";

export interface ClaimRow {
  /** what people will call the device; null: nothing was said */
  name: string | null;
  expiresAt: number;
  /** of the device's secret; null: the code is not used */
  keyHash: Uint8Array | null;
  /** id of the device that it was used for */
  device: string | null;
}

export class ClaimTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Codes that are neither used up nor expired. What has expired goes. */
  count(now: number): number {
    this.#database.prepare("DELETE FROM claims WHERE expires_at < ?").run(now);
    return (this.#database.prepare("SELECT count(*) AS count FROM claims").get() as { count: number }).count;
  }

  add(hash: Uint8Array, name: string | null, expiresAt: number): void {
    this.#database
      .prepare("INSERT INTO claims (hash, name, expires_at) VALUES (?, ?, ?)")
      .run(hash, name === null ? null : withoutNul(name), expiresAt);
  }

  /** Undefined: there is none, or it has expired. */
  get(hash: Uint8Array, now: number): ClaimRow | undefined {
    const sql =
      'SELECT name, expires_at AS "expiresAt", key_hash AS "keyHash", device FROM claims WHERE hash = ? AND expires_at >= ?';
    return this.#database.prepare(sql).get(hash, now) as ClaimRow | undefined;
  }

  use(hash: Uint8Array, keyHash: Uint8Array, device: string): void {
    this.#database.prepare("UPDATE claims SET key_hash = ?, device = ? WHERE hash = ?").run(keyHash, device, hash);
  }

  /** Ids of those that codes were used for. */
  devices(): string[] {
    const rows = this.#database.prepare("SELECT device FROM claims WHERE device IS NOT NULL").all();
    return (rows as { device: string }[]).map(({ device }) => device);
  }

  /** The device has its token, or is gone: its code is used up. */
  finish(device: string): void {
    this.#database.prepare("DELETE FROM claims WHERE device = ?").run(device);
  }
}
