/** One rule: which of its triggers are so, since when, and how often it may still act. */
import type { RecordValue } from "../../protocol/senml.js";
import { Allowance } from "../../session/allowance.js";
import { deviceLimits } from "../limits.js";
import type { RuleCondition, RuleOptions, RuleTrigger } from "./rule-options.js";

const never = Number.POSITIVE_INFINITY;
const knownShift = 8; // bits; there are fewer triggers
const pending = 1 << 16;
const limited = 1 << 17;

export class Rule {
  readonly options: RuleOptions;
  /** Times that it would have acted too often. */
  suppressed = 0;
  /** Of the triggers, by their place: what is known of them, and what is so; and of the rule: see below. */
  private bits = 0;
  /** monotonic ms, by place; undefined: no trigger has to stay so for a time */
  private readonly dueAt: number[] | undefined;
  private readonly allowance: Allowance;

  constructor(options: RuleOptions) {
    this.options = options;
    const { when, perMinute = deviceLimits.rulePerMinute } = options;
    const burst = Math.max(1, Math.min(perMinute, deviceLimits.ruleBurst));
    this.allowance = new Allowance(burst, perMinute / 60);
    if (when.some(({ forMs = 0 }) => forMs > 0)) this.dueAt = when.map(() => never);
  }

  /** It is to act at the next turn. */
  get isPending(): boolean {
    return (this.bits & pending) !== 0;
  }

  mark(isPending: boolean): void {
    this.bits = isPending ? this.bits | pending : this.bits & ~pending;
  }

  /** A value is new, or told again. A threshold that is passed at the start counts; a state that is so then does not. */
  onValue(name: string, value: RecordValue, now: number): void {
    const { when } = this.options;
    for (let i = 0; i < when.length; i++) {
      const trigger = when[i];
      if (trigger?.reading === name) this.feed(i, trigger, value, now);
    }
  }

  private feed(place: number, trigger: RuleTrigger, value: RecordValue, now: number): void {
    const active = 1 << place;
    const known = active << knownShift;
    const isKnown = (this.bits & known) !== 0;
    const wasSo = (this.bits & active) !== 0;
    const isSo = compare(trigger, value, wasSo ? (trigger.hysteresis ?? 0) : 0);
    this.bits |= known;
    if (isSo === wasSo) return;
    this.bits ^= active;
    const { dueAt } = this;
    const { is, forMs = 0 } = trigger;
    if (dueAt !== undefined) dueAt[place] = isSo && forMs > 0 ? now + forMs : never;
    if (isSo && forMs === 0 && (isKnown || is === undefined)) this.mark(true);
  }

  /** The sensor of a reading has a fault: what waits to have been so for a time begins anew with the next value. */
  onLost(name: string): void {
    const { when } = this.options;
    for (let i = 0; this.dueAt !== undefined && i < when.length; i++) {
      if (when[i]?.reading !== name || this.dueAt[i] === never) continue;
      this.dueAt[i] = never;
      this.bits &= ~(1 << i);
    }
  }

  /** monotonic ms; when to call advance() */
  get deadline(): number {
    let deadline = never;
    for (const at of this.dueAt ?? none) if (at < deadline) deadline = at;
    return deadline;
  }

  /** Something has been so for long enough. */
  advance(now: number): void {
    const { dueAt } = this;
    for (let i = 0; dueAt !== undefined && i < dueAt.length; i++) {
      if (now < (dueAt[i] ?? never)) continue;
      dueAt[i] = never;
      this.mark(true);
    }
  }

  /** False: it has acted too often. */
  mayAct(now: number): boolean {
    if (this.allowance.take(now)) {
      this.bits &= ~limited;
      return true;
    }
    this.suppressed++;
    return false;
  }

  /** True once, when it begins to be too often. */
  isNewlyLimited(): boolean {
    if ((this.bits & limited) !== 0) return false;
    this.bits |= limited;
    return true;
  }
}

const none: readonly number[] = Object.freeze([]);

/** back: by which a threshold has to be missed. */
export function compare({ above, below, is }: RuleTrigger | RuleCondition, value: RecordValue, back: number): boolean {
  if (is !== undefined) return value === is;
  if (typeof value !== "number") return false;
  return (above === undefined || value > above - back) && (below === undefined || value < below + back);
}
