/**
 * How a device ends: at once, in order, to start anew, or to forget all that it was given. Each way closes what is open,
 * once, and keeps what is not acknowledged where that can be done. What there is to close is device.ts's.
 */
import type { Link } from "../session/link.js";
import type { Outbox } from "../session/outbox.js";
import type { Session } from "../session/session.js";
import type { TimeQuery } from "../session/time-query.js";
import type { Commands } from "./commands/registry.js";
import type { Companion } from "./companion.js";
import { forgetDevice } from "./factory-reset.js";
import type { LastWords } from "./last-words.js";
import type { Log } from "./log.js";
import type { Parts } from "./parts.js";
import { Pump } from "./pump.js";
import type { Restarts } from "./restarts.js";

export abstract class Ending extends Pump {
  abstract readonly session: Session;
  abstract readonly link: Link;
  abstract readonly outbox: Outbox;
  abstract readonly log: Log;
  abstract readonly parts: Parts;
  abstract readonly commands: Commands;
  protected abstract readonly restarts: Restarts;
  protected abstract readonly words: LastWords;
  protected abstract readonly companion: Companion | undefined;
  protected abstract readonly timeQuery: TimeQuery | undefined;
  /** monotonic ms */
  protected abstract readonly startedAt: number;
  // Declared alone, and so no slot on XS, until there is one.
  private declare onStopped: (() => void) | undefined;

  /** Tells the server that something has happened. */
  abstract event(name: string, data: unknown, now: number): void;

  /** Ends at once: a close frame if it can still go, then nothing is open. Idempotent. */
  close(): void {
    if (this.isClosed) return;
    try {
      const now = this.board.clock.now();
      this.session.stop(false, now);
      this.link.transmit();
      this.session.stop(false, now);
    } finally {
      this.shut();
    }
  }

  /** Ends in order: sends what waits, says goodbye; within 3 s. onStopped comes once, when nothing is open any more. */
  stop(onStopped: () => void): void {
    if (this.isClosed) {
      onStopped();
      return;
    }
    this.onStopped = onStopped;
    this.session.stop(true, this.board.clock.now());
    this.pump();
  }

  /** Ends in order and starts anew; it does not count as one that nobody asked for. */
  restart(why: string): void {
    const now = this.board.clock.now();
    this.restarts.expect(now);
    this.log.write("info", "device.restart", why, now);
    this.stop(() => {
      this.words.end(this.board.clock.now());
      this.board.restart(why);
    });
  }

  /** Ends in order, forgets all that it was given, and starts anew. */
  reset(why: string): void {
    const now = this.board.clock.now();
    this.log.write("warn", "device.reset", why, now);
    this.event("device.reset", { why }, now);
    this.stop(() => {
      const faults = forgetDevice(this.board, () => this.companion?.forget());
      for (const fault of faults) this.board.print(`error device.reset: ${fault}`);
      this.board.restart(`reset ${why}`);
    });
  }

  protected shut(): void {
    this.end();
    for (const each of [this.companion, this.timeQuery, this.link]) {
      try {
        each?.close();
      } catch (error) {
        this.board.print(`error device.close: ${String(error)}`); // the others close, and the restart comes
      }
    }
    this.commands.jobs.close(this.startedAt);
    this.parts.close(this.startedAt);
    this.save();
    const stopped = this.onStopped;
    this.onStopped = undefined;
    stopped?.();
  }

  /** Keeps what is not acknowledged, where that can be done. */
  protected save(): void {
    try {
      const now = this.board.clock.now();
      this.parts.actuators.keep(now);
      this.outbox.close(now);
    } catch (error) {
      this.board.print(`error outbox.not-saved: ${String(error)}`);
    }
  }
}
