/**
 * Where a session stands in the table of states.ts, since when and until when, and why the newest connection ended.
 * The only place where the state changes. It knows nothing of sockets and messages: session.ts does.
 */
import type { Board } from "../board/board.js";
import { Backoff } from "./backoff.js";
import { type Cause, cause } from "./causes.js";
import type { Phases } from "./hello.js";
import { sessionLimits } from "./limits.js";
import { figures, Metrics } from "./metrics.js";
import { Servers } from "./servers.js";
import type { SessionLog } from "./session-options.js";
import { type Event, isConnection, type State, transitions } from "./states.js";

const never = Number.POSITIVE_INFINITY;

export class Life {
  state: State = "unset";
  /** Counts connections that were left. */
  epoch = 0;
  /** Why the newest connection ended, or will have ended once its closing handshake is done. */
  lastCause: Cause = cause("start", "start");
  /** Illegal events so far. */
  faults = 0;
  /** monotonic ms; by when the state has to be left; Infinity: it may stay */
  deadline = never;
  readonly backoff: Backoff;
  readonly servers: Servers;
  readonly metrics = new Metrics();
  readonly phases: Phases = {
    resolve: undefined,
    connect: undefined,
    secure: undefined,
    upgrade: undefined,
    hello: undefined,
  };
  private readonly log: SessionLog;
  private since = 0;
  /**
   * monotonic ms; when the attempt may begin whose delay was drawn; 0: none is to come. A link that goes and comes back
   * meanwhile neither shortens the delay nor begins it anew.
   */
  private notBefore = 0;
  private stableAt = never;

  constructor(board: Pick<Board, "random">, log: SessionLog) {
    this.backoff = new Backoff(board);
    this.servers = new Servers(this.backoff);
    this.log = log;
  }

  /** monotonic ms; when advance() is to be called, and whoever asked for the deadline above looks at it */
  get nextDeadline(): number {
    return Math.min(this.deadline, this.stableAt);
  }

  /** Whole ms in this state. */
  spent(now: number): number {
    return Math.round(now - this.since);
  }

  /** A stable minute is over: the count of attempts falls back. */
  advance(now: number): void {
    if (now < this.stableAt) return;
    this.stableAt = never;
    this.servers.reset();
  }

  /** The attempt failed, or the connection ended, by lastCause: decides on the next one, and says which event it is. */
  plan(now: number): "failed" | "refused" {
    this.notBefore = now + this.servers.next(this.lastCause, now);
    return this.servers.isRefused ? "refused" : "failed";
  }

  /** What failed so far is forgotten; an attempt that is due later is due now. */
  renew(why: Cause, now: number): void {
    this.servers.reset();
    this.notBefore = 0;
    this.lastCause = why;
    if (this.state === "waiting" || this.state === "refused") this.deadline = now;
  }

  illegal(event: string, now: number): void {
    this.faults++;
    this.log.write("error", "session.illegal-event", `${event} in ${this.state}`, now);
  }

  /** True: a connection was left, and what belongs to it is to be let go. */
  move(event: Event, now: number): boolean {
    const { state } = this;
    const next = transitions[state][event];
    if (next === undefined) this.illegal(event, now);
    if (next === undefined || next === state) return false;
    this.state = next;
    this.log.write("debug", "session.state", `${state} ${event} ${next}`, now);
    if (state === "online" || state === "draining") this.metrics.add(figures.onlineMs, now - this.since);
    const hasLeft = isConnection(state) && !isConnection(next);
    if (hasLeft) this.leave(state, now);
    this.enter(next, event, now);
    return hasLeft;
  }

  private leave(state: State, now: number): void {
    this.epoch++;
    this.stableAt = never;
    this.metrics.ended(this.lastCause);
    const { code, detail } = this.lastCause;
    const text = detail === undefined ? `${code} in ${state}` : `${code} in ${state}: ${detail}`;
    this.log.write(code === "stopped" ? "info" : "warn", "session.ended", text, now);
  }

  private enter(state: State, event: Event, now: number): void {
    const { phases, servers } = this;
    this.since = now;
    this.deadline = never;
    if (state === "waiting" || state === "refused") {
      if (this.notBefore === 0) this.plan(now);
      else if (event === "linkUp") this.notBefore = Math.max(this.notBefore, now + this.backoff.afterLink());
      this.deadline = this.notBefore;
      const whom = servers.count > 1 ? ` at ${servers.current?.authority}` : "";
      this.log.write("info", `session.${state}`, `next attempt in ${Math.round(this.notBefore - now)} ms${whom}`, now);
    } else if (state === "down") this.log.write("info", "session.down", "waiting for our own link", now);
    else if (state === "unset") this.log.write("info", "session.unset", "waiting for a server's address", now);
    else if (state === "online") {
      this.stableAt = now + sessionLimits.stableMs;
      this.metrics.add(figures.connects, 1);
      this.backoff.begin();
    } else if (isConnection(state)) this.deadline = now + sessionLimits[`${state}Ms`];
    if (state !== "resolving") return;
    this.notBefore = 0;
    this.metrics.add(figures.attempts, 1);
    phases.resolve = phases.connect = phases.secure = phases.upgrade = phases.hello = undefined;
  }
}
