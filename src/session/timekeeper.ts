/**
 * Wall time: where it comes from, whether it may be believed, and how far the board's clock goes wrong.
 *
 * A board that was cut off from power wakes up in 1970. Until somebody tells it the time, records keep their ticks, and
 * certificates are judged by a floor: the later of the build and of the last time that was seen. Then comes NTP, then the
 * server's time in hello's result; NTP counts as long as it is fresh. A time before the floor is not believed from NTP,
 * whose answers anybody can forge; a server's is, unless it lies before the build, for a server whose clock was once ahead
 * must not hold a device's floor above the truth for ever. A board that has no NTP and knows the time when it starts
 * (a computer) keeps its own, and the difference is only told.
 *
 * The last time seen is stored once a day at most, and only what NTP and server agree upon, where there is NTP.
 */
import type { Board } from "../board/board.js";
import { sessionLimits } from "./limits.js";
import type { SessionLog } from "./session-options.js";

export type TimeSource = "none" | "board" | "ntp" | "server";

const store = "mooring";
const seenKey = "time.seen";

export interface TimekeeperOptions {
  readonly board: Pick<Board, "clock"> & Partial<Pick<Board, "storage" | "network">>;
  readonly log: SessionLog;
}

/** For the report: ms; absent: not measured. */
export interface ClockReport {
  readonly source: TimeSource;
  readonly steps: number;
  /** by how much the newest step moved the clock */
  readonly stepMs: number | undefined;
  /** parts in a million that the board's clock is too slow */
  readonly driftPPM: number | undefined;
}

export class Timekeeper {
  source: TimeSource;
  private readonly options: TimekeeperOptions;
  /** The clock is ours to set. */
  private readonly isOurs: boolean;
  /** monotonic ms; when the clock was set last; of use once source is ntp or server */
  private setAt = 0;
  private ntpAt = Number.NEGATIVE_INFINITY;
  /** ms since 1970; what is stored; 0: nothing */
  private seen = 0;
  private steps = 0;
  private stepMs: number | undefined;
  private driftPPM: number | undefined;

  constructor(options: TimekeeperOptions) {
    this.options = options;
    const { clock, network } = options.board;
    const isKnown = clock.wall() !== undefined;
    this.source = isKnown ? "board" : "none";
    this.isOurs = !isKnown || network?.ntp !== undefined;
    this.seen = this.readSeen();
    clock.setFloor?.(this.floor);
  }

  /** The board knows the time. */
  get isKnown(): boolean {
    return this.options.board.clock.wall() !== undefined;
  }

  /** ms since 1970; it is later than that, for sure; 0: nobody knows */
  get floor(): number {
    return Math.max(this.options.board.clock.builtAt ?? 0, this.seen);
  }

  /** NTP has answered. False: it is not believed. */
  ntp(epochMs: number, now: number): boolean {
    if (epochMs < this.floor) {
      this.options.log.write("warn", "clock.refused", `NTP says ${describe(epochMs)}, which is over`, now);
      return false;
    }
    this.ntpAt = now;
    this.set(epochMs, "ntp", now);
    return true;
  }

  /** A session has begun. uncertaintyMs: half of what the answer took. */
  server(epochMs: number, uncertaintyMs: number, now: number): void {
    const { board, log } = this.options;
    if (epochMs < (board.clock.builtAt ?? 0)) {
      log.write("warn", "clock.refused", `the server says ${describe(epochMs)}, before this firmware was built`, now);
      return;
    }
    const isFresh = now - this.ntpAt < sessionLimits.ntpFreshMs;
    if (this.isOurs && !isFresh) this.set(epochMs, "server", now);
    const difference = epochMs - (board.clock.wall() ?? epochMs);
    const isAgreed = Math.abs(difference) <= sessionLimits.clockDifferenceMs + uncertaintyMs;
    if (!isAgreed) log.write("warn", "clock.differs", `the server's is ${seconds(difference)} later`, now);
    else if (isFresh || board.network?.ntp === undefined) this.keepSeen(epochMs, now);
  }

  /** Measures the drift, and sets the clock where it is wrong by more than a message takes. */
  private set(epochMs: number, source: TimeSource, now: number): void {
    const { board, log } = this.options;
    const wall = board.clock.wall();
    const before = this.source;
    this.source = source;
    if (wall !== undefined) {
      const difference = epochMs - wall;
      const passed = now - this.setAt;
      const isMeasured = before !== "none" && before !== "board" && passed >= sessionLimits.driftMs;
      const isStep = Math.abs(difference) >= sessionLimits.stepMs;
      if (isMeasured && !isStep) this.driftPPM = Math.round((difference / passed) * 1e6);
      if (Math.abs(difference) < sessionLimits.clockSlackMs) return;
      if (isStep) {
        this.steps++;
        this.stepMs = Math.round(difference);
        log.write("warn", "clock.step", `${seconds(difference)}, by ${source}`, now);
      }
    } else log.write("info", "clock.set", `${describe(epochMs)}, by ${source}`, now);
    board.clock.setWall(epochMs);
    this.setAt = now;
  }

  report(): ClockReport {
    return { source: this.source, steps: this.steps, stepMs: this.stepMs, driftPPM: this.driftPPM };
  }

  private readSeen(): number {
    const { board } = this.options;
    try {
      const stored = board.storage?.keyValue.open({ path: store });
      const ms = Number(stored?.read(seenKey) ?? 0) * 1000;
      stored?.close();
      return ms > 0 && ms < 1e14 ? ms : 0;
    } catch {
      // A store that does not open is told of where settings are read.
      return 0;
    }
  }

  /** Stores the time when it is a day after the one that is stored, or before it. */
  private keepSeen(epochMs: number, now: number): void {
    const { board, log } = this.options;
    const { storage, clock } = board;
    const isLess = epochMs < this.seen - sessionLimits.seenEveryMs;
    if (storage === undefined || !(isLess || epochMs >= this.seen + sessionLimits.seenEveryMs)) return;
    this.seen = epochMs;
    clock.setFloor?.(this.floor);
    try {
      const stored = storage.keyValue.open({ path: store });
      stored.write(seenKey, String(Math.floor(epochMs / 1000)));
      stored.close();
    } catch (error) {
      log.write("warn", "clock.not-kept", error instanceof Error ? error.message : String(error), now);
    }
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(3)} s`;
const describe = (epochMs: number): string => `${Math.round(epochMs / 1000)} s since 1970`;
