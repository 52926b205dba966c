/**
 * How long to wait before the next attempt: full jitter, spread wide when a whole herd was cut off at once, slow when
 * refused. Not a timer: it gives numbers. The figures are those of the table in docs/protocol.md; a model of ten
 * thousand devices stands behind them.
 */
import type { Policy } from "./causes.js";

export const backoffLimits = Object.freeze({
  /** ms; span of the first delay, by policy */
  startMs: 500,
  linkMs: 2000,
  againMs: 2000,
  spreadMs: 30000,
  /** ms; from the second attempt on: up to this, doubling to the cap, full jitter */
  baseMs: 3000,
  capMs: 60000,
  /** ms; refused: at least this, doubling to the cap, plus up to a tenth */
  refusedMs: 60000,
  refusedCapMs: 900000,
  /** ms; range of what a peer may ask for */
  hintMinimumMs: 1000,
  hintMaximumMs: 300000,
} as const);

export class Backoff {
  /** Attempts that failed since the last stable minute. */
  attempts = 0;
  /** A session has ended, and nothing was tried since. */
  private isFresh = false;
  /** The same, when the newest delay was drawn. */
  private wasFresh = false;
  private readonly source: { random(into: Uint8Array): void };
  private readonly bits = new Uint8Array(3);

  /** source: the board, for its random bytes come from hardware; a herd must not draw the same delays */
  constructor(source: { random(into: Uint8Array): void }) {
    this.source = source;
  }

  /** 0 up to but not including 1 */
  private fraction(): number {
    const bits = this.bits;
    this.source.random(bits);
    return ((bits[0] ?? 0) * 0x10000 + (bits[1] ?? 0) * 0x100 + (bits[2] ?? 0)) / 0x1000000;
  }

  /**
   * ms until the next attempt, after one more that failed (but for the first, "start"). A hint counts where the peer did
   * not refuse. refusals: by this peer, before this one.
   */
  next(policy: Policy, hintMs: number | undefined, refusals = 0): number {
    const { hintMinimumMs, hintMaximumMs, startMs } = backoffLimits;
    this.wasFresh = this.isFresh;
    this.isFresh = false;
    if (policy === "start") return this.fraction() * startMs;
    const attempt = this.attempts++;
    if (policy === "refused") return this.refused(refusals);
    if (hintMs !== undefined) {
      const hint = Math.min(Math.max(hintMs, hintMinimumMs), hintMaximumMs);
      return hint + this.fraction() * hint * 0.5;
    }
    return this.fraction() * this.span(policy, attempt);
  }

  /** ms until the same attempt, where it goes to another peer than the one that refused or gave a hint. */
  elsewhere(policy: Policy): number {
    return this.fraction() * this.span(policy, Math.max(0, this.attempts - 1));
  }

  /** A server that ends cuts off a whole herd, also when it did so a minute ago. */
  private span(policy: Policy, attempt: number): number {
    const first = firstSpan(policy);
    if (attempt === 0) return first;
    return policy === "spread" && this.wasFresh ? Math.max(first, laterSpan(attempt)) : laterSpan(attempt);
  }

  /** A session has begun: the first attempt after it is that of a herd again. */
  begin(): void {
    this.isFresh = true;
  }

  /** ms until an attempt that was due while our own link was down, from when it is back; counts as no attempt. */
  afterLink(): number {
    return this.fraction() * backoffLimits.linkMs;
  }

  private refused(before: number): number {
    const { refusedMs, refusedCapMs } = backoffLimits;
    const delay = Math.min(refusedMs * 2 ** Math.min(before, 10), refusedCapMs);
    return delay + (this.fraction() * delay) / 10;
  }

  /** After a stable minute, or when a person gave another address or token. */
  reset(): void {
    this.attempts = 0;
  }
}

function firstSpan(policy: Policy): number {
  const { linkMs, againMs, spreadMs } = backoffLimits;
  if (policy === "link") return linkMs;
  return policy === "spread" ? spreadMs : againMs;
}

function laterSpan(attempt: number): number {
  return Math.min(backoffLimits.baseMs * 2 ** Math.min(attempt, 10), backoffLimits.capMs);
}
