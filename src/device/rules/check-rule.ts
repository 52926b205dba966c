/**
 * What is wrong with a rule that its schema cannot say: fields that do not go together, times that are none, values that
 * its actuators do not take. The schema was held against it before.
 */
import type { RecordValue } from "../../protocol/senml.js";
import type { RuleAction, RuleCondition, RuleOptions, RuleTrigger } from "./rule-options.js";
import { parseTime } from "./time-of-day.js";

/** Takes the place in the rule (`when[0].above`) and the reason. */
export type TellProblem = (at: string, reason: string) => void;

/** Why an actuator does not take a value; undefined: it does, or nobody knows before it is set. */
export type FindValueFault = (actuator: string, value: RecordValue) => string | undefined;

type Fields = Readonly<Record<string, unknown>>;

export function checkRule(rule: RuleOptions, tell: TellProblem, findValueFault: FindValueFault): void {
  for (const [i, trigger] of rule.when.entries()) checkTrigger(trigger, `when[${i}]`, tell);
  for (const [i, condition] of (rule.if ?? []).entries()) checkCondition(condition, `if[${i}]`, tell);
  for (const [i, action] of rule.do.entries()) checkAction(action, `do[${i}]`, tell, findValueFault);
}

function checkTrigger(trigger: RuleTrigger, at: string, tell: TellProblem): void {
  const kind = onlyOne(trigger, ["reading", "button", "at"], at, tell);
  if (kind === undefined) return;
  belongs(trigger, ["above", "below", "is", "hysteresis", "forMs"], "reading", kind, at, tell);
  belongs(trigger, ["press"], "button", kind, at, tell);
  belongs(trigger, ["days"], "at", kind, at, tell);
  if (kind === "reading") checkCompared(trigger, at, tell);
  if (kind === "at") checkTime(trigger, "at", at, tell);
}

function checkCondition(condition: RuleCondition, at: string, tell: TellProblem): void {
  const kind = onlyOne(condition, ["reading", "from"], at, tell);
  if (kind === undefined) return;
  belongs(condition, ["above", "below", "is"], "reading", kind, at, tell);
  belongs(condition, ["to", "days"], "from", kind, at, tell);
  if (kind === "reading") checkCompared(condition, at, tell);
  else {
    checkTime(condition, "from", at, tell);
    if (condition.to === undefined) tell(`${at}.to`, "is missing");
    else checkTime(condition, "to", at, tell);
  }
}

function checkAction(action: RuleAction, at: string, tell: TellProblem, findValueFault: FindValueFault): void {
  const kind = onlyOne(action, ["set", "toggle", "event"], at, tell);
  if (kind === undefined) return;
  belongs(action, ["value", "transitionMs"], "set", kind, at, tell);
  belongs(action, ["data"], "event", kind, at, tell);
  const { set, value } = action;
  if (set === undefined) return;
  const fault = value === undefined ? "is missing" : findValueFault(set, value);
  if (fault !== undefined) tell(`${at}.value`, fault);
}

/** Which of them it has. */
function onlyOne(fields: Fields, kinds: readonly string[], at: string, tell: TellProblem): string | undefined {
  const found = kinds.filter((kind) => fields[kind] !== undefined);
  if (found.length === 1) return found[0];
  tell(at, `must have one of ${kinds.join(", ")}${found.length > 1 ? `, not ${found.join(" and ")}` : ""}`);
  return undefined;
}

function belongs(
  fields: Fields,
  names: readonly string[],
  to: string,
  kind: string,
  at: string,
  tell: TellProblem,
): void {
  if (kind === to) return;
  for (const name of names) if (fields[name] !== undefined) tell(`${at}.${name}`, `belongs to ${to}, not to ${kind}`);
}

function checkCompared(
  { above, below, is, ...rest }: RuleTrigger | RuleCondition,
  at: string,
  tell: TellProblem,
): void {
  if (above === undefined && below === undefined && is === undefined) tell(at, "must have above, below or is");
  if (is !== undefined && (above !== undefined || below !== undefined))
    tell(`${at}.is`, "leaves nothing to above or below");
  if (above !== undefined && below !== undefined && above >= below)
    tell(`${at}.above`, `must be less than below (${below})`);
  if (is !== undefined && "hysteresis" in rest && rest.hysteresis !== undefined) {
    tell(`${at}.hysteresis`, "belongs to above or below");
  }
}

function checkTime(fields: Fields, name: string, at: string, tell: TellProblem): void {
  const text = fields[name];
  if (typeof text !== "string" || parseTime(text) === undefined)
    tell(`${at}.${name}`, "must be a time from 00:00 to 23:59");
}
