/**
 * Desired and reported state, on the wire. The server numbers what it desires; the device takes each version once, and
 * reports it when it is true. Part of messages.ts.
 */
import { count, text } from "./common-schemas.js";
import { limits } from "./limits.js";
import { freeze } from "./schema.js";

const anyObject = { type: "object", properties: {} } as const;

/** What is desired of a device, as it comes to it. */
export const desiredState = freeze({
  type: "object",
  properties: {
    version: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: "of what is desired" },
    from: {
      ...count,
      description:
        "version that `patch` is to be applied to: another one is refused with conflict. Absent: `patch` is the whole, " +
        "and settings that it does not name have their defaults",
    },
    patch: {
      type: "object",
      properties: {
        settings: { ...anyObject, description: "by name; null: its default" },
        actuators: {
          ...anyObject,
          description:
            "values by name, set where they differ; null: nothing is desired any more. In the whole: those that somebody " +
            "has desired since the version that the device has, so that what has moved the others later counts",
        },
      },
      description: "JSON Merge Patch (RFC 7396)",
    },
  },
  required: ["version", "patch"],
});

const refusal = freeze({
  type: "object",
  properties: {
    at: { ...text, description: "JSON Pointer (RFC 6901) into what is desired, or /stored for what the storage holds" },
    reason: text,
  },
  required: ["at", "reason"],
});

export const stateCommands = Object.freeze({
  "state.desired": {
    title: "Set what is desired",
    description:
      "A new version of what is desired of the device. Taken once; a version that it has is answered and nothing is done. " +
      "What becomes of it is told by state.reported.",
    params: desiredState,
    result: freeze({
      type: "object",
      properties: { version: { ...count, description: "that the device has taken now" } },
      required: ["version"],
    }),
  },
} as const);

export const stateReports = Object.freeze({
  "state.reported": {
    description:
      "What is true: at the start of each connection, and when a version of what is desired has been carried out or " +
      "refused (actuators that need time are waited for). Actuators report their values as telemetry.",
    params: freeze({
      type: "object",
      properties: {
        version: { ...count, description: "of what is desired, that this is the outcome of; 0: none" },
        settings: { ...anyObject, description: "all settings with the values that are in force" },
        refused: {
          type: "array",
          items: refusal,
          maxItems: limits.refusals,
          description: "what of that version is not true; absent: as it was told before",
        },
      },
      required: ["version", "settings"],
    }),
  },
} as const);
