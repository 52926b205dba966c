/**
 * The options of kinds and rules that name other parts of the same definition. Their format says what they name; the
 * check of a definition holds them against what there is.
 */
import { limits } from "../protocol/limits.js";
import { freeze } from "../protocol/schema.js";

const name = { type: "string", maxLength: limits.nameCharacters } as const;

export const references = Object.freeze({
  reading: freeze({ ...name, format: "reading", description: "name of a reading" }),
  actuator: freeze({
    ...name,
    format: "actuator",
    description: "name of an actuator, or of one of its controls: heating.target",
  }),
  value: freeze({ ...name, format: "value", description: "name of a reading, an actuator, or one of its controls" }),
  interlock: freeze({
    ...name,
    format: "interlock",
    description: "of all outputs that name the same interlock at most one is on; the newest request wins",
  }),
});
