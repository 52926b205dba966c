/** What the server asks of a device beside describe and ping: commands of the firmware's own. Part of messages.ts. */
import { expires, logEntry, logLevel, name, requestId, text, value } from "./common-schemas.js";
import { limits } from "./limits.js";
import { freeze } from "./schema.js";

const nothing = freeze({ type: "object", properties: {} });

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
  "device.restart": {
    title: "Restart",
    description: "Ends in order and starts anew; it leaves safe mode.",
    params: freeze({ type: "object", properties: { expires } }),
    result: nothing,
  },
  "device.reset": {
    title: "Factory reset",
    description:
      "Forgets server, token, networks, settings, the definition that was sent, and what waits to be sent. It has to be set " +
      "up anew behind it.",
    params: freeze({
      type: "object",
      properties: { confirm: { ...text, description: "the id of the device, so that it is no mistake" }, expires },
      required: ["confirm"],
    }),
    result: nothing,
  },
  "device.identify": {
    title: "Identify",
    description: "Its lamp blinks, so that a person sees which device it is; then it is as before.",
    params: freeze({
      type: "object",
      properties: { seconds: { type: "number", minimum: 1, maximum: 60, description: "default 10" }, expires },
    }),
    result: freeze({ type: "object", properties: { seconds: { type: "number" } }, required: ["seconds"] }),
  },
  "log.recent": {
    title: "Recent log lines",
    description: "The newest lines of its log that the device still has, sent before or not, oldest first.",
    params: freeze({
      type: "object",
      properties: {
        level: { ...logLevel, description: "these and what is graver; default: all" },
        limit: { type: "integer", minimum: 1, maximum: limits.logEntries },
      },
    }),
    result: freeze({
      type: "object",
      properties: { entries: { type: "array", items: logEntry, maxItems: limits.logEntries } },
      required: ["entries"],
    }),
  },
  "log.subscribe": {
    title: "Follow the log",
    description: "For so long, lines of this level come too, whatever the setting logLevel says; 0 seconds end it.",
    params: freeze({
      type: "object",
      properties: { level: logLevel, seconds: { type: "number", minimum: 0, maximum: 3600 } },
      required: ["level", "seconds"],
    }),
    result: freeze({
      type: "object",
      properties: { level: logLevel, seconds: { type: "number" } },
      required: ["level", "seconds"],
    }),
  },
} as const);
