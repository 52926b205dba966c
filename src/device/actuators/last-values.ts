/**
 * The values that actuators are to have again after a restart, as one text in the key-value store "actuators". Written
 * within a budget: what changes together is written once, and a value that changes all the time is written once a
 * minute, so that power cut in between brings back an older one.
 */
import type { Board } from "../../board/board.js";
import type { RecordValue } from "../../protocol/senml.js";
import { Allowance } from "../../session/allowance.js";
import type { SessionLog } from "../../session/session-options.js";
import { deviceLimits } from "../limits.js";
import { withStore } from "../with-store.js";

export type Values = Record<string, RecordValue>;

const path = "actuators";
const key = "last";
const never = Number.POSITIVE_INFINITY;

export class LastValues {
  /** Texts written so far. */
  writes = 0;
  private readonly board: Pick<Board, "storage">;
  private readonly log: SessionLog;
  private readonly allowance = new Allowance(deviceLimits.keepBurst, deviceLimits.keepPerSecond);
  /** monotonic ms; Infinity: nothing has changed */
  private dueAt = never;

  constructor(board: Pick<Board, "storage">, log: SessionLog) {
    this.board = board;
    this.log = log;
  }

  /** What was written; {} when that is nothing, or nothing that can be read: then it is said. */
  read(now: number): Values {
    try {
      const text = withStore(this.board, path, (store) => store.read(key));
      const values: unknown = text === undefined ? {} : JSON.parse(text);
      if (typeof values === "object" && values !== null && !Array.isArray(values)) return values as Values;
      throw new Error("no values");
    } catch (error) {
      this.log.write("warn", "actuator.last-values", (error as Error).message, now);
      return {};
    }
  }

  /** Something has changed. */
  note(now: number): void {
    if (this.dueAt === never) this.dueAt = now + deviceLimits.keepDelayMs;
  }

  /** monotonic ms; when to call write() */
  get deadline(): number {
    return this.dueAt;
  }

  /** It is time to write, and the budget allows it. */
  isDue(now: number): boolean {
    if (now < this.dueAt) return false;
    if (this.allowance.take(now)) return true;
    this.dueAt = now + deviceLimits.keepRetryMs;
    return false;
  }

  /** Something has changed that was not written. */
  get isBehind(): boolean {
    return this.dueAt !== never;
  }

  write(values: Values, now: number): void {
    this.dueAt = never;
    try {
      const text = JSON.stringify(values);
      const isNew = withStore(this.board, path, (store) => {
        if (text === store.read(key)) return false;
        store.write(key, text);
        return true;
      });
      if (isNew) this.writes++;
    } catch (error) {
      this.dueAt = now + deviceLimits.keepRetryMs;
      this.log.write("warn", "actuator.last-values", (error as Error).message, now);
    }
  }
}
