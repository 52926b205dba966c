/**
 * When records move from the outbox's rings to the log partition: in an outage that lasts, or when half of a ring is
 * taken, or before a restart. Most outages are short, and flash wears. Without a partition nothing ever moves, which is
 * said once. How they lie there is in outbox-log.ts.
 */
import type { Board } from "../board/board.js";
import type { JsonWriter } from "../protocol/json-writer.js";
import type { Lane } from "./lane.js";
import { sessionLimits } from "./limits.js";
import { OutboxLog } from "./outbox-log.js";
import type { Records } from "./records.js";
import type { SessionLog } from "./session-options.js";
import { thin } from "./thinning.js";

const never = Number.POSITIVE_INFINITY;

export interface OutboxSpillOptions {
  readonly board: Pick<Board, "clock"> & Partial<Pick<Board, "storage">>;
  readonly log?: SessionLog;
  /** Lent for one record at a time. */
  readonly scratch: JsonWriter;
  /** ms; window of which the readings of a long outage keep the shape; absent: they are all kept */
  readonly thinMs?: number | undefined;
}

type Lanes = readonly [Lane, Lane, Lane];

export class OutboxSpill {
  /** undefined: there is no partition, or it is closed */
  storage: OutboxLog | undefined;
  private readonly options: OutboxSpillOptions;
  private readonly thinMs: number;
  private readonly lanes: Lanes;
  private readonly records: Records;
  private isOnline = false;
  /** The outage has lasted for spillAfterMs. */
  private isLong = false;
  /** Readings that were left out. */
  thinned = 0;
  /** monotonic ms; when the outage began, and when readings of a long one move on next */
  private since = 0;
  private thinAt = 0;
  /** monotonic ms; when the rings move on, where there is no session; 0: not decided yet */
  private at = 0;
  private isFaultTold = false;

  constructor(options: OutboxSpillOptions, lanes: Lanes, records: Records) {
    this.options = options;
    this.thinMs = options.thinMs ?? 0;
    this.lanes = lanes;
    this.records = records;
  }

  /** Opens the partition. The stream that was found or begun (`fresh`) there; undefined: it cannot be used. */
  open(fresh: Uint8Array): Uint8Array | undefined {
    const { board, log } = this.options;
    if (board.storage === undefined) return undefined;
    const now = board.clock.now();
    try {
      const storage = new OutboxLog(board.storage.log.open(), now);
      const stream = storage.open(fresh);
      const [event, state, periodic] = storage.parts;
      this.lanes[0].keep(event.log);
      this.lanes[1].keep(state.log);
      this.lanes[2].keep(periodic.log);
      const found = event.log.pending + state.log.pending + periodic.log.pending;
      if (found > 0) log?.write("info", "outbox.recovered", `${found} records`, now);
      this.storage = storage;
      return stream;
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      log?.write("warn", "outbox.no-storage", text, now);
      return undefined;
    }
  }

  setOnline(isOnline: boolean): void {
    if (isOnline === this.isOnline) return;
    this.isOnline = isOnline;
    this.isLong = false;
    this.at = this.thinAt = 0;
  }

  /** monotonic ms; when advance() has something to do; Infinity: nothing */
  get deadline(): number {
    const [event, state, periodic] = this.lanes;
    if (this.storage === undefined || this.isOnline) return never;
    return event.ring.count + state.ring.count + periodic.ring.count > 0 ? this.at : never;
  }

  /** To be called at every turn of the device. */
  advance(now: number): void {
    const fault = this.isFaultTold ? undefined : this.storage?.fault;
    if (fault !== undefined) {
      this.isFaultTold = true;
      this.options.log?.write("error", "outbox.storage-failed", fault, now);
    }
    if (this.isOnline || now < this.at) return;
    if (this.at === 0) {
      this.since = now;
      this.at = now + sessionLimits.spillAfterMs;
    } else {
      this.isLong = true;
      this.at = now + sessionLimits.spillEveryMs;
      this.spillAll(now, false);
    }
  }

  /** The outage has lasted so long that its readings are thinned out. */
  private isThinning(now: number): boolean {
    return this.thinMs > 0 && !this.isOnline && this.at > 0 && now - this.since >= sessionLimits.thinAfterMs;
  }

  private thin(): void {
    const lane = this.lanes[2];
    const sent = Math.max(0, lane.sent + 1 - lane.first);
    this.thinned += thin(lane.ring, Math.min(sent, lane.ring.count), this.thinMs, this.records, this.options.scratch);
  }

  /** A record is about to be added. */
  makeRoom(at: 0 | 1 | 2, now: number): void {
    const lane = this.lanes[at];
    if (!isHalfFull(lane) || (at === 2 && this.isThinning(now))) return;
    // Online as well, while older ones still wait in the log: a pack that is under way then is of those.
    if (!this.isOnline || lane.count > lane.ring.count) this.spill(at, now);
  }

  /** A record was added. In a long outage what is important does not wait for the next round. */
  added(at: 0 | 1 | 2, now: number): void {
    if (at < 2 && this.isLong) this.spill(at, now);
    // Not before it was added, for that is when the scratch is free.
    if (at < 2 || !isHalfFull(this.lanes[2]) || !this.isThinning(now)) return;
    this.thin();
    if (isHalfFull(this.lanes[2])) this.spill(2, now);
  }

  /** Moves one entry of records. False: there are none, or the log takes no more. */
  private spill(at: 0 | 1 | 2, now: number): boolean {
    if (this.storage === undefined) return false;
    const wall = this.options.board.clock.wall();
    const toWall = wall === undefined ? undefined : wall - now;
    return this.storage.spill(at, this.lanes[at], this.records, toWall, now);
  }

  /** isLast: nothing may stay in RAM. */
  private spillAll(now: number, isLast: boolean): void {
    while (this.spill(0, now)) {}
    while (this.spill(1, now)) {}
    if (this.isThinning(now)) {
      // A window of readings stays together, that its shape can be told.
      if (!isLast && now < this.thinAt) return;
      this.thinAt = now + this.thinMs;
      this.thin();
    }
    while (this.spill(2, now)) {}
  }

  /** Before a restart: what is in RAM moves, and the partition is closed. Idempotent. */
  close(now: number): void {
    this.spillAll(now, true);
    this.storage?.close();
    this.storage = undefined;
  }
}

const isHalfFull = ({ ring }: Lane): boolean => ring.usedBytes * 2 > ring.bytes.length;
