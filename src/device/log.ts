/**
 * The device's log: a ring of encoded lines that goes to the server when there is one, the first to be dropped, and to
 * the board's console at once. Codes and numbers; no secrets. Rate limited, so that a fault that repeats costs little.
 */
import type { JsonWriter } from "../protocol/json-writer.js";
import { limits } from "../protocol/limits.js";
import type { LogEntry } from "../protocol/messages.js";
import { beginNotification, endMessage } from "../protocol/rpc.js";
import { openTimed } from "../protocol/senml.js";
import { Allowance } from "../session/allowance.js";
import { Ring } from "../session/ring.js";
import type { SessionLog } from "../session/session-options.js";
import { deviceLimits } from "./limits.js";
import { logLevels } from "./state/setting.js";

export class Log implements SessionLog {
  /** Lines that nobody got: they had to make room, or were too many at once. */
  dropped = 0;
  /** Warnings and errors so far. */
  warnings = 0;
  /** Lines below it go nowhere. */
  threshold: LogEntry["level"] = "info";
  /** Newest lines of the ring that were not sent yet. */
  private unsent = 0;
  /** Somebody follows from this level on, until then (monotonic ms). */
  private tailLevel: LogEntry["level"] = "error";
  private tailUntil = 0;
  private readonly ring = new Ring(deviceLimits.logBytes);
  private readonly line: JsonWriter;
  private readonly allowance = new Allowance(deviceLimits.logBurst, deviceLimits.logPerSecond);
  private readonly console: { print(line: string): void };

  /** console: the board, which prints lines for a person. scratch: lent for one line at a time. */
  constructor(console: { print(line: string): void }, scratch: JsonWriter) {
    this.console = console;
    this.line = scratch;
  }

  /** Lines that wait to be sent. */
  get count(): number {
    return this.unsent;
  }

  /** Lines of this level and above come too, until then (monotonic ms). */
  tail(level: LogEntry["level"], until: number): void {
    this.tailLevel = level;
    this.tailUntil = until;
  }

  /** `text` is cut at limits.textCharacters. */
  write(level: LogEntry["level"], code: string, text: string | undefined, now: number): void {
    const grade = logLevels.indexOf(level);
    const isFollowed = now < this.tailUntil && grade >= logLevels.indexOf(this.tailLevel);
    if (grade < logLevels.indexOf(this.threshold) && !isFollowed) return;
    if (!this.allowance.take(now)) {
      this.dropped++;
      return;
    }
    if (grade >= 2) this.warnings++;
    this.console.print(text === undefined ? `${level} ${code}` : `${level} ${code}: ${text}`);
    const line = this.line;
    this.encode(level, code, text?.slice(0, limits.textCharacters));
    // Letters of several bytes, or escapes: as many as surely fit.
    if (line.isFull) this.encode(level, code, text?.slice(0, 64));
    if (line.isFull || this.ring.push(now, false, line.bytes, line.length) < 0) {
      this.dropped++;
      return;
    }
    this.unsent++;
    if (this.unsent <= this.ring.count) return;
    this.dropped += this.unsent - this.ring.count;
    this.unsent = this.ring.count;
  }

  private encode(level: LogEntry["level"], code: string, text: string | undefined): void {
    const line = this.line.reset().raw('"level":').string(level).raw(',"code":').string(code);
    if (text !== undefined) line.raw(',"text":').string(text);
    line.raw("}");
  }

  /** Lines that wait go into a notification of at most `limitBytes`. toWall: what makes epoch ms of monotonic ms. */
  writeNotification(writer: JsonWriter, limitBytes: number, toWall: number): void {
    beginNotification(writer.reset(), "log").raw('{"entries":[');
    let at = this.newest(this.unsent);
    for (let i = 0; i < limits.logEntries && this.unsent > 0; i++) {
      const before = writer.length;
      if (i > 0) writer.byte(0x2c);
      this.writeLine(writer, at, toWall);
      if (writer.isFull || writer.length + 3 > limitBytes) {
        writer.rewind(before);
        break;
      }
      this.unsent--;
      at = this.ring.after(at);
    }
    endMessage(writer.raw("]}"));
  }

  /** The newest lines of a level and above, sent or not, as a list; toWall undefined: the time is not known. */
  writeLines(writer: JsonWriter, limit: number, level: LogEntry["level"], toWall: number | undefined): void {
    const { ring } = this;
    const least = logLevels.indexOf(level);
    let surplus = -limit;
    for (let at = ring.first, i = 0; i < ring.count; at = ring.after(at), i++) if (this.grade(at) >= least) surplus++;
    writer.byte(0x5b);
    let isFirst = true;
    for (let at = ring.first, i = 0; i < ring.count; at = ring.after(at), i++) {
      if (this.grade(at) < least || surplus-- > 0) continue;
      if (!isFirst) writer.byte(0x2c);
      isFirst = false;
      this.writeLine(writer, at, toWall);
    }
    writer.byte(0x5d);
  }

  private writeLine(writer: JsonWriter, at: number, toWall: number | undefined): void {
    const { ring } = this;
    if (toWall === undefined) writer.byte(0x7b);
    else openTimed(writer, ring.time(at) + toWall);
    writer.copy(ring.bytes, ring.bodyStart(at), ring.bodyEnd(at));
  }

  /** Offset of the first of the newest `count` lines. */
  private newest(count: number): number {
    let at = this.ring.first;
    for (let i = this.ring.count; i > count; i--) at = this.ring.after(at);
    return at;
  }

  /** By the first letter of its level, behind `"level":"`: they all differ. */
  private grade(at: number): number {
    const letter = this.ring.bytes[this.ring.bodyStart(at) + 9];
    return letter === 0x64 ? 0 : letter === 0x69 ? 1 : letter === 0x77 ? 2 : 3;
  }
}
