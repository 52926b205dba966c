/**
 * Lines of the log that were not sent when the firmware ended: kept in the key-value store "state", sent behind the next
 * hello. Written before a restart that the firmware makes itself, and, within a budget, when there is a warning while no
 * server takes it: a crash or a cut of power in between loses the lines since.
 */
import type { Board, KeyValue } from "../board/board.js";
import { JsonReader } from "../protocol/json-reader.js";
import { JsonWriter } from "../protocol/json-writer.js";
import { deviceMethods } from "../protocol/messages.js";
import { validate } from "../protocol/validate.js";
import { Allowance } from "../session/allowance.js";
import type { Conversation } from "../session/conversation.js";
import { deviceLimits } from "./limits.js";
import type { Log } from "./log.js";
import { statePath } from "./state/live-settings.js";
import { withStore } from "./with-store.js";

export const lastWordsKey = "log";

export class LastWords {
  private readonly board: Pick<Board, "storage" | "clock" | "print">;
  private readonly log: Log;
  private readonly allowance = new Allowance(deviceLimits.wordsBurst, deviceLimits.wordsPerSecond);
  /** There may be words of the life before. */
  private isOld = true;
  private isStored = false;
  private warnings = 0;

  constructor(board: Pick<Board, "storage" | "clock" | "print">, log: Log) {
    this.board = board;
    this.log = log;
  }

  /** Keeps a new warning that nobody takes, where the budget allows it; not before those of the life before were sent. */
  advance(isOnline: boolean, now: number): void {
    const { log } = this;
    if (log.warnings === this.warnings || isOnline) return;
    this.warnings = log.warnings;
    if (!this.isOld && this.allowance.take(now)) this.store(now);
  }

  /** The firmware ends now. */
  end(now: number): void {
    if (this.log.count > 0) this.store(now);
  }

  /** Sends what the life before left, once; and forgets what was stored and has been sent since. */
  send(conversation: Conversation): void {
    if (this.isOld && conversation.canWrite) {
      this.isOld = false;
      const text = this.use((store) => store.read(lastWordsKey));
      if (text === undefined) return;
      this.isStored = true;
      const entries = readLines(text);
      // What is no list of lines is dropped: somebody else wrote it.
      if (entries.length === 0 || validate(deviceMethods.log.params, { entries }) !== undefined) return;
      conversation.beginNotification("log").raw('{"entries":').text(text).raw("}");
      conversation.sendNotification();
    }
    if (!this.isStored || this.log.count > 0) return;
    this.isStored = false;
    this.use((store) => store.delete(lastWordsKey));
  }

  /** What is stored already of this life is replaced; of the life before it is added to as far as there is room. */
  private store(now: number): void {
    this.use((store) => {
      const wall = this.board.clock.wall();
      const writer = new JsonWriter(deviceLimits.logBytes * 2);
      this.log.writeLines(writer, this.log.count, "debug", wall === undefined ? undefined : wall - now);
      // The bytes as a text: by way of their values, for the language has no decoder.
      const lines = new JsonReader().read(writer.view());
      if (!Array.isArray(lines)) return;
      const old = this.isOld ? readLines(store.read(lastWordsKey)) : [];
      let all = [...old, ...lines];
      let text = JSON.stringify(all);
      while (text.length > deviceLimits.wordsBytes && all.length > 1) {
        all = all.slice(1);
        text = JSON.stringify(all);
      }
      store.write(lastWordsKey, text);
      this.isStored = true;
    });
  }

  private use<T>(work: (store: KeyValue) => T): T | undefined {
    try {
      return withStore(this.board, statePath, work);
    } catch (error) {
      this.board.print(`warn log.not-stored: ${(error as Error).message}`);
      return undefined;
    }
  }
}

function readLines(text: string | undefined): unknown[] {
  try {
    const lines: unknown = text === undefined ? [] : JSON.parse(text);
    return Array.isArray(lines) ? lines : [];
  } catch {
    return [];
  }
}
