/** What the server asks of a device beside describe and ping: commands of the firmware's own. Part of messages.ts. */
import { expires, name, requestId, value } from "./common-schemas.js";
import { freeze } from "./schema.js";

export const commandMethods = Object.freeze({
  "actuator.set": {
    title: "Set an actuator",
    description:
      "Sets an actuator. The result has the value as it stands, and where it is on its way to when that takes time (a " +
      "transition, a drive, a limit in between); each change also comes as telemetry (state).",
    params: freeze({
      type: "object",
      properties: {
        name: { ...name, description: "of an actuator, or of one of its controls: heating.target" },
        value,
        transitionMs: {
          type: "number",
          minimum: 0,
          maximum: 3600000,
          description: "a light gets there over so long; default: as its definition says",
        },
        expires,
      },
      required: ["name", "value"],
    }),
    result: freeze({
      type: "object",
      properties: { name, value, target: { ...value, description: "where it is on its way to; absent: it is there" } },
      required: ["name", "value"],
    }),
  },
  "command.cancel": {
    title: "Cancel a command",
    description: "Ends a command that is under way; its own answer is the error cancelled.",
    params: freeze({ type: "object", properties: { id: requestId }, required: ["id"] }),
    result: freeze({
      type: "object",
      properties: { cancelled: { type: "boolean", description: "false: no such command is under way" } },
      required: ["cancelled"],
    }),
  },
} as const);
