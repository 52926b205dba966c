/**
 * What REST answers, as JSON Schema (2020-12) for openapi.ts: the counterpart of watch-messages.ts. Parts that devices
 * send come from the wire's own schemas. The cloud test validates real answers against these.
 */
import { actuatorDescription, sensorDescription } from "../../src/protocol/descriptions.js";
import { deviceMethods, senmlRecord, serverMethods } from "../../src/protocol/messages.js";

const text = { type: "string" } as const;
const textOrNull = { type: ["string", "null"] } as const;
const time = { type: "number", description: "seconds since 1970 UTC" } as const;
const timeOrNull = { type: ["number", "null"], description: "seconds since 1970 UTC; null: never" } as const;
const count = { type: "integer", minimum: 0 } as const;
const ms = { type: "number", minimum: 0 } as const;

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** An object of which every property is there and no other. */
const closed = <P extends Record<string, unknown>>(properties: P, optional: readonly string[] = []) => ({
  type: "object",
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});

const summary = {
  id: text,
  name: text,
  online: { type: "boolean" },
  lastSeen: timeOrNull,
  createdAt: time,
  model: textOrNull,
  firmware: { ...textOrNull, description: "version of the firmware" },
  latest: {
    type: "object",
    additionalProperties: ref("Reading"),
    description: "the newest reading of each sensor and actuator, by name",
  },
  faults: {
    type: "object",
    additionalProperties: closed({ code: text, t: time }),
    description: "what does not work now, by the name of the sensor or actuator",
  },
};

export const schemas = {
  Error: closed({
    error: closed(
      {
        code: {
          type: ["string", "integer"],
          description: "a word of the server's, or the number that a device gave when it refused (status 422)",
        },
        message: text,
        data: { description: "where: {at: JSON Pointer or name of the parameter, reason}; or what the device gave" },
      },
      ["data"],
    ),
  }),
  Claim: closed({
    code: { ...text, description: "as a person types it: hyphens and small letters make no difference" },
    expiresAt: time,
    server: { ...text, description: "what the device's setup page asks for: ws or wss" },
    link: {
      ...text,
      description: "opens the setup page of a device with both filled in, from a phone on its access point",
    },
  }),
  Reading: {
    ...closed(
      {
        n: text,
        u: text,
        v: { type: "number" },
        vb: { type: "boolean" },
        vs: text,
        t: time,
        quality: {
          ...senmlRecord.properties.quality,
          description: `${senmlRecord.properties.quality.description}; with every= the gravest, in this order`,
        },
        minimum: { type: "number" },
        maximum: { type: "number" },
        count: { type: "integer", minimum: 1 },
      },
      ["u", "v", "vb", "vs", "quality", "minimum", "maximum", "count"],
    ),
    description:
      "a resolved SenML record (RFC 8428), with exactly one of v, vb, vs; with every= also the least, the greatest and " +
      "the number of the readings that v is the mean of",
    oneOf: [{ required: ["v"] }, { required: ["vb"] }, { required: ["vs"] }],
  },
  Event: deviceMethods.event.params.properties.events.items,
  LogEntry: deviceMethods.log.params.properties.entries.items,
  DeviceSummary: closed(summary),
  Connection: {
    ...closed({
      session: text,
      since: time,
      address: text,
      roundTripMs: {
        anyOf: [closed({ last: ms, median: ms, p95: ms }), { type: "null" }],
        description: "of the server's ping: newest, median and 95th percentile of the last 100",
      },
      messagesIn: count,
      messagesOut: count,
      bytesIn: count,
      bytesOut: count,
      connects: { ...count, description: "connections in the last 24 hours, this one included" },
      lastEnd: { ...textOrNull, description: "why the session before this one ended" },
      isSafe: { type: "boolean", description: "safe mode, after restarts in a row" },
      phasesMs: { type: "object", additionalProperties: ms, description: "how long each phase of connecting took" },
      metrics: { anyOf: [ref("Metrics"), { type: "null" }], description: "null: no report in this session yet" },
    }),
    description: "since it was opened",
  },
  Metrics: {
    type: "object",
    properties: {
      ...deviceMethods.metrics.params.properties,
      at: { ...time, description: "when it came, seconds since 1970 UTC" },
      availability: { type: "number", minimum: 0, maximum: 1, description: "share of its uptime with a session" },
      bytesPerSecond: { ...closed({ in: count, out: count }), description: "between the last two reports" },
    },
    required: [...deviceMethods.metrics.params.required, "at", "availability"],
    description: deviceMethods.metrics.description,
  },
  DeviceDetail: closed({
    ...summary,
    engine: textOrNull,
    restart: { anyOf: [closed({ reason: text, detail: text }, ["detail"]), { type: "null" }] },
    sensors: { type: "array", items: sensorDescription },
    actuators: { type: "array", items: actuatorDescription },
    methods: { type: "array", items: serverMethods.describe.result.properties.methods.items },
    settings: { type: "array", items: serverMethods.describe.result.properties.settings.items },
    connection: { anyOf: [ref("Connection"), { type: "null" }], description: "null: offline" },
    metrics: { anyOf: [ref("Metrics"), { type: "null" }], description: "the newest report, also while it is offline" },
    log: { type: "array", items: ref("LogEntry"), description: "the newest lines, oldest first" },
    events: { type: "array", items: ref("Event"), description: "the newest events, oldest first" },
  }),
  DeviceState: closed({
    desired: { type: "object", description: "settings and actuators by name; changed by PATCH" },
    desiredVersion: { ...count, description: "also the ETag; 0: nothing was ever desired" },
    desiredAt: timeOrNull,
    reported: closed({ settings: { type: "object" }, actuators: { type: "object" } }),
    reportedVersion: { ...count, description: "version of what is desired that this is the outcome of" },
    reportedAt: timeOrNull,
    refused: {
      type: "array",
      items: closed({ at: { ...text, description: "JSON Pointer into desired, or /stored" }, reason: text }),
      description: "what the device refused, of that version or one before, and is desired still and not true",
    },
    isSettled: {
      type: "boolean",
      description: "the device has the newest version, and refuses nothing that is desired",
    },
  }),
  DeviceList: closed({ devices: { type: "array", items: ref("DeviceSummary") } }),
  Token: closed({ id: text, token: { ...text, description: "shown this once" } }),
  CommandResult: closed({ result: { description: "as the method's description says" } }),
  Commands: closed({
    commands: {
      type: "array",
      items: closed({
        command: text,
        method: text,
        since: time,
        progress: {
          anyOf: [closed({ done: ms, of: ms, text }, ["of", "text"]), { type: "null" }],
          description: "null: it has told nothing yet",
        },
      }),
    },
  }),
  Description: closed({
    source: serverMethods["device.definition"].result.properties.source,
    description: { type: "object", description: "a device.json (docs/description.md)" },
  }),
  DescriptionState: closed(serverMethods["device.configure"].result.properties, ["trialMs"]),
  Telemetry: { type: "array", items: ref("Reading"), description: "in the order of time" },
  Events: closed({ events: { type: "array", items: ref("Event") } }),
  Log: closed({ log: { type: "array", items: ref("LogEntry") } }),
  Session: closed({ way: { enum: ["token", "cookie"] }, expiresAt: timeOrNull }),
  Health: closed({ status: text }),
};
