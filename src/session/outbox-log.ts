/**
 * The outbox's part of the flash: a log for each priority, so that readings never push out an event, over one partition.
 * Events and state have an eighth of the sectors each. An entry holds some records of one priority, one after another:
 * length of the body (2 bytes), whether the time is wall time (1), time in ms (8, float), and the body as the JSON that
 * will be sent, for the table of names in records.ts does not outlive a power cut.
 *
 * Ticks of the monotonic clock mean nothing after a restart. Records whose wall time never came to be known before one
 * keep their distance to the newest of them, which is taken to be as old as this start: the latest that it can be.
 */
import type { Flash } from "../board/board.js";
import { JsonWriter } from "../protocol/json-writer.js";
import { limits } from "../protocol/limits.js";
import { FlashLog } from "./flash-log.js";
import { logFormat } from "./flash-log-format.js";
import type { Lane } from "./lane.js";
import { sessionLimits } from "./limits.js";
import { openRecord } from "./outbox-pack.js";
import type { Records } from "./records.js";

const entryHeaderBytes: number = logFormat.entryHeaderBytes;
const recordHeaderBytes = 11;
const leastBlocks = 6;

/** Records of one priority in a log, and how their times are to be read. */
interface Part {
  readonly log: FlashLog;
  /** Numbers from here on were given since this start. */
  ownFrom: number;
  /** monotonic ms of an earlier start; the newest time that is no wall time; 0: there is none */
  lastTick: number;
}

export class OutboxLog {
  /** By priority. */
  readonly parts: readonly [Part, Part, Part];
  private readonly flash: Flash;
  private readonly startedAt: number;
  private readonly entry = new JsonWriter(sessionLimits.logEntryBytes);
  private readonly view = new DataView(this.entry.bytes.buffer);
  private first = 0;

  /** Takes the flash over. Throws what it throws, and when it is too small. */
  constructor(flash: Flash, now: number) {
    this.flash = flash;
    this.startedAt = now;
    const { blocks } = flash.status();
    if (blocks < leastBlocks) throw new Error(`${blocks} sectors, ${leastBlocks} are needed`);
    const few = Math.max(2, blocks >> 3);
    this.parts = [this.part(0, 0, few), this.part(1, few, few), this.part(2, 2 * few, blocks - 2 * few)];
  }

  private part(tag: number, firstBlock: number, blocks: number): Part {
    const log = new FlashLog({ flash: this.flash, tag, firstBlock, blocks, entry: this.entry.bytes });
    return { log, ownFrom: 1, lastTick: 0 };
  }

  /**
   * Finds what is stored and returns its stream. When the logs hold none, or not one and the same, `fresh` is begun: then
   * nothing new looks like a repeat. Throws when the flash has a fault.
   */
  open(fresh: Uint8Array): Uint8Array {
    let isWhole = true;
    for (const part of this.parts) {
      const isFound = part.log.recover(() => this.noteTicks(part));
      isWhole &&= isFound && isSame(part.log.stream, this.parts[0].log.stream);
    }
    for (const part of this.parts) {
      const { log } = part;
      if (!isWhole && log.fault === undefined) log.begin(fresh);
      if (log.fault !== undefined) throw new Error(log.fault);
      part.ownFrom = Math.max(log.next, log.reserved);
    }
    return this.parts[0].log.stream;
  }

  private noteTicks(part: Part): void {
    let offset = entryHeaderBytes;
    for (let i = 0; i < part.log.entryCount; i++) {
      if (!this.isWall(offset)) part.lastTick = Math.max(part.lastTick, this.view.getFloat64(offset + 3));
      offset = this.after(offset);
    }
  }

  /** Why the flash cannot be used any more; undefined: it can. */
  get fault(): string | undefined {
    return this.parts[0].log.fault ?? this.parts[1].log.fault ?? this.parts[2].log.fault;
  }

  /**
   * Moves as many of the oldest records as one entry holds from the lane's ring into its log. toWall: what makes epoch ms
   * of monotonic ms; undefined while that is unknown. False: none, for there are none or the log takes no more now.
   */
  spill(at: 0 | 1 | 2, lane: Lane, records: Records, toWall: number | undefined, now: number): boolean {
    const { ring } = lane;
    const entry = this.entry.rewind(entryHeaderBytes);
    let count = 0;
    for (let offset = ring.first; count < ring.count && count < limits.packRecords; count++) {
      const start = entry.length;
      records.decode(entry.rewind(start + recordHeaderBytes), ring, offset);
      if (entry.isFull) {
        entry.rewind(start);
        break;
      }
      const isWall = ring.isWall(offset);
      this.view.setUint16(start, entry.length - start - recordHeaderBytes);
      this.view.setUint8(start + 2, isWall || toWall !== undefined ? 1 : 0);
      this.view.setFloat64(start + 3, ring.time(offset) + (isWall ? 0 : (toWall ?? 0)));
      offset = ring.after(offset);
    }
    if (count === 0 || !this.parts[at].log.append(lane.first, count, entry.length - entryHeaderBytes, now))
      return false;
    lane.shift(count);
    return true;
  }

  /** Number of the oldest record in the log, which is brought for writeRecords(); 0: there is none. */
  begin(at: 0 | 1 | 2): number {
    const { log } = this.parts[at];
    log.rewind();
    this.first = log.load() ? Math.max(log.entryFirst, log.consumed + 1) : 0;
    return this.first;
  }

  /** Writes as many of the oldest records as fit, without a gap in their numbers; returns how many. Needs begin(). */
  writeRecords(writer: JsonWriter, at: 0 | 1 | 2, limitBytes: number, toWall: number): number {
    const part = this.parts[at];
    const { log } = part;
    let count = 0;
    let base = 0;
    do {
      if (count > 0 && log.entryFirst !== this.first + count) break;
      let offset = entryHeaderBytes;
      for (let i = 0; i < log.entryCount; i++, offset = this.after(offset)) {
        const n = log.entryFirst + i;
        if (n <= log.consumed) continue;
        const before = writer.length;
        const time = this.time(part, n, offset, toWall);
        if (count === 0) base = time;
        openRecord(writer, at === 0, time, base, count);
        writer.copy(this.entry.bytes, offset + recordHeaderBytes, this.after(offset));
        if (writer.isFull || writer.length > limitBytes) {
          writer.rewind(before);
          return count;
        }
        if (++count === limits.packRecords) return count;
      }
    } while (log.load());
    return count;
  }

  private after(offset: number): number {
    return offset + recordHeaderBytes + this.view.getUint16(offset);
  }

  private isWall(offset: number): boolean {
    return this.view.getUint8(offset + 2) === 1;
  }

  private time(part: Part, n: number, offset: number, toWall: number): number {
    const time = this.view.getFloat64(offset + 3);
    if (this.isWall(offset)) return time;
    if (n >= part.ownFrom) return time + toWall;
    return this.startedAt - Math.max(0, part.lastTick - time) + toWall;
  }

  close(): void {
    this.flash.close();
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
