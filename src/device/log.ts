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
  /** Lines that had to make room or were too many at once. */
  dropped = 0;
  /** Lines below it go nowhere. */
  threshold: LogEntry["level"] = "info";
  private readonly ring = new Ring(deviceLimits.logBytes);
  private readonly line: JsonWriter;
  private readonly allowance = new Allowance(deviceLimits.logBurst, deviceLimits.logPerSecond);
  private readonly console: { print(line: string): void };

  /** console: the board, which prints lines for a person. scratch: lent for one line at a time. */
  constructor(console: { print(line: string): void }, scratch: JsonWriter) {
    this.console = console;
    this.line = scratch;
  }

  get count(): number {
    return this.ring.count;
  }

  /** `text` is cut at limits.textCharacters. */
  write(level: LogEntry["level"], code: string, text: string | undefined, now: number): void {
    if (logLevels.indexOf(level) < logLevels.indexOf(this.threshold)) return;
    if (!this.allowance.take(now)) {
      this.dropped++;
      return;
    }
    this.console.print(text === undefined ? `${level} ${code}` : `${level} ${code}: ${text}`);
    const line = this.line;
    this.encode(level, code, text?.slice(0, limits.textCharacters));
    // Letters of several bytes, or escapes: as many as surely fit.
    if (line.isFull) this.encode(level, code, text?.slice(0, 64));
    if (line.isFull) this.dropped++;
    else this.dropped += Math.max(0, this.ring.push(now, false, line.bytes, line.length));
  }

  private encode(level: LogEntry["level"], code: string, text: string | undefined): void {
    const line = this.line.reset().raw('"level":').string(level).raw(',"code":').string(code);
    if (text !== undefined) line.raw(',"text":').string(text);
    line.raw("}");
  }

  /** Moves lines into a notification of at most `limitBytes`. toWall: what makes epoch ms of monotonic ms. */
  writeNotification(writer: JsonWriter, limitBytes: number, toWall: number): void {
    const ring = this.ring;
    beginNotification(writer.reset(), "log").raw('{"entries":[');
    for (let i = 0; i < limits.logEntries && ring.count > 0; i++) {
      const before = writer.length;
      const at = ring.first;
      if (i > 0) writer.byte(0x2c);
      openTimed(writer, ring.time(at) + toWall);
      writer.copy(ring.bytes, ring.bodyStart(at), ring.bodyEnd(at));
      if (writer.isFull || writer.length + 3 > limitBytes) {
        writer.rewind(before);
        break;
      }
      ring.shift();
    }
    endMessage(writer.raw("]}"));
  }
}
