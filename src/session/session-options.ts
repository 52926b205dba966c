/** What a session needs of the device around it: who it is, where its records and its log are, randomness, wall time. */
import type { Board } from "../board/board.js";
import type { LogEntry } from "../protocol/messages.js";
import type { Identity, Standing } from "./hello.js";
import type { Outbox } from "./outbox.js";
import type { Timekeeper } from "./timekeeper.js";

export interface SessionLog {
  /** `text` for people; no secrets. */
  write(level: LogEntry["level"], code: string, text: string | undefined, now: number): void;
}

export interface SessionOptions {
  readonly identity: Identity;
  readonly standing: Standing;
  readonly outbox: Outbox;
  readonly log: SessionLog;
  readonly time: Timekeeper;
  /** monotonic ms at the start of the firmware */
  readonly startedAt: number;
  /** The board, or as much of it as a session needs. */
  readonly board: Pick<Board, "random" | "digest" | "clock">;
}
