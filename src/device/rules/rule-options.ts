/** What a rule may say, as a schema; check-rules.ts holds what the schema cannot say. */
import { limits } from "../../protocol/limits.js";
import { type FromSchema, freeze } from "../../protocol/schema.js";
import { deviceLimits } from "../limits.js";
import { references } from "../references.js";

export const weekdays = Object.freeze(["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]);
export const presses = Object.freeze(["pressed", "released", "short", "double", "long"] as const);
export type PressKind = (typeof presses)[number];

const text = freeze({ type: "string", maxLength: limits.textCharacters });
const state = freeze({ anyOf: [{ type: "number" }, { type: "boolean" }, text] });
const days = freeze({
  type: "array",
  items: { enum: weekdays },
  minItems: 1,
  maxItems: 7,
  description: "days of the week; default: every day",
});
const compared = Object.freeze({
  reading: references.value,
  above: { type: "number", description: "it is greater than this" },
  below: { type: "number", description: "it is less than this" },
  is: { ...state, description: "it is this" },
} as const);

/** One of reading, button, at. */
export const ruleTrigger = freeze({
  type: "object",
  properties: {
    ...compared,
    hysteresis: {
      type: "number",
      minimum: 0,
      description: "by which it has to go back before it counts again; default 0",
    },
    forMs: {
      type: "integer",
      minimum: 0,
      maximum: 86400000,
      description: "ms; it has to be so for so long; default 0",
    },
    button: { ...references.reading, description: "name of a button or contact" },
    press: { enum: presses, description: "default pressed; double: pressed again soon; long: held" },
    at: { type: "string", maxLength: 5, description: "time of day, HH:MM by the local clock" },
    days,
  },
});
export type RuleTrigger = FromSchema<typeof ruleTrigger>;

/** reading, or from and to. */
export const ruleCondition = freeze({
  type: "object",
  properties: {
    ...compared,
    from: { type: "string", maxLength: 5, description: "time of day, HH:MM; from this minute" },
    to: { type: "string", maxLength: 5, description: "up to this minute, which may be on the next day" },
    days: { ...days, description: "on which it begins; default: every day" },
  },
});
export type RuleCondition = FromSchema<typeof ruleCondition>;

/** One of set, toggle, event. */
export const ruleAction = freeze({
  type: "object",
  properties: {
    set: references.actuator,
    value: { ...state, description: "as in actuator.set" },
    transitionMs: { type: "integer", minimum: 0, maximum: 3600000, description: "ms; of a light" },
    toggle: { ...references.actuator, description: "name of a switch, light or lock that is turned round" },
    event: {
      type: "string",
      format: "name",
      maxLength: limits.nameCharacters,
      description: "name of an event to tell",
    },
    data: { ...text, description: "what is told with the event" },
  },
});
export type RuleAction = FromSchema<typeof ruleAction>;

export const ruleSchema = freeze({
  type: "object",
  properties: {
    name: { type: "string", format: "name", maxLength: limits.nameCharacters, description: "in the log" },
    when: {
      type: "array",
      items: ruleTrigger,
      minItems: 1,
      maxItems: deviceLimits.ruleTriggers,
      description: "any of these makes it act, when it begins to be so",
    },
    if: {
      type: "array",
      items: ruleCondition,
      maxItems: deviceLimits.ruleConditions,
      description: "it acts only if all of these are so at that moment",
    },
    do: {
      type: "array",
      items: ruleAction,
      minItems: 1,
      maxItems: deviceLimits.ruleActions,
      description: "in this order; one that fails does not keep the others from being done",
    },
    perMinute: {
      type: "number",
      minimum: 0.01,
      maximum: 60,
      description: "it acts at most so often on average, five times at once; default 6",
    },
  },
  required: ["name", "when", "do"],
});
export type RuleOptions = FromSchema<typeof ruleSchema>;
