/**
 * Counts restarts that nobody asked for, over restarts: three within five minutes put the device into safe mode, which has
 * the link and setup alone, so that it can be helped from afar. Safe mode ends by a restart that was asked for, or by
 * itself. Power that goes and comes, or a press of the reset button, is no such restart.
 */
import type { Board, KeyValue } from "../board/board.js";
import type { SessionLog } from "../session/session-options.js";
import { deviceLimits } from "./limits.js";
import { statePath } from "./state/live-settings.js";
import { withStore } from "./with-store.js";

const never = Number.POSITIVE_INFINITY;
export const restartsKey = "restarts";
/** Stands in their place when the restart to come was asked for. */
const wanted = "wanted";

export class Restarts {
  readonly isSafe: boolean;
  /** monotonic ms; when to call advance() */
  deadline = never;
  private readonly board: Pick<Board, "storage" | "restartReason">;
  private readonly log: SessionLog;
  private readonly startedAt: number;
  /** ms; how long ago each was, this start included; undefined: none counts any more */
  private ages: number[] | undefined;

  constructor(board: Pick<Board, "storage" | "restartReason">, log: SessionLog, now: number) {
    this.board = board;
    this.log = log;
    this.startedAt = now;
    const { reason } = board.restartReason;
    const text = this.use(now, (store) => store.read(restartsKey));
    const isWanted = reason === "power" || reason === "reset" || reason === "sleep" || text === wanted;
    const counts = !isWanted;
    if (counts) {
      this.ages = [...readAges(text), 0].slice(-deviceLimits.safeRestarts);
      this.deadline = now + deviceLimits.safeTickMs;
    }
    this.isSafe = this.ages !== undefined && this.ages.length >= deviceLimits.safeRestarts;
    if (counts || text !== undefined) this.store(now);
    if (this.isSafe) log.write("error", "device.safe-mode", "restarts in a row: no sensors, no application", now);
  }

  /** True: safe mode has lasted long enough, and the device is to start as it should. */
  advance(now: number): boolean {
    if (now < this.deadline) return false;
    if (this.isSafe && now - this.startedAt >= deviceLimits.safeModeMs) {
      this.deadline = never;
      return true;
    }
    this.deadline = now + deviceLimits.safeTickMs;
    if (this.ages === undefined) return false;
    const ages = this.ages.map((age) => age + deviceLimits.safeTickMs).filter((age) => age < deviceLimits.safeWindowMs);
    this.ages = ages.length === 0 ? undefined : ages;
    if (this.ages === undefined && !this.isSafe) this.deadline = never;
    this.store(now);
    return false;
  }

  /** The restart to come was asked for: it does not count, nor do those before it. */
  expect(now: number): void {
    this.use(now, (store) => store.write(restartsKey, wanted));
  }

  private store(now: number): void {
    const { ages } = this;
    this.use(now, (store) => {
      if (ages === undefined) store.delete(restartsKey);
      else store.write(restartsKey, JSON.stringify(ages));
    });
  }

  private use<T>(now: number, work: (store: KeyValue) => T): T | undefined {
    try {
      return withStore(this.board, statePath, work);
    } catch (error) {
      this.log.write("warn", "device.restarts", (error as Error).message, now);
      return undefined;
    }
  }
}

function readAges(text: string | undefined): number[] {
  let ages: unknown;
  try {
    ages = text === undefined ? [] : JSON.parse(text);
  } catch {
    ages = [];
  }
  return Array.isArray(ages) ? ages.filter((age): age is number => typeof age === "number" && age >= 0) : [];
}
