/** Bodies of REST requests, in the subset of JSON Schema that the wire uses too. */
import { limits } from "../../../src/protocol/limits.js";
import { freeze } from "../../../src/protocol/schema.js";

const name = freeze({ type: "string", minLength: 1, maxLength: limits.textCharacters, description: "for people" });

export const newDeviceBody = freeze({
  type: "object",
  properties: {
    id: {
      type: "string",
      format: "id",
      minLength: 1,
      maxLength: limits.idCharacters,
      description: "letters, digits, '.', '_' and '-'; one is made where it is absent",
    },
    name,
  },
});

export const newClaimBody = freeze({
  type: "object",
  properties: {
    name: { ...name, description: "what people will call the device; its model where it is absent" },
    ttl: {
      type: "integer",
      minimum: 60,
      maximum: 604800,
      description: "seconds that the code is good; 3600 where it is absent",
    },
  },
});

export const renameBody = freeze({ type: "object", properties: { name }, required: ["name"] });

export const commandBody = freeze({
  type: "object",
  properties: {
    method: { type: "string", format: "name", maxLength: limits.nameCharacters },
    params: { type: "object", properties: {}, description: "as the method's description says" },
    deadlineMs: {
      type: "integer",
      minimum: 1,
      maximum: limits.commandMsMaximum,
      description: `how long to wait for the device; as its description says where it is absent, else ${limits.commandMs}`,
    },
    command: {
      type: "string",
      format: "id",
      minLength: 16,
      maxLength: limits.requestIdCharacters,
      description: "an id of one's own, unique for ever: sent again with it, a command is carried out once",
    },
  },
  required: ["method"],
});

export const statePatch = freeze({
  type: "object",
  properties: {
    settings: {
      anyOf: [{ type: "object", properties: {} }, { type: "null" }],
      description: "by name; null: its default",
    },
    actuators: {
      anyOf: [{ type: "object", properties: {} }, { type: "null" }],
      description: "values by name; null: nothing is desired any more",
    },
  },
});

export const signInBody = freeze({
  type: "object",
  properties: { token: { type: "string", minLength: 1, maxLength: 512, description: "the operator's" } },
  required: ["token"],
});
