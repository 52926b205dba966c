/** The options of kinds that name hardware. The check knows them by identity and holds them against the board. */
import { freeze } from "../protocol/schema.js";

const name = { type: "string", format: "name", maxLength: 48 } as const;
const gpio = { type: "integer", minimum: 0, maximum: 127 } as const;
const reference = "name of one of the board's pins, or the number of a GPIO";

export const places = Object.freeze({
  inputPin: freeze({ anyOf: [name, gpio], description: reference }),
  outputPin: freeze({ anyOf: [name, gpio], description: `${reference}; it is driven` }),
  analogPin: freeze({ anyOf: [name, gpio], description: `${reference}; it has an analog converter` }),
  bus: freeze({ ...name, description: "name of one of the board's buses" }),
  address: freeze({ type: "integer", minimum: 8, maximum: 119, description: "address on the bus" }),
});
