/**
 * What the device wants the server to have for good: events, changes of state, periodic readings, in this order of
 * importance. Records are bytes; they are sent in packs, one of each priority at a time, and stay until the server has
 * acknowledged them. A new session sends again from the first that is not acknowledged; the server drops repeats by
 * stream, priority and number. Each priority has its own ring, so that readings never push out an event.
 *
 * In front are rings in RAM; outbox-spill.ts moves records on to the log partition in an outage. The stream lives as long
 * as that; numbers that the server is told of are reserved there first, so that none is given twice. Without a partition
 * each start makes a new stream: nothing new ever looks like a repeat.
 */
import type { Board } from "../board/board.js";
import type { JsonWriter } from "../protocol/json-writer.js";
import { limits } from "../protocol/limits.js";
import { type Priority, priorities } from "../protocol/messages.js";
import { beginRequest } from "../protocol/rpc.js";
import type { RecordValue } from "../protocol/senml.js";
import { Lane } from "./lane.js";
import { sessionLimits } from "./limits.js";
import { openRecord } from "./outbox-pack.js";
import { OutboxSpill } from "./outbox-spill.js";
import { Records } from "./records.js";
import type { SessionLog } from "./session-options.js";

export interface OutboxOptions {
  /** For random ids, time, and the log partition; without `storage` all stays in RAM. */
  readonly board: Pick<Board, "random" | "clock"> & Partial<Pick<Board, "storage">>;
  /** For what becomes of the log partition. */
  readonly log?: SessionLog;
  /** Lent for one record at a time. */
  readonly scratch: JsonWriter;
  /** ms; window of which the readings of a long outage keep the shape; absent: they are all kept */
  readonly thinMs?: number | undefined;
  /** bytes; default sessionLimits */
  eventBytes?: number;
  stateBytes?: number;
  periodicBytes?: number;
}

/** Of a priority in `priorities`. */
type Place = 0 | 1 | 2;

export class Outbox {
  /** Random id of this store. */
  stream: string;
  /** By priority, as in `priorities`. */
  readonly lanes: readonly [Lane, Lane, Lane];
  /** monotonic ms; nothing is sent before, for the server could not store; 0: nothing is held */
  heldUntil = 0;
  private readonly options: OutboxOptions;
  private readonly record: JsonWriter;
  private readonly records = new Records();
  private readonly spill: OutboxSpill;

  constructor(options: OutboxOptions) {
    this.options = options;
    this.record = options.scratch;
    this.lanes = [
      new Lane(options.eventBytes ?? sessionLimits.eventBytes),
      new Lane(options.stateBytes ?? sessionLimits.stateBytes),
      new Lane(options.periodicBytes ?? sessionLimits.periodicBytes),
    ];
    this.spill = new OutboxSpill(options, this.lanes, this.records);
    const stream = newStream(options);
    this.stream = toHex(this.spill.open(stream) ?? stream);
  }

  /** A reading or the state of an actuator, taken at `now` (monotonic ms). quality: a code (senml.ts); 0: good. */
  addMeasurement(
    priority: Exclude<Priority, "event">,
    name: string,
    unit: string | undefined,
    value: RecordValue,
    now: number,
    quality = 0,
  ): void {
    this.records.encode(this.record.reset(), name, unit, value, quality);
    this.push(priority === "state" ? 1 : 2, now);
  }

  addEvent(name: string, data: unknown, now: number): void {
    this.records.encodeEvent(this.record.reset(), name, data);
    this.push(0, now);
  }

  private push(at: Place, now: number): void {
    const lane = this.lanes[at];
    if (this.record.isFull) {
      lane.lose();
      return;
    }
    this.spill.makeRoom(at, now);
    const wall = this.options.board.clock.wall();
    lane.push(wall ?? now, wall !== undefined, this.record.bytes, this.record.length);
    this.spill.added(at, now);
  }

  /** To be called at every turn of the device: moves records to the log partition when it is time. */
  advance(now: number): void {
    this.spill.advance(now);
  }

  /** monotonic ms; when advance() has something to do; Infinity: nothing */
  get spillDeadline(): number {
    return this.spill.deadline;
  }

  /** Before a restart: what is in RAM moves to the log partition, which is closed. Idempotent. */
  close(now: number): void {
    this.interrupt();
    this.spill.close(now);
  }

  /** monotonic ms; the earliest moment by which an answer must be there; Infinity: none is awaited */
  get deadline(): number {
    return Math.min(this.lanes[0].deadline, this.lanes[1].deadline, this.lanes[2].deadline);
  }

  get isEmpty(): boolean {
    return this.lanes[0].count + this.lanes[1].count + this.lanes[2].count === 0;
  }

  /** Readings that were left out of a long outage, their shape kept. */
  get thinned(): number {
    return this.spill.thinned;
  }

  /** Records lost so far, of all priorities. */
  get dropped(): number {
    return this.lanes[0].dropped + this.lanes[1].dropped + this.lanes[2].dropped;
  }

  /**
   * A session begins: what the server holds of this stream is never sent again, all else is. False: it claims to hold
   * what was never sent; a new stream was made, which the next hello has to name.
   */
  resume(stored: Readonly<Partial<Record<Priority, number>>> | undefined): boolean {
    this.interrupt();
    let isTrue = true;
    for (const [at, priority] of priorities.entries()) {
      const mark = stored?.[priority];
      const lane = this.lanes[at];
      if (mark === undefined || lane === undefined) continue;
      if (mark > lane.sent) isTrue = false;
      else lane.acknowledge(mark);
    }
    if (!isTrue) {
      // The log partition keeps the old one: a server that lies again and again must not wear it out.
      this.stream = toHex(newStream(this.options));
      for (const lane of this.lanes) lane.beginStream();
    }
    this.spill.setOnline(isTrue);
    return isTrue;
  }

  /** The session is over: no answer is awaited any more. */
  interrupt(): void {
    for (const lane of this.lanes) lane.interrupt();
    this.heldUntil = 0;
    this.spill.setOnline(false);
  }

  /** There is something to send, and it is time for it. */
  canSend(now: number): boolean {
    if (now < this.heldUntil) return false;
    this.heldUntil = 0;
    return this.mostImportant() >= 0;
  }

  /** The most important lane that has something to send; -1: none. */
  private mostImportant(): number {
    for (let at = 0; at < 3; at++) if (this.lanes[at]?.canSend) return at;
    return -1;
  }

  /** Writes the next pack, at most `limitBytes`, as the request `id`. False: nothing was written. Needs canSend(). */
  writePack(writer: JsonWriter, id: number, limitBytes: number, now: number): boolean {
    const at = this.mostImportant();
    const wall = this.options.board.clock.wall();
    if (at < 0 || wall === undefined) return false;
    const lane = this.lanes[at as Place];
    const { storage } = this.spill;
    const stored = storage?.begin(at as Place) ?? 0;
    if (stored === 0 && lane.ring.count === 0) return false;
    const first = stored === 0 ? lane.first : stored;
    beginRequest(writer, id, at === 0 ? "event" : "telemetry")
      .raw('{"stream":')
      .string(this.stream);
    if (at > 0) writer.raw(at === 1 ? ',"priority":"state"' : ',"priority":"periodic"');
    writer
      .raw(',"n":')
      .number(first)
      .raw(at === 0 ? ',"events":[' : ',"records":[');
    const count =
      stored === 0 || storage === undefined
        ? this.writeRecords(writer, lane, at === 0, limitBytes - 3, wall - now)
        : storage.writeRecords(writer, at as Place, limitBytes - 3, wall - now);
    if (count === 0) {
      lane.giveUp();
      return false;
    }
    if (!this.reserve(lane, first + count - 1)) return false;
    writer.raw("]}}");
    lane.start(id, first, count, now + sessionLimits.acknowledgeMs);
    return true;
  }

  /**
   * True: no number up to `last` will be given again after a power cut. False: the partition is broken; from the next
   * pack on there is a stream of this start alone, once nothing of the old one is under way.
   */
  private reserve(lane: Lane, last: number): boolean {
    const { log } = lane;
    if (log === undefined || last < log.reserved || log.reserve(last + 1 + sessionLimits.logNumbers)) return true;
    if (this.lanes.some((each) => each.request !== 0)) return false;
    for (const each of this.lanes) {
      each.leaveLog();
      each.beginStream();
    }
    this.spill.storage = undefined;
    this.stream = toHex(newStream(this.options));
    return false;
  }

  /** Writes as many of the ring's oldest records as fit; returns their number. toWall: what makes epoch ms of monotonic ms. */
  private writeRecords(writer: JsonWriter, lane: Lane, isEvent: boolean, limitBytes: number, toWall: number): number {
    const { ring } = lane;
    const most = Math.min(ring.count, limits.packRecords);
    let offset = ring.first;
    let base = 0;
    for (let i = 0; i < most; i++) {
      const before = writer.length;
      const time = ring.time(offset) + (ring.isWall(offset) ? 0 : toWall);
      if (i === 0) base = time;
      openRecord(writer, isEvent, time, base, i);
      this.records.decode(writer, ring, offset);
      if (writer.isFull || writer.length > limitBytes) {
        writer.rewind(before);
        return i;
      }
      offset = ring.after(offset);
    }
    return most;
  }

  /** The server has answered the pack `id`: `stored` is its mark. False: no such pack (an old or invented answer). */
  acknowledge(id: number, stored: number, now: number): boolean {
    const lane = this.find(id);
    if (lane === undefined) return false;
    if (lane.answer(stored)) lane.refused = 0;
    else this.hold(now + sessionLimits.holdMs);
    return true;
  }

  /**
   * The server has answered the pack `id` with an error. Temporary: sent again after holdMs. Else refusedPacks times,
   * then its records are given up, so that one that the server can never take does not hold up all others.
   */
  refuse(id: number, isTemporary: boolean, holdMs: number, now: number): boolean {
    const lane = this.find(id);
    if (lane === undefined) return false;
    lane.interrupt();
    if (!isTemporary && ++lane.refused >= sessionLimits.refusedPacks) {
      lane.refused = 0;
      lane.giveUpPack();
    }
    this.hold(now + holdMs);
    return true;
  }

  private find(id: number): Lane | undefined {
    for (const lane of this.lanes) if (lane.request === id && id !== 0) return lane;
    return undefined;
  }

  /** ms since the pack `id` was sent; undefined: no such pack is under way */
  tripMs(id: number, now: number): number | undefined {
    const lane = this.find(id);
    return lane === undefined ? undefined : now - (lane.deadline - sessionLimits.acknowledgeMs);
  }

  private hold(until: number): void {
    this.heldUntil = Math.max(this.heldUntil, until);
  }
}

/** 96 random bits. */
function newStream(options: OutboxOptions): Uint8Array {
  const bytes = new Uint8Array(12);
  options.board.random(bytes);
  return bytes;
}

function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += (byte < 16 ? "0" : "") + byte.toString(16);
  return text;
}
