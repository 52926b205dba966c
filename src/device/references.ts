/** The options of kinds and rules that name other parts of the same definition. */
import { freeze } from "../protocol/schema.js";

const name = { type: "string", format: "name", maxLength: 48 } as const;

export const references = Object.freeze({
  reading: freeze({ ...name, description: "name of a reading" }),
  actuator: freeze({ ...name, description: "name of an actuator, or of one of its controls: heating.target" }),
});
