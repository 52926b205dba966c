/** Devices, their tokens (as hashes alone), what they said of themselves, and the sign-ins of people. */
import type {
  ActuatorDescription,
  MethodDescription,
  SensorDescription,
  SettingDescription,
} from "../../../src/protocol/descriptions.js";
import type { Params, Result } from "../../../src/protocol/messages.js";
import type { Database } from "./database.js";
import { withoutNul } from "./text.js";

export interface DeviceRow {
  id: string;
  name: string;
  createdAt: number;
  lastSeen: number | null;
  model: string | null;
  firmware: string | null;
  engine: string | null;
  restart: { reason: string; detail?: string } | null;
}

export interface Description {
  sensors: SensorDescription[];
  actuators: ActuatorDescription[];
  methods: MethodDescription[];
  settings: SettingDescription[];
}

type Row = Omit<DeviceRow, "restart"> & { restart: string | null };
const columns = 'id, name, created_at AS "createdAt", last_seen AS "lastSeen", model, firmware, engine, restart';
const none: Description = { sensors: [], actuators: [], methods: [], settings: [] };

/** Tables with rows of one device, which go with it. */
const ownTables = Object.freeze([
  "descriptions",
  "metrics",
  "marks",
  "states",
  "events",
  "logs",
  "connects",
  "desired",
  "reported",
]);

export class DeviceTable {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  list(): DeviceRow[] {
    return (this.#database.prepare(`SELECT ${columns} FROM devices ORDER BY id`).all() as Row[]).map(toDevice);
  }

  get(id: string): DeviceRow | undefined {
    const row = this.#database.prepare(`SELECT ${columns} FROM devices WHERE id = ?`).get(id) as Row | undefined;
    return row === undefined ? undefined : toDevice(row);
  }

  /** Undefined: no such device. */
  tokenHash(id: string): Uint8Array | undefined {
    const row = this.#database.prepare("SELECT token_hash AS hash FROM devices WHERE id = ?").get(id);
    return (row as { hash: Uint8Array } | undefined)?.hash;
  }

  /** False when the id is taken. */
  add(id: string, name: string, tokenHash: Uint8Array, now: number): boolean {
    const sql = "INSERT OR IGNORE INTO devices (id, name, token_hash, created_at) VALUES (?, ?, ?, ?)";
    return this.#database.prepare(sql).run(id, withoutNul(name), tokenHash, now).changes === 1;
  }

  rename(id: string, name: string): void {
    this.#database.prepare("UPDATE devices SET name = ? WHERE id = ?").run(withoutNul(name), id);
  }

  setTokenHash(id: string, tokenHash: Uint8Array): void {
    this.#database.prepare("UPDATE devices SET token_hash = ? WHERE id = ?").run(tokenHash, id);
  }

  /** Its readings are out of sight at once; retention takes the rows away in portions. */
  remove(id: string): void {
    this.#database.prepare("UPDATE series SET device = NULL WHERE device = ?").run(id);
    for (const table of ownTables) {
      this.#database.prepare(`DELETE FROM ${table} WHERE device = ?`).run(id);
    }
    this.#database.prepare("DELETE FROM devices WHERE id = ?").run(id);
  }

  seen(id: string, now: number): void {
    this.#database.prepare("UPDATE devices SET last_seen = ? WHERE id = ?").run(now, id);
  }

  greeted(id: string, hello: Params<"hello">, now: number): void {
    const sql = "UPDATE devices SET last_seen = ?, model = ?, firmware = ?, engine = ?, restart = ? WHERE id = ?";
    const { version, engine } = hello.firmware;
    const model = withoutNul(hello.device.model);
    const reason = JSON.stringify(hello.restart);
    this.#database.prepare(sql).run(now, model, withoutNul(version), withoutNul(engine ?? null), reason, id);
  }

  /** The digest of the description that is stored, if one is. */
  digest(id: string): string | undefined {
    const row = this.#database.prepare("SELECT digest FROM descriptions WHERE device = ?").get(id);
    return (row as { digest: string } | undefined)?.digest;
  }

  describe(id: string, digest: string, description: Result<"describe">): void {
    const { sensors, actuators, methods, settings = [] } = description;
    const body = JSON.stringify({ sensors, actuators, methods, settings });
    this.#database.prepare("INSERT OR REPLACE INTO descriptions VALUES (?, ?, ?)").run(id, digest, body);
  }

  description(id: string): Description {
    const row = this.#database.prepare("SELECT body FROM descriptions WHERE device = ?").get(id);
    // One that was stored by an older server lacks the settings.
    return row === undefined ? none : { ...none, ...(JSON.parse((row as { body: string }).body) as Description) };
  }

  addSignIn(hash: Uint8Array, expiresAt: number, now: number): void {
    this.#database.prepare("DELETE FROM signins WHERE expires_at < ?").run(now);
    this.#database.prepare("INSERT OR REPLACE INTO signins VALUES (?, ?)").run(hash, expiresAt);
  }

  /** When the sign-in ends; undefined: there is none. */
  signInExpiry(hash: Uint8Array, now: number): number | undefined {
    const sql = "SELECT expires_at AS at FROM signins WHERE hash = ? AND expires_at >= ?";
    return (this.#database.prepare(sql).get(hash, now) as { at: number } | undefined)?.at;
  }

  removeSignIn(hash: Uint8Array): void {
    this.#database.prepare("DELETE FROM signins WHERE hash = ?").run(hash);
  }
}

function toDevice(row: Row): DeviceRow {
  return { ...row, restart: row.restart === null ? null : (JSON.parse(row.restart) as DeviceRow["restart"]) };
}
