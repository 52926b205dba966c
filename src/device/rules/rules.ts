/**
 * The rules of a device: when (a reading, a button, a time of day) and only if, do (set, toggle, tell). They run on the
 * device, with or without its cloud. What happens marks rules; they act at the next turn, each as often as its allowance
 * lets it, so rules that answer each other cannot run away.
 *
 * Time rules need wall time: while it is unknown they wait, and it is said once. A minute that the clock skips (summer
 * time, a correction of up to two hours) is made up for; a minute that comes twice counts once.
 */
import type { Board } from "../../board/board.js";
import type { RecordValue } from "../../protocol/senml.js";
import type { Actuators } from "../actuators/actuators.js";
import { deviceLimits } from "../limits.js";
import type { Reporter, ReportListener } from "../reporter.js";
import { thrownText } from "../thrown.js";
import { TimeZone } from "../time-zone.js";
import { Press, type PressListener } from "./press.js";
import { compare, Rule } from "./rule.js";
import type { PressKind, RuleAction, RuleCondition, RuleOptions } from "./rule-options.js";
import { isOn, isWithin, minutesOfDay, parseTime } from "./time-of-day.js";

/** The device as its rules see it. */
export interface RuleSite {
  readonly board: Board;
  readonly reporter: Reporter;
  readonly actuators: Actuators;
}

const never = Number.POSITIVE_INFINITY;
const minuteMs = 60000;

export class Rules implements ReportListener, PressListener {
  readonly all: Rule[] = [];
  private readonly board: Board;
  private readonly reporter: Reporter;
  private readonly actuators: Actuators;
  private readonly presses: Press[] = [];
  private readonly hasTimes: boolean;
  private zone: TimeZone | undefined;
  /** Local minute since 1970 up to which times were looked at; undefined: time is not known */
  private minute: number | undefined;
  private isTimeMissed = false;

  /** They were checked. timeZone: of POSIX; absent: UTC. Throws when that is none. */
  constructor(rules: readonly RuleOptions[], site: RuleSite, timeZone: string | undefined, now: number) {
    const { board, reporter, actuators } = site;
    this.board = board;
    this.reporter = reporter;
    this.actuators = actuators;
    this.setTimeZone(timeZone);
    for (const options of rules) this.add(options, now);
    this.hasTimes = rules.some(
      ({ when, if: conditions = none }) =>
        when.some(({ at }) => at !== undefined) || conditions.some(({ from }) => from !== undefined),
    );
    reporter.listener = this;
  }

  /** Other rules are in force. */
  close(): void {
    for (const { options } of this.all) {
      for (const { reading } of options.if ?? none) if (reading !== undefined) this.reporter.unwatch(reading);
    }
  }

  private add(options: RuleOptions, now: number): void {
    this.all.push(new Rule(options));
    for (const { reading } of options.if ?? none) if (reading !== undefined) this.reporter.watch(reading, now);
    for (const { button } of options.when) {
      if (button === undefined || this.presses.some((press) => press.button === button)) continue;
      this.presses.push(new Press(button, this));
    }
  }

  /** Of POSIX; undefined: UTC. Throws when it is none; the one before stays. */
  setTimeZone(timeZone: string | undefined): void {
    this.zone = timeZone === undefined ? undefined : new TimeZone(timeZone);
    this.minute = undefined;
  }

  /** Times that rules would have acted too often. */
  get suppressed(): number {
    let count = 0;
    for (const rule of this.all) count += rule.suppressed;
    return count;
  }

  // What happens

  onValue(name: string, value: RecordValue, now: number): void {
    for (const rule of this.all) rule.onValue(name, value, now);
    if (typeof value !== "boolean") return;
    for (const press of this.presses) if (press.button === name) press.change(value, now);
  }

  onLost(name: string): void {
    for (const rule of this.all) rule.onLost(name);
    for (const press of this.presses) if (press.button === name) press.lose();
  }

  onPress(button: string, kind: PressKind): void {
    for (const rule of this.all) {
      for (const trigger of rule.options.when) {
        if (trigger.button === button && (trigger.press ?? "pressed") === kind) rule.mark(true);
      }
    }
  }

  // Time

  /** Local minutes since 1970, with a fraction; undefined: time is not known */
  private localMinutes(): number | undefined {
    const wallMs = this.board.clock.wall();
    return wallMs === undefined ? undefined : (wallMs + (this.zone?.offsetMs(wallMs) ?? 0)) / minuteMs;
  }

  private followTime(now: number): void {
    const local = this.localMinutes();
    if (local === undefined) {
      this.minute = undefined;
      if (this.isTimeMissed) return;
      this.isTimeMissed = true;
      this.reporter.log.write("warn", "rule.no-time", "the time is not known: rules by the clock wait for it", now);
      return;
    }
    const minute = Math.floor(local);
    const before = this.minute;
    const isJump = before === undefined || Math.abs(minute - before) > deviceLimits.ruleCatchUpMinutes;
    if (isJump) this.minute = minute;
    // Went back a little: minutes that come twice count once.
    if (before === undefined || isJump || minute <= before) return;
    this.minute = minute;
    for (const rule of this.all) {
      for (const { at, days } of rule.options.when) {
        if (at !== undefined && isDue(at, days, before, minute)) rule.mark(true);
      }
    }
  }

  private isSo({ reading, from, to, days, ...compared }: RuleCondition): boolean {
    if (reading !== undefined) {
      const value = this.reporter.latest(reading)?.value;
      return value !== undefined && compare(compared, value, 0);
    }
    const local = this.localMinutes();
    if (local === undefined) return false;
    return isWithin(parseTime(from ?? "") ?? 0, parseTime(to ?? "") ?? 0, days, Math.floor(local));
  }

  // Acting

  /** monotonic ms; when to call advance() */
  get deadline(): number {
    let deadline = never;
    for (const rule of this.all) {
      if (rule.isPending) return 0;
      deadline = Math.min(deadline, rule.deadline);
    }
    for (const press of this.presses) deadline = Math.min(deadline, press.deadline);
    return Math.min(deadline, this.minuteAt);
  }

  /** monotonic ms; when the next minute begins that a rule may wait for */
  private get minuteAt(): number {
    if (!this.hasTimes) return never;
    const local = this.localMinutes();
    if (local === undefined) return never;
    return this.board.clock.now() + (Math.floor(local) + 1 - local) * minuteMs;
  }

  advance(now: number): void {
    if (this.hasTimes) this.followTime(now);
    for (const press of this.presses) press.advance(now);
    for (const rule of this.all) {
      rule.advance(now);
      if (!rule.isPending) continue;
      rule.mark(false);
      try {
        this.run(rule, now);
      } catch (error) {
        this.reporter.log.write("error", "rule.failed", `${rule.options.name}: ${thrownText(error)}`, now);
      }
    }
  }

  private run(rule: Rule, now: number): void {
    const { name, do: actions, if: conditions = none } = rule.options;
    for (const condition of conditions) if (!this.isSo(condition)) return;
    if (!rule.mayAct(now)) {
      if (rule.isNewlyLimited()) this.reporter.log.write("warn", "rule.limited", `${name} would act too often`, now);
      return;
    }
    for (const action of actions) {
      const error = this.act(action, now);
      if (error !== undefined) this.reporter.log.write("warn", "rule.failed", `${name}: ${error}`, now);
    }
  }

  /** undefined: done */
  private act({ set, value, transitionMs, toggle, event, data }: RuleAction, now: number): string | undefined {
    if (event !== undefined) {
      this.reporter.event(event, data === undefined ? undefined : { text: data }, now);
      return undefined;
    }
    if (toggle !== undefined) return this.turn(toggle, now);
    if (set === undefined || value === undefined) return "it says nothing to do";
    return this.actuators.set(set, value, now, transitionMs)?.message;
  }

  /** Into its other state: on and off, locked and unlocked. */
  private turn(name: string, now: number): string | undefined {
    const { actuators } = this;
    const isOn = actuators.valueOf(`${name}.on`);
    if (typeof isOn === "boolean") return actuators.set(`${name}.on`, !isOn, now)?.message;
    const actuator = actuators.find(name);
    const value = (actuator?.definition.name === name ? actuator.target : undefined) ?? actuators.valueOf(name);
    if (typeof value === "boolean") return actuators.set(name, !value, now)?.message;
    if (value !== "locked" && value !== "unlocked") return `${name} has no other state`;
    return actuators.set(name, value === "locked" ? "unlocked" : "locked", now)?.message;
  }
}

const none: readonly RuleCondition[] = Object.freeze([]);

/** A time of day came after `before`, up to and including `minute` (local, since 1970). */
function isDue(at: string, days: readonly string[] | undefined, before: number, minute: number): boolean {
  const time = parseTime(at);
  if (time === undefined) return false;
  for (let day = Math.floor(before / minutesOfDay); day <= Math.floor(minute / minutesOfDay); day++) {
    const due = day * minutesOfDay + time;
    if (due > before && due <= minute && isOn(days, day)) return true;
  }
  return false;
}
