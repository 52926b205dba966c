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
  baseMs: 2000,
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
  #refusals = 0;
  readonly #random: () => number;

  /** random: 0 up to but not including 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** ms until the next attempt, after one more that failed. A hint counts where the peer did not refuse. */
  next(policy: Policy, hintMs: number | undefined): number {
    const { hintMinimumMs, hintMaximumMs } = backoffLimits;
    const attempt = this.attempts++;
    if (policy === "refused") return this.#refused();
    if (hintMs !== undefined) {
      const hint = Math.min(Math.max(hintMs, hintMinimumMs), hintMaximumMs);
      return hint + this.#random() * hint * 0.5;
    }
    return this.#random() * (attempt === 0 ? firstSpan(policy) : laterSpan(attempt));
  }

  #refused(): number {
    const { refusedMs, refusedCapMs } = backoffLimits;
    const delay = Math.min(refusedMs * 2 ** Math.min(this.#refusals++, 10), refusedCapMs);
    return delay + (this.#random() * delay) / 10;
  }

  /** After a stable minute, or when a person gave another address or token. */
  reset(): void {
    this.attempts = 0;
    this.#refusals = 0;
  }
}

function firstSpan(policy: Policy): number {
  const { startMs, linkMs, againMs, spreadMs } = backoffLimits;
  if (policy === "start") return startMs;
  if (policy === "link") return linkMs;
  return policy === "spread" ? spreadMs : againMs;
}

function laterSpan(attempt: number): number {
  return Math.min(backoffLimits.baseMs * 2 ** Math.min(attempt, 10), backoffLimits.capMs);
}
