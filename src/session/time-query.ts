/**
 * Asks a time server (the NTP client of ECMA-419 that the board has) once the link is up: again after a failure, more and
 * more rarely, and a few times a day to see how the clock goes. One question at a time, with a deadline.
 */
import type { Board } from "../board/board.js";
import type { NTP } from "../board/network.js";
import { sessionLimits } from "./limits.js";
import type { SessionLog } from "./session-options.js";
import type { Timekeeper } from "./timekeeper.js";

const never = Number.POSITIVE_INFINITY;

export class TimeQuery {
  /** monotonic ms; when to call advance(); Infinity: nothing is due while the link is down */
  deadline = 0;
  private readonly place: NonNullable<Board["network"]["ntp"]>;
  private readonly servers: readonly string[] | undefined;
  private readonly time: Timekeeper;
  private readonly log: SessionLog;
  private readonly wake: () => void;
  private client: NTP | undefined;
  private dueAt = 0;
  private failures = 0;
  /** undefined: no answer yet */
  private answer: number | Error | undefined;

  /** servers: names or addresses, instead of the board's own. wake: the device is to call advance() soon. */
  constructor(
    place: NonNullable<Board["network"]["ntp"]>,
    servers: readonly string[] | undefined,
    time: Timekeeper,
    log: SessionLog,
    wake: () => void,
  ) {
    this.place = place;
    this.servers = servers;
    this.time = time;
    this.log = log;
    this.wake = wake;
  }

  advance(isLinkUp: boolean, now: number): void {
    const { client, answer } = this;
    if (client !== undefined) {
      if (answer !== undefined) this.take(answer, now);
      else if (!isLinkUp || now >= this.deadline) this.take(new Error("no answer in time"), now);
    }
    if (this.client !== undefined) return;
    if (!isLinkUp) this.deadline = never;
    else if (now < this.dueAt) this.deadline = this.dueAt;
    else this.ask(now);
  }

  private ask(now: number): void {
    const { io, ...options } = this.place;
    this.deadline = now + sessionLimits.ntpMs;
    try {
      const client = new io({ servers: [], ...options, ...(this.servers && { servers: this.servers }) } as never);
      this.client = client;
      client.getTime((error, time) => {
        if (client !== this.client) return;
        this.answer = error ?? time ?? new Error("no time in the answer");
        this.wake();
      });
    } catch (error) {
      this.answer = error instanceof Error ? error : new Error(String(error));
      this.take(this.answer, now);
    }
  }

  private take(answer: number | Error, now: number): void {
    this.close();
    if (typeof answer === "number" && this.time.ntp(answer, now)) {
      this.failures = 0;
      this.dueAt = now + sessionLimits.ntpEveryMs;
      return;
    }
    const { ntpRetryMs, ntpRetryCapMs, ntpUnknownCapMs } = sessionLimits;
    const capMs = this.time.isKnown ? ntpRetryCapMs : ntpUnknownCapMs;
    this.dueAt = now + Math.min(ntpRetryMs * 2 ** Math.min(this.failures, 10), capMs);
    if (this.failures++ === 0 && typeof answer !== "number")
      this.log.write("warn", "clock.no-ntp", answer.message, now);
  }

  /** Nothing stays open. Idempotent. */
  close(): void {
    this.client?.close();
    this.client = this.answer = undefined;
  }
}
