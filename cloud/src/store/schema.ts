/**
 * The tables, as steps: `PRAGMA user_version` is the number of steps that a database has taken. A change of the
 * tables is a new step at the end, never an edit of an old one.
 */
import type { DatabaseSyncInstance } from "@photostructure/sqlite";

/** Marks the file as ours ("Moor"), so that a database of another program is not touched. */
export const applicationId = 0x4d6f6f72;

const first = `
CREATE TABLE devices (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, token_hash BLOB NOT NULL, created_at REAL NOT NULL, last_seen REAL,
  model TEXT, firmware TEXT, engine TEXT, restart TEXT
) WITHOUT ROWID;
CREATE TABLE descriptions (device TEXT PRIMARY KEY, digest TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
-- device is NULL for the series of a removed device, until retention has taken its readings away
CREATE TABLE series (
  id INTEGER PRIMARY KEY, device TEXT, name TEXT NOT NULL, unit TEXT NOT NULL, kind TEXT NOT NULL
);
CREATE UNIQUE INDEX series_of_device ON series (device, name, unit, kind);
-- One tree, in the order in which charts read it; seq tells apart readings of the same moment.
CREATE TABLE readings (
  series INTEGER NOT NULL, t REAL NOT NULL, seq INTEGER NOT NULL, value NOT NULL, PRIMARY KEY (series, t, seq)
) WITHOUT ROWID;
CREATE TABLE marks (
  device TEXT NOT NULL, stream TEXT NOT NULL, priority TEXT NOT NULL, n INTEGER NOT NULL, used_at REAL NOT NULL,
  PRIMARY KEY (device, stream, priority)
) WITHOUT ROWID;
CREATE TABLE events (id INTEGER PRIMARY KEY, device TEXT NOT NULL, t REAL NOT NULL, name TEXT NOT NULL, data TEXT);
CREATE INDEX events_of_device ON events (device, t);
CREATE TABLE logs (
  id INTEGER PRIMARY KEY, device TEXT NOT NULL, t REAL NOT NULL, level TEXT NOT NULL, code TEXT NOT NULL, text TEXT
);
CREATE INDEX logs_of_device ON logs (device, id);
CREATE TABLE connects (
  id INTEGER PRIMARY KEY, device TEXT NOT NULL, session TEXT NOT NULL, t REAL NOT NULL, end TEXT
);
CREATE INDEX connects_of_device ON connects (device, t);
CREATE TABLE signins (hash BLOB PRIMARY KEY, expires_at REAL NOT NULL) WITHOUT ROWID;
`;

const second = `
-- The last reading of state that came, by name: a device whose clock steps back is still believed.
CREATE TABLE states (
  device TEXT NOT NULL, name TEXT NOT NULL, series INTEGER NOT NULL, t REAL NOT NULL, value NOT NULL,
  PRIMARY KEY (device, name)
) WITHOUT ROWID;
-- The time by which readings are old, one row; see age-clock.ts.
CREATE TABLE age_clock (id INTEGER PRIMARY KEY, t REAL NOT NULL);
CREATE INDEX logs_by_time ON logs (device, t);
`;

const claims = `
-- One-time codes by which devices get their tokens; device and key_hash are NULL until one is used.
CREATE TABLE claims (
  hash BLOB PRIMARY KEY, name TEXT, expires_at REAL NOT NULL, key_hash BLOB, device TEXT
) WITHOUT ROWID;
`;

const metrics = `
-- What each device has counted of its own link: its newest report alone, as JSON.
CREATE TABLE metrics (device TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
`;

const deviceStates = `
-- What is desired of a device: the whole, and the patch that made it of version patch_from.
CREATE TABLE desired (
  device TEXT PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, changed_at REAL NOT NULL,
  patch TEXT NOT NULL, patch_from INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE reported (
  device TEXT PRIMARY KEY, version INTEGER NOT NULL, settings TEXT NOT NULL, refused TEXT NOT NULL, t REAL NOT NULL
) WITHOUT ROWID;
`;

const actuatorVersions = `
-- By pointer into the state, the version that named it last, as JSON; one that is missing: not known, at the latest the newest.
ALTER TABLE desired ADD COLUMN named TEXT NOT NULL DEFAULT '{}';
`;

const qualities = `
-- NULL: good; else a code of src/protocol/senml.ts, the graver the greater. Nothing is written to rows that there are.
ALTER TABLE readings ADD COLUMN quality INTEGER;
ALTER TABLE states ADD COLUMN quality INTEGER;
`;

export const steps: readonly string[] = Object.freeze([
  first,
  second,
  claims,
  metrics,
  deviceStates,
  actuatorVersions,
  qualities,
]);

const readNumber = (database: DatabaseSyncInstance, pragma: string): number =>
  (Object.values(database.prepare(`PRAGMA ${pragma}`).get() as Record<string, number>)[0] as number) ?? 0;

/** Brings a database to the newest version, each step in a transaction; throws when it is foreign or newer. */
export function migrate(database: DatabaseSyncInstance, taken: readonly string[] = steps): void {
  const version = readNumber(database, "user_version");
  const application = readNumber(database, "application_id");
  const isEmpty = readNumber(database, "schema_version") === 0;
  if (!isEmpty && application !== applicationId) throw new Error("it is a database of another program");
  if (version > taken.length) {
    throw new Error(`it has version ${version}, this server knows versions up to ${taken.length}: use a newer server`);
  }
  for (let step = version; step < taken.length; step++) {
    database.exec("BEGIN IMMEDIATE");
    try {
      database.exec(taken[step] ?? "");
      database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${step + 1}; COMMIT`);
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  }
}
