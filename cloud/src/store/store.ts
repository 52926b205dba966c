/**
 * All that must last, in one SQLite file. Rows and the mark of their stream are written in the same transaction: a
 * repeat is dropped, and what was acknowledged is there.
 */
import type { EventRecord, LogEntry, Params, Priority, Result } from "../../../src/protocol/messages.js";
import type { DeviceMetrics, Reading } from "../watch-messages.js";
import { ClaimTable } from "./claims.js";
import { Database, StoreError } from "./database.js";
import { StateTable } from "./device-states.js";
import { DeviceTable } from "./devices.js";
import { ReadingTable } from "./readings.js";
import { RecordTables } from "./records.js";
import { Retention, type RetentionOptions } from "./retention.js";

/** Nothing of a device that was removed meanwhile is stored; it is no fault of the disk. */
export class DeviceRemoved extends StoreError {}

export interface StoreOptions extends RetentionOptions {
  directory: string;
  /** seconds since 1970 */
  now: () => number;
  onError: (error: unknown) => void;
}

/** What came of a numbered pack: the mark now, and the records that were new, as they were stored. */
export interface Stored<T> {
  n: number;
  added: T[];
  /** of `added`, how many claimed a time further ahead than `aheadSeconds` and have the server's */
  ahead: number;
}

/** seconds; a record's time may be this far ahead of the server's clock. A refusal would block the device's outbox. */
export const aheadSeconds = 86_400;

export class Store {
  readonly database: Database;
  readonly devices: DeviceTable;
  readonly claims: ClaimTable;
  readonly readings: ReadingTable;
  readonly records: RecordTables;
  /** what is desired of devices, and what they have reported */
  readonly states: StateTable;
  readonly retention: Retention;
  readonly #now: () => number;

  /** Throws a StartError when the directory cannot be used. */
  constructor(options: StoreOptions) {
    this.#now = options.now;
    this.database = new Database(options.directory);
    this.devices = new DeviceTable(this.database);
    this.claims = new ClaimTable(this.database);
    this.readings = new ReadingTable(this.database);
    this.records = new RecordTables(this.database);
    this.states = new StateTable(this.database);
    this.database.onRollback = () => this.readings.forget();
    this.retention = new Retention(this.database, options, options.now, options.onError);
  }

  /** Resolves when the pack is stored; rejects with StoreError or TooManySeries, and nothing of it is stored. */
  addReadings(device: string, pack: { stream: string; priority: Priority; n: number }, readings: readonly Reading[]) {
    return this.#addNumbered(device, pack, readings, (added) => this.readings.add(device, added, pack.priority));
  }

  addEvents(device: string, pack: { stream: string; n: number }, events: readonly EventRecord[]) {
    const numbered = { ...pack, priority: "event" as const };
    return this.#addNumbered(device, numbered, events, (added) => this.records.addEvents(device, added));
  }

  #addNumbered<T extends { t: number }>(
    device: string,
    pack: { stream: string; priority: Priority; n: number },
    all: readonly T[],
    insert: (added: readonly T[]) => void,
  ): Promise<Stored<T>> {
    return this.#write(device, () => {
      const mark = this.records.mark(device, pack.stream, pack.priority);
      const last = pack.n + all.length - 1;
      if (mark !== undefined && last <= mark) return { n: mark, added: [], ahead: 0 };
      const fresh = mark === undefined ? all : all.slice(Math.max(0, mark + 1 - pack.n));
      const now = this.#now();
      const isAhead = ({ t }: T) => t > now + aheadSeconds;
      const ahead = fresh.filter(isAhead).length;
      const added = fresh.map((record) => (isAhead(record) ? { ...record, t: now } : record));
      insert(added);
      this.records.setMark(device, pack.stream, pack.priority, last, now);
      if (mark === undefined) this.records.forgetOldStreams(device, pack.stream);
      this.devices.seen(device, now);
      return { n: last, added, ahead };
    });
  }

  addLog(device: string, entries: readonly LogEntry[]): Promise<void> {
    return this.#write(device, () => {
      const now = this.#now();
      const timed = entries.map((entry) => ({
        ...entry,
        t: (entry.t ?? now) > now + aheadSeconds ? now : (entry.t ?? now),
      }));
      this.records.addLog(device, timed);
    });
  }

  setMetrics(device: string, metrics: DeviceMetrics): Promise<void> {
    return this.#write(device, () => this.records.setMetrics(device, metrics));
  }

  addConnect(device: string, session: string, hello: Params<"hello">): Promise<void> {
    return this.#write(device, () => {
      this.devices.greeted(device, hello, this.#now());
      this.records.addConnect(device, session, this.#now());
    });
  }

  endConnect(device: string, session: string, end: string): Promise<void> {
    return this.#write(device, () => {
      this.devices.seen(device, this.#now());
      this.records.endConnect(device, session, end);
    });
  }

  report(device: string, reported: Params<"state.reported">, judgedFrom: number): Promise<void> {
    return this.#write(device, () => this.states.report(device, reported, judgedFrom, this.#now()));
  }

  describe(device: string, description: Result<"describe">): Promise<void> {
    return this.#write(device, () => this.devices.describe(device, description.digest, description));
  }

  /** Nothing of a device that was removed meanwhile comes back. */
  #write<T>(device: string, work: () => T): Promise<T> {
    return this.database.write(() => {
      if (this.devices.tokenHash(device) === undefined) throw new DeviceRemoved("the device was removed");
      return work();
    });
  }

  /** Throws StoreError. */
  removeDevice(id: string): void {
    this.database.transaction(() => this.devices.remove(id));
    this.readings.forget(id);
  }

  close(): void {
    this.retention.close();
    this.database.close();
  }
}
