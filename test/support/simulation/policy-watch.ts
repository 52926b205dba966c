/**
 * Holds one device against the policy of reconnecting, apart from the firmware's own code: its own table of causes, its
 * own count of attempts, its own book of what each server has said, the figures of backoffLimits. It sees the events of
 * the table of states and which server is asked, and nothing else.
 */
import { backoffLimits } from "../../../src/session/backoff.js";
import type { Cause } from "../../../src/session/causes.js";
import type { Life } from "../../../src/session/life.js";
import type { Event, State } from "../../../src/session/states.js";
import { hosts } from "./server.js";

/** Who refuses a device gets it slowly, whatever else happens. */
const refusals: readonly string[] = Object.freeze([
  "upgrade.401",
  "upgrade.403",
  "closed.1008",
  "closed.1010",
  "closed.4401",
  "closed.4403",
  "hello.malformed",
]);
/** Of a whole herd: the first delay is over 30 s. Everything else that is no refusal and no hint: over 2 s. */
const herd: readonly string[] = Object.freeze([
  "closed.1000",
  "closed.1001",
  "closed.1006",
  "closed.1011",
  "closed.1012",
  "closed.1013",
  "connection.lost",
]);
const stableMs = 60000; // ms; docs/protocol.md

/** ms since the run began; between these a server may be asked again that refused or gave a hint. */
type Span = readonly [number, number];
const free: Span = [0, 0];

export interface Move {
  /** ms since the run began */
  readonly atMs: number;
  readonly state: State;
  readonly cause: string;
}

export class PolicyWatch {
  /** States as they were entered. */
  readonly moves: Move[] = [];
  readonly faults: string[] = [];
  /** The newest delay was one that the peer had asked for, or a refusal's: it may be longer than 60 s. */
  isHeldOff = false;
  #life: Life | undefined;
  #attempts = 0;
  readonly #refusals = new Map<string, number>();
  readonly #held = new Map<string, Span>();
  /** The newest delay is the first since a session. */
  #wasOnline = false;
  /** Whose turn it was last. */
  #host = "";
  #onlineAt = Number.POSITIVE_INFINITY;
  #notBefore = 0;
  /** A delay was drawn, and no attempt has come of it yet. */
  #isPending = false;
  readonly #time: () => number;
  readonly #tell: (line: string) => void;

  /** time: ms since the run began. tell: a line for the event log. */
  constructor(time: () => number, tell: (line: string) => void) {
    this.#time = time;
    this.#tell = tell;
  }

  /** A new life of the device: the count begins anew. */
  attach(life: Life): void {
    this.#life = life;
    this.#attempts = 0;
    this.#refusals.clear();
    this.#held.clear();
    this.#onlineAt = Number.POSITIVE_INFINITY;
    this.#notBefore = 0;
    this.#isPending = false;
    this.#entered(life.state, life, this.#time());
    const move = life.move.bind(life);
    life.move = (event: Event, now: number): boolean => {
      const before = life.state;
      const hasLeft = move(event, now);
      if (life.state !== before && this.#life === life) {
        this.#tell(`${before} ${event} ${life.state}${hasLeft ? ` (${life.lastCause.code})` : ""}`);
        this.#left(before);
        this.#entered(life.state, life, now);
      }
      return hasLeft;
    };
  }

  #left(state: State): void {
    if (state !== "online") return;
    if (this.#time() - this.#onlineAt >= stableMs) {
      this.#attempts = 0;
      this.#refusals.delete(this.#host);
    }
    this.#onlineAt = Number.POSITIVE_INFINITY;
  }

  #entered(state: State, life: Life, now: number): void {
    const time = this.#time();
    const { lastCause } = life;
    this.moves.push({ atMs: time, state, cause: lastCause.code });
    if (state === "online") {
      this.#onlineAt = time;
      this.#wasOnline = true;
    }
    if (state === "waiting" || state === "refused") {
      const delay = life.deadline - now;
      const left = Math.max(0, this.#notBefore - time);
      if (this.#isPending) {
        this.isHeldOff &&= left > backoffLimits.linkMs;
        this.#within(lastCause.code, delay, left, left + backoffLimits.linkMs);
      } else this.#hold(lastCause, life, state, delay);
      this.#notBefore = time + Math.max(0, Math.floor(delay));
      this.#isPending = true;
    }
    if (state !== "resolving") return;
    this.#isPending = this.#wasOnline = false;
    this.#host = life.servers.current?.host ?? "";
    if (time < this.#notBefore) this.faults.push(`attempt at ${time} ms, not allowed before ${this.#notBefore} ms`);
    const [least] = this.#held.get(this.#host) ?? free;
    if (time < Math.floor(least)) this.faults.push(`${this.#host} asked at ${time} ms, not allowed before ${least} ms`);
  }

  #hold(cause: Cause, life: Life, state: State, delay: number): void {
    const time = this.#time();
    const isRefusal = refusals.includes(cause.code) || cause.policy === "refused";
    const isHint = !isRefusal && cause.hintMs !== undefined && cause.policy !== "start" && cause.policy !== "link";
    const own = this.#bounds(cause);
    if (isRefusal || isHint) this.#held.set(this.#host, [time + own[0], time + own[1]]);
    else this.#held.delete(this.#host);
    if (life.servers.count > 1 && cause.policy !== "start" && cause.policy !== "link") {
      this.#holdTurn(cause, life, delay);
      return;
    }
    this.isHeldOff = isRefusal || isHint;
    this.#within(cause.code, delay, own[0], own[1]);
    const isKnown = refusals.includes(cause.code);
    if (isKnown !== (state === "refused") && cause.code !== "hello.refused" && cause.policy !== "refused") {
      this.faults.push(`${cause.code} led to ${state} at ${time} ms`);
    }
  }

  /** Several addresses: one that is free after the delay of the cause, or, when all are held, the first that will be. */
  #holdTurn(cause: Cause, life: Life, delay: number): void {
    const time = this.#time();
    const chosen = life.servers.current?.host ?? "";
    const most = this.#span(cause, this.#attempts - 1);
    const until = (host: string): Span => this.#held.get(host) ?? free;
    this.isHeldOff = delay > most;
    if (delay <= most) {
      if (until(chosen)[0] > time + delay) this.faults.push(`${chosen} is to be asked too early, at ${time} ms`);
      return;
    }
    const [low, high] = until(chosen);
    this.#within(cause.code, delay, low - time, high - time);
    for (const host of hosts) {
      if (until(host)[1] < time + delay) this.faults.push(`${host} could be asked before ${chosen}, at ${time} ms`);
    }
  }

  #within(code: string, delay: number, low: number, high: number): void {
    if (delay >= low && delay <= high) return;
    const bounds = `${Math.round(low)} to ${Math.round(high)}`;
    this.faults.push(`${code}: delay of ${Math.round(delay)} ms, not ${bounds}, at ${this.#time()} ms`);
  }

  /** ms, least and greatest delay at the same server. */
  #bounds(cause: Cause): Span {
    const { code, policy, hintMs } = cause;
    const limits = backoffLimits;
    if (policy === "start") return [0, limits.startMs];
    const attempt = this.#attempts++;
    if (policy === "refused" || refusals.includes(code)) {
      const before = this.#refusals.get(this.#host) ?? 0;
      this.#refusals.set(this.#host, before + 1);
      const least = Math.min(limits.refusedMs * 2 ** before, limits.refusedCapMs);
      return [least, least * 1.1];
    }
    if (hintMs !== undefined) {
      const hint = Math.min(Math.max(hintMs, limits.hintMinimumMs), limits.hintMaximumMs);
      return [hint, hint * 1.5];
    }
    return [0, this.#span(cause, attempt)];
  }

  /** ms; greatest delay without a hint or a refusal */
  #span({ code, policy }: Cause, attempt: number): number {
    const limits = backoffLimits;
    const isHerd = herd.includes(code) || policy === "spread";
    const later = Math.min(limits.baseMs * 2 ** Math.min(attempt, 10), limits.capMs);
    if (attempt > 0) return isHerd && this.#wasOnline ? Math.max(limits.spreadMs, later) : later;
    return isHerd ? limits.spreadMs : limits.againMs;
  }
}
