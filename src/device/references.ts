/** The options of kinds and rules that name other parts of the same definition: the check knows them by their format. */
import { freeze } from "../protocol/schema.js";

const name = { type: "string", maxLength: 48 } as const;

export const references = Object.freeze({
  reading: freeze({ ...name, format: "reading", description: "name of a reading" }),
  actuator: freeze({
    ...name,
    format: "actuator",
    description: "name of an actuator, or of one of its controls: heating.target",
  }),
});
