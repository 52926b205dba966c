/** What turns with the device's pump beside it and is no part of it: setup over Wi-Fi (src/provisioning), put in by main.ts. */
import type { Board } from "../board/board.js";
import type { Link } from "../session/link.js";
import type { Session } from "../session/session.js";
import type { SessionLog } from "../session/session-options.js";
import type { Parts } from "./parts.js";

export interface CompanionHost {
  readonly board: Board;
  readonly session: Session;
  readonly log: SessionLog;
  readonly link: Link;
  readonly parts: Parts;
  /** Forgets all that the device was given, and starts it anew. why: for the log. */
  readonly reset: (why: string) => void;
  /** advance() is to be called soon; for callbacks of the platform. */
  readonly wake: () => void;
}

export interface Companion {
  /** monotonic ms; when to call advance() */
  readonly deadline: number;
  advance(now: number): void;
  /** The device is reset: what it has stored of its own is to go. Called when it is closed. */
  forget(): void;
  /** Nothing stays open. Idempotent. */
  close(): void;
}
