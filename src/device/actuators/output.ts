/**
 * One output within its limits, whatever is asked of it: off, on, or dimmed in between. What it may not do yet it does
 * when it may; what was asked last counts. Switch, light, lock and climate are made of these, so that their limits hold
 * in one place.
 *
 * Limits: a maximum on-time (asking again does not prolong it), a minimum on-time and off-time (the off-time counts from
 * the start of the device as well: nobody knows how long it was off), an interlock.
 */
import type { Digital, PWM } from "../../board/io.js";
import { deviceLimits } from "../limits.js";
import type { Interlock } from "./interlock.js";

/** ms, each of them; absent: no limit */
export interface OutputLimits {
  readonly maximumOnMs?: number;
  readonly minimumOnMs?: number;
  readonly minimumOffMs?: number;
}

/** Why an output went on or off: it was asked and could, it had to wait, or it was not asked. */
export type OutputReason = "set" | "waited" | "maximum-on" | "interlock";

export interface OutputOwner {
  /** It went on or off, or no longer waits to go on. Not to set it from inside. */
  onOutput(output: Output, reason: OutputReason, now: number): void;
  /** It could not be switched off; it is tried again. */
  onOutputFault(error: unknown, now: number): void;
}

const never = Number.POSITIVE_INFINITY;

export class Output {
  /** As written: 0 is off, 1 is on, in between is the duty. */
  level = 0;
  /** What was asked for; unlike `level` while a limit is in the way. */
  wanted = 0;
  private readonly io: Digital | PWM;
  private readonly scale: number;
  private readonly limits: OutputLimits;
  private readonly owner: OutputOwner;
  private readonly interlock: Interlock | undefined;
  /** monotonic ms; when it went on or off last */
  private since: number;
  /** monotonic ms; after the hardware has failed */
  private retryAt = 0;

  /** io: off; it belongs to the output. scale: what it takes for fully on. delayMs: of the interlock. */
  constructor(
    io: Digital | PWM,
    scale: number,
    limits: OutputLimits,
    owner: OutputOwner,
    now: number,
    interlock?: Interlock,
    delayMs = 0,
  ) {
    this.io = io;
    this.scale = scale;
    this.limits = limits;
    this.owner = owner;
    this.interlock = interlock;
    this.since = now;
    interlock?.join(this, delayMs, now);
  }

  /** It is as it was asked to be. */
  get isSettled(): boolean {
    return this.level === this.wanted;
  }

  /**
   * level: 0 to 1; what is none is off. It happens at once, or as soon as the limits let it; the others of the interlock
   * go off. Throws what the board throws; then it is as it was.
   */
  set(level: number, now: number): void {
    this.want(level);
    this.retryAt = 0;
    if (this.wanted > 0) this.interlock?.claim(this, now);
    this.settle("set", now);
  }

  /** As set(), but waits until the others of the interlock are off by themselves. */
  ask(level: number, now: number): void {
    this.want(level);
    if (now >= this.retryAt) this.settle("set", now);
  }

  private want(level: number): void {
    this.wanted = level > 0 ? Math.min(level, 1) : 0;
  }

  /** Another output of the interlock is to go on. */
  yield(now: number): void {
    const hasWaited = this.level === 0 && this.wanted > 0;
    this.wanted = 0;
    if (hasWaited) this.owner.onOutput(this, "interlock", now);
    else this.attempt("interlock", now);
  }

  /** monotonic ms; when to call advance() */
  get deadline(): number {
    const { limits, since, interlock } = this;
    let at = never;
    if (this.level > 0) {
      at = since + (limits.maximumOnMs ?? never);
      if (this.wanted === 0) at = Math.min(at, since + (limits.minimumOnMs ?? 0));
    } else if (this.wanted > 0) {
      at = since + (limits.minimumOffMs ?? 0);
      if (interlock?.isHeld(this)) at = never;
      else if (interlock !== undefined) at = Math.max(at, interlock.freeAt);
    }
    return Math.max(at, this.retryAt);
  }

  advance(now: number): void {
    if (now < this.retryAt) return;
    const { level } = this;
    if (level > 0 && now >= this.since + (this.limits.maximumOnMs ?? never)) {
      this.wanted = 0;
      this.attempt("maximum-on", now);
    } else if (level !== this.wanted) this.attempt("waited", now);
  }

  /** Off, as soon as the limits let it; what the hardware throws is the owner's fault, and tried again. */
  halt(now: number): void {
    this.wanted = 0;
    this.attempt("set", now);
  }

  /** The hardware is let go; what the pin does then is the board's. */
  close(): void {
    this.interlock?.leave(this);
    this.io.close();
  }

  private attempt(reason: OutputReason, now: number): void {
    try {
      this.settle(reason, now);
    } catch (error) {
      this.owner.onOutputFault(error, now);
    }
  }

  private settle(reason: OutputReason, now: number): void {
    const { level, wanted, limits, interlock } = this;
    const isOn = level > 0;
    if (isOn === wanted > 0) {
      if (isOn) this.write(wanted, now);
      return;
    }
    if (isOn) {
      // A maximum below the minimum is refused in a description; if it comes to it, off is the safe side.
      if (reason !== "maximum-on" && now < this.since + (limits.minimumOnMs ?? 0)) return;
    } else {
      if (now < this.since + (limits.minimumOffMs ?? 0)) return;
      if (interlock !== undefined && (now < interlock.freeAt || interlock.isHeld(this))) return;
    }
    this.write(wanted, now);
    this.since = now;
    if (isOn) interlock?.release(now);
    this.owner.onOutput(this, reason, now);
  }

  private write(level: number, now: number): void {
    const duty = this.duty(level);
    try {
      if (duty !== this.duty(this.level)) this.io.write(duty as 0 | 1);
    } catch (error) {
      // Off is wanted until it works; on was wanted once.
      if (level > 0) this.wanted = this.level;
      this.retryAt = now + deviceLimits.outputRetryMs;
      throw error;
    }
    this.level = level;
  }

  /** What is on is never as good as off, however little it is. */
  private duty(level: number): number {
    return level > 0 ? Math.max(1, Math.round(level * this.scale)) : 0;
  }
}
