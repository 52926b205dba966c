/**
 * Every message of the wire, described once. Types, docs/protocol.md and both sides' checks follow from these objects.
 * JSON-RPC 2.0 both ways; measurements are SenML (RFC 8428) records with its registered units.
 */
import { commandMethods } from "./command-methods.js";
import { count, epochSeconds, logEntry, marks, milliseconds, name, requestId, text } from "./common-schemas.js";
import { definitionMethods } from "./definition-methods.js";
import { actuatorDescription, methodDescription, sensorDescription, settingDescription } from "./descriptions.js";
import { limits } from "./limits.js";
import { metricsMethods } from "./metrics-methods.js";
import { type FromSchema, freeze, type Schema } from "./schema.js";
import { qualities } from "./senml.js";
import { stateCommands, stateReports } from "./state-methods.js";

/** The WebSocket subprotocol (RFC 6455 1.9). */
export const subprotocol = "mooring.v1";
/** `protocol` of hello: raised only by a change that an older peer cannot ignore. */
export const protocolVersion = 1;

export const priorities = Object.freeze(["event", "state", "periodic"] as const);
export type Priority = (typeof priorities)[number];

/** A SenML record; `bt` is the base time of this record and the ones behind it (RFC 8428 4.1). */
export const senmlRecord = freeze({
  type: "object",
  properties: {
    bn: { type: "string", maxLength: limits.nameCharacters, description: "base name, put before n" },
    bt: { type: "number", description: "base time, added to t" },
    bu: { type: "string", maxLength: 16, description: "base unit, where u is absent" },
    n: { type: "string", maxLength: limits.nameCharacters, description: "name of the sensor or actuator" },
    u: { type: "string", maxLength: 16, description: "unit: Cel, %RH, lx, /... (RFC 8428 12.1, RFC 8798)" },
    v: { type: "number" },
    vb: { type: "boolean" },
    vs: text,
    t: { type: "number", description: "seconds; with bt added, since 1970 UTC" },
    quality: {
      enum: qualities,
      description:
        "absent: good. settling: what measures it, or a filter's window, has not come to rest yet; estimated: worked out " +
        "from other measurements, or from those before; limited: it stands at a limit, what is true may lie beyond",
    },
  },
  description: "one measurement, with exactly one of v, vb, vs",
});
export type SenmlRecord = FromSchema<typeof senmlRecord>;

const eventRecord = freeze({
  type: "object",
  properties: { name, t: epochSeconds, data: { description: "what belongs to it" } },
  required: ["name", "t"],
});
export type EventRecord = FromSchema<typeof eventRecord>;

export type LogEntry = FromSchema<typeof logEntry>;

const stored = freeze({
  type: "object",
  properties: { n: { ...count, description: "number of the last record that is stored now" } },
  required: ["n"],
});

/** What a device asks of the server, or tells it. A method without `result` is a notification. */
export const deviceMethods = freezeMethods({
  hello: {
    description: "First on every connection; anything before it is refused with outOfOrder.",
    params: {
      type: "object",
      properties: {
        protocol: { type: "integer", minimum: 1, maximum: 1000 },
        device: {
          type: "object",
          properties: { id: { type: "string", format: "id", maxLength: limits.idCharacters }, model: text },
          required: ["id", "model"],
        },
        firmware: {
          type: "object",
          properties: { name: text, version: text, engine: text },
          required: ["name", "version"],
        },
        digest: { type: "string", minLength: 8, maxLength: 64, description: "of describe's answer" },
        stream: { type: "string", minLength: 8, maxLength: 64, description: "random id of the device's store" },
        acknowledged: { ...marks, description: "what the device holds acknowledged" },
        restart: {
          type: "object",
          properties: { reason: name, detail: text },
          required: ["reason"],
          description: "why the firmware started last",
        },
        uptimeMs: milliseconds,
        attempt: { ...count, description: "connections tried since the last stable minute, this one included" },
        lastEnd: { ...text, description: "why the session before this one ended; absent on the first" },
        desired: { ...count, description: "version of what is desired that the device has taken; absent: none" },
        pingMs: { type: "integer", minimum: limits.pingMsMinimum, maximum: limits.pingMsMaximum, description: "wish" },
        isSafe: {
          type: "boolean",
          description: "true: safe mode, after restarts in a row: no sensors, no application",
        },
        phasesMs: {
          type: "object",
          properties: { resolve: milliseconds, connect: milliseconds, secure: milliseconds, upgrade: milliseconds },
          description: "how long each phase of this connection took",
        },
        claim: {
          type: "object",
          properties: { key: { type: "string", minLength: 16, maxLength: 64 } },
          required: ["key"],
          description:
            "on the link /v1/claim alone: a random secret of this device's; whoever shows code and key may ask again",
        },
      },
      required: ["protocol", "device", "firmware", "digest", "stream", "restart", "uptimeMs"],
    },
    result: {
      type: "object",
      properties: {
        session: { type: "string", minLength: 1, maxLength: 64 },
        time: epochSeconds,
        stored: { ...marks, description: "what the server holds of this stream: never to be sent again" },
        messageBytes: { type: "integer", minimum: 1024, maximum: 1048576, description: "largest that it accepts" },
        pingMs: { type: "integer", minimum: limits.pingMsMinimum, maximum: limits.pingMsMaximum },
        desired: { description: "parameters of state.desired, where the device has another version" },
        claimed: {
          type: "object",
          properties: {
            id: { type: "string", format: "id", maxLength: limits.idCharacters },
            token: { type: "string", minLength: 16, maxLength: 128 },
            link: { type: "string", minLength: 1, maxLength: 256, description: "path of its link, beside /v1/claim" },
            page: { ...text, description: "where people see the device" },
          },
          required: ["id", "token", "link"],
          description: "on the link /v1/claim alone: what the device is from now on; it stores it and connects anew",
        },
      },
      required: ["session", "time"],
    },
  },
  telemetry: {
    description:
      "Measurements, as a SenML pack. Records of a stream and priority are numbered without gaps inside a pack: the " +
      "first has the number n. The server stores those above its mark and answers with the new one; the answer acknowledges.",
    params: {
      type: "object",
      properties: {
        stream: { type: "string", minLength: 8, maxLength: 64 },
        priority: { enum: ["state", "periodic"] },
        n: count,
        records: { type: "array", items: senmlRecord, minItems: 1, maxItems: limits.packRecords },
      },
      required: ["stream", "priority", "n", "records"],
    },
    result: stored,
  },
  event: {
    description: "What happened, once, numbered like telemetry with the priority event.",
    params: {
      type: "object",
      properties: {
        stream: { type: "string", minLength: 8, maxLength: 64 },
        n: count,
        events: { type: "array", items: eventRecord, minItems: 1, maxItems: limits.packRecords },
      },
      required: ["stream", "n", "events"],
    },
    result: stored,
  },
  ...metricsMethods,
  log: {
    description: "Lines of the device's log, as they come; not acknowledged, the first to be dropped.",
    params: {
      type: "object",
      properties: { entries: { type: "array", items: logEntry, minItems: 1, maxItems: limits.logEntries } },
      required: ["entries"],
    },
  },
  progress: {
    description: "How far a command is that takes time; the newest counts, and some may be left out.",
    params: {
      type: "object",
      properties: {
        id: requestId,
        done: { type: "number", minimum: 0 },
        of: { type: "number", minimum: 0, description: "done when it is over; absent: nobody knows" },
        text,
      },
      required: ["id", "done"],
    },
  },
  ...stateReports,
});

/** What the server asks of a device. */
export const serverMethods = freezeMethods({
  describe: {
    description:
      "What the device has. Asked when its digest is not known yet. Where one message does not hold it all, `next` says " +
      "that there is more: asked again with `from`, the device goes on with the lists behind what it has told.",
    params: { type: "object", properties: { from: { ...count, description: "`next` of the answer before" } } },
    result: {
      type: "object",
      properties: {
        digest: { type: "string", minLength: 8, maxLength: 64 },
        sensors: { type: "array", items: sensorDescription, maxItems: limits.descriptionItems },
        actuators: { type: "array", items: actuatorDescription, maxItems: limits.descriptionItems },
        methods: { type: "array", items: methodDescription, maxItems: limits.descriptionItems },
        settings: { type: "array", items: settingDescription, maxItems: limits.descriptionItems },
        next: { ...count, description: "where the rest begins; absent: there is none" },
      },
      required: ["digest", "sensors", "actuators", "methods"],
    },
  },
  ping: {
    description: "Answered by the firmware itself, so it proves more than a pong frame does.",
    params: { type: "object", properties: {} },
    result: { type: "object", properties: { uptimeMs: milliseconds }, required: ["uptimeMs"] },
  },
  ...commandMethods,
  ...stateCommands,
  ...definitionMethods,
});

export interface Method {
  /** For people, on a button. */
  readonly title?: string;
  readonly description: string;
  readonly params: Schema;
  readonly result?: Schema;
}

function freezeMethods<const T extends Record<string, Method>>(methods: T): T {
  for (const key of Object.keys(methods)) {
    const method = methods[key];
    if (method === undefined) continue;
    freeze(method.params);
    if (method.result !== undefined) freeze(method.result);
    Object.freeze(method);
  }
  return Object.freeze(methods);
}

export type DeviceMethod = keyof typeof deviceMethods;
export type ServerMethod = keyof typeof serverMethods;
type All = typeof deviceMethods & typeof serverMethods;
export type Params<M extends keyof All> = FromSchema<All[M]["params"]>;
export type Result<M extends keyof All> = All[M] extends { readonly result: infer R } ? FromSchema<R> : never;
