/**
 * Opens the database of a data directory and runs transactions on it. Acknowledged means stored: `synchronous` is
 * FULL, so that a commit outlives a power cut of the server and not only SIGKILL (NORMAL would do for that). A commit
 * is 0.2 ms on an SSD; the writes of one turn of the event loop share it.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from "@photostructure/sqlite";
import { StartError } from "../errors.js";
import { migrate } from "./schema.js";

/** The disk did not take it (full, read-only, failing): nothing of that transaction is stored. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}

interface Waiting {
  work: () => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

const batchWrites = 256; // writes a commit: bounds how long the event loop stands still
const waitingWrites = 20_000; // writes; more than that and the disk is too slow for what comes

export class Database {
  readonly sqlite: DatabaseSyncInstance;
  /** Called after a rollback: what was remembered of the rows inside it is void. */
  onRollback: () => void = () => {};
  readonly #lock: DatabaseSyncInstance;
  readonly #statements = new Map<string, StatementSyncInstance>();
  #waiting: Waiting[] = [];
  #flush: NodeJS.Immediate | undefined;
  /** False when the last commit failed. */
  isWritable = true;

  /** Opens or makes `directory`; throws a StartError that says what is wrong with it. */
  constructor(directory: string) {
    try {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      this.#lock = takeLock(directory);
    } catch (error) {
      throw new StartError(`cannot use the data directory ${directory}: ${reason(error)}`);
    }
    const file = join(directory, "mooring.db");
    let sqlite: DatabaseSyncInstance | undefined;
    try {
      sqlite = new DatabaseSync(file, { timeout: 2000 });
      sqlite.exec("PRAGMA auto_vacuum = INCREMENTAL");
      migrate(sqlite);
      sqlite.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216");
      this.sqlite = sqlite;
    } catch (error) {
      sqlite?.close();
      this.#lock.close();
      throw new StartError(`cannot open ${file}: ${reason(error)}`);
    }
  }

  /** A prepared statement, kept. `sql` is one of a fixed set of texts. */
  prepare(sql: string): StatementSyncInstance {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.sqlite.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** All that `work` writes is stored when this returns; else it throws (StoreError when the disk is the reason). */
  transaction<T>(work: () => T): T {
    try {
      this.sqlite.exec("BEGIN IMMEDIATE");
      const result = work();
      this.sqlite.exec("COMMIT");
      this.isWritable = true;
      return result;
    } catch (error) {
      this.#rollback(error);
      throw asStoreError(error);
    }
  }

  /** Resolves once what `work` wrote is stored, in one commit with the other writes of this turn. */
  write<T>(work: () => T): Promise<T> {
    if (!this.sqlite.isOpen) return Promise.reject(new StoreError("the store is closed"));
    if (this.#waiting.length >= waitingWrites) return Promise.reject(new StoreError("too many writes are waiting"));
    this.#flush ??= setImmediate(() => this.flush());
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** Commits what waits, at most one batch of it, and comes again for the rest. */
  flush(): void {
    this.#flush = undefined;
    const batch = this.#waiting.splice(0, batchWrites);
    if (this.#waiting.length > 0) this.#flush = setImmediate(() => this.flush());
    if (batch.length === 0) return;
    const done: [Waiting, unknown][] = [];
    try {
      this.sqlite.exec("BEGIN IMMEDIATE");
      for (const waiting of batch) this.#runInside(waiting, done);
      this.sqlite.exec("COMMIT");
      this.isWritable = true;
    } catch (error) {
      this.#rollback(error);
      for (const waiting of batch) waiting.reject(asStoreError(error));
      return;
    }
    for (const [waiting, result] of done) waiting.resolve(result);
  }

  /** One write in a savepoint: its own mistake undoes it alone, a fault of the disk undoes the whole batch. */
  #runInside(waiting: Waiting, done: [Waiting, unknown][]): void {
    this.sqlite.exec("SAVEPOINT one");
    try {
      const result = waiting.work();
      this.sqlite.exec("RELEASE one");
      done.push([waiting, result]);
    } catch (error) {
      if (!this.sqlite.isTransaction || isDiskFault(error)) throw error;
      this.sqlite.exec("ROLLBACK TO one; RELEASE one");
      this.onRollback();
      waiting.reject(error);
    }
  }

  #rollback(error: unknown): void {
    if (isDiskFault(error)) this.isWritable = false;
    this.onRollback();
    if (this.sqlite.isTransaction) this.sqlite.exec("ROLLBACK");
  }

  /** Commits what waits and closes; idempotent. */
  close(): void {
    if (!this.sqlite.isOpen) return;
    while (this.#waiting.length > 0) this.flush();
    if (this.#flush !== undefined) clearImmediate(this.#flush);
    this.#checkpoint();
    this.sqlite.close();
    this.#lock.close();
  }

  /** Moves what the write-ahead log holds into the file itself: who copies the file of a server that ended has it all. */
  #checkpoint(): void {
    try {
      this.sqlite.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch {
      // A full or read-only disk: nothing is lost, the next start reads the log.
    }
  }
}

/** A second server on the same directory would lose what the first holds in memory; the lock ends with the process. */
function takeLock(directory: string): DatabaseSyncInstance {
  const lock = new DatabaseSync(join(directory, "lock"));
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    if (codeOf(error) === 5) throw new Error("another server is using it");
    throw error;
  }
}

const codeOf = (error: unknown): number => Number((error as { sqliteCode?: number } | undefined)?.sqliteCode ?? 0);

// SQLite's result codes: perm, busy, locked, readonly, ioerr, corrupt, full, cantopen
const diskFaults = new Set([3, 5, 6, 8, 10, 11, 13, 14]);
const isDiskFault = (error: unknown): boolean => diskFaults.has(codeOf(error));

const asStoreError = (error: unknown): unknown =>
  isDiskFault(error) ? new StoreError(reason(error), { cause: error }) : error;

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
