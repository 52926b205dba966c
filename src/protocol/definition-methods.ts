/** How the server reads and changes what a device is made of (device.json). Part of messages.ts. */
import { count, expires, milliseconds } from "./common-schemas.js";
import { limits } from "./limits.js";
import { freeze } from "./schema.js";

const parts = freeze({ description: "as device.json says them" });
const list = freeze({ type: "array", items: parts, maxItems: limits.descriptionItems });

export const definitionMethods = Object.freeze({
  "device.definition": {
    title: "Read the definition",
    description:
      "What the device is made of, as its device.json says it. Like describe's answer it comes in several when it is long: " +
      "`next` says where the next one begins.",
    params: freeze({ type: "object", properties: { from: { ...count, description: "`next` of the answer before" } } }),
    result: freeze({
      type: "object",
      properties: {
        source: {
          enum: ["built-in", "stored", "trial"],
          description: "of the firmware, sent and kept, or sent and on trial until the device is online with it",
        },
        sensors: list,
        actuators: list,
        rules: list,
        timeZone: { type: "string", maxLength: limits.textCharacters },
        next: { ...count, description: "where the rest begins; absent: there is none" },
      },
      required: ["source", "sensors", "actuators", "rules"],
    }),
  },
  "device.configure": {
    title: "Change the definition",
    description:
      "Replaces what the device is made of. The text of a device.json comes in parts, in their order, each answered before " +
      "the next is sent; with the last one it is checked. What is wrong is answered with its places and reasons, and " +
      "nothing changes. Otherwise it is stored on trial: parts that are the same go on, the others begin anew, the device " +
      "connects again, and that makes it permanent. Without a session within trialMs, or with a second restart before, " +
      "the device takes itself back to what it was. No parts: back to what the firmware was built with. In safe mode, where " +
      "nothing of it runs, the device starts anew with it.",
    params: freeze({
      type: "object",
      properties: {
        part: { type: "integer", minimum: 0, maximum: 63, description: "number of this one, from 0" },
        parts: { type: "integer", minimum: 0, maximum: 64, description: "how many there are" },
        text: { type: "string", maxLength: limits.stringBytes, description: "of this part" },
        trialMs: { type: "integer", minimum: 5000, maximum: 3600000, description: "default 180000" },
        expires,
      },
      required: ["part", "parts", "text"],
    }),
    result: freeze({
      type: "object",
      properties: {
        state: { enum: ["receiving", "unchanged", "trial", "built-in"] },
        trialMs: { ...milliseconds, description: "within which the device has to be online with it" },
      },
      required: ["state"],
    }),
  },
} as const);
