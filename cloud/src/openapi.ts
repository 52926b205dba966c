/** The OpenAPI document of the REST interface. A test calls every path of it and holds the answers against it. */
import { limits } from "../../src/protocol/limits.js";
import { serverMethods } from "../../src/protocol/messages.js";
import { listLimit, telemetryLimit, windowSeconds } from "./http/history-routes.js";
import { commandBody, newClaimBody, newDeviceBody, renameBody, signInBody, statePatch } from "./http/schemas.js";
import { schemas } from "./openapi-schemas.js";

type SchemaName = keyof typeof schemas;

const statuses: Readonly<Record<number, string>> = Object.freeze({
  400: "wrong input; data says where",
  401: "not signed in, or a wrong token",
  403: "a browser sent it from another site",
  404: "no such device",
  409: "the id is taken, or the device is offline",
  412: "it has another version; data.version says which",
  413: "too large",
  415: "not application/json",
  422: "the device refuses; the error is its own",
  429: "too many; Retry-After says when",
  502: "the device answered with something else",
  503: "the server cannot store it; Retry-After says when",
  504: "the device did not answer in time, or its connection ended before",
});

const content = (schema: unknown, type = "application/json") => ({ [type]: { schema } });
const ref = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` });

/** An answer of each status of `failures`, beside the good one; everything may be 401 and 421. */
function responses(status: number, good: object, failures: readonly number[]): Record<string, object> {
  const all: Record<string, object> = { [status]: good };
  for (const failure of failures) {
    all[failure] = { description: statuses[failure] ?? "", content: content(ref("Error")) };
  }
  return all;
}

const answer = (name: SchemaName, description: string) => ({ description, content: content(ref(name)) });
const empty = (description: string) => ({ description });
const body = (schema: unknown, required = true) => ({ requestBody: { required, content: content(schema) } });
const parameter = (name: string, schema: object, description: string) => ({ name, in: "query", description, schema });

const id = { name: "id", in: "path", required: true, schema: { type: "string", maxLength: limits.idCharacters } };
const seconds = { type: "number" };
const from = parameter("from", seconds, "seconds since 1970; all from the beginning where it is absent");
const to = parameter("to", seconds, "seconds since 1970; up to the newest where it is absent");
const limit = ({ otherwise, minimum, maximum }: typeof telemetryLimit | typeof listLimit) =>
  parameter("limit", { type: "integer", minimum, maximum, default: otherwise }, "the newest so many");

const devices = {
  get: {
    operationId: "listDevices",
    summary: "All devices, with the newest readings",
    responses: responses(200, answer("DeviceList", "all devices"), [401]),
  },
  post: {
    operationId: "addDevice",
    summary: "Adds a device; its token is shown this once",
    ...body(newDeviceBody, false),
    responses: responses(201, answer("Token", "added"), [400, 401, 403, 409, 413, 415, 503]),
  },
};

const device = {
  parameters: [id],
  get: {
    operationId: "getDevice",
    summary: "The whole of one device",
    responses: responses(200, answer("DeviceDetail", "the device"), [401, 404]),
  },
  patch: {
    operationId: "renameDevice",
    summary: "Gives it another name",
    ...body(renameBody),
    responses: responses(200, answer("DeviceSummary", "renamed"), [400, 401, 403, 404, 413, 415, 503]),
  },
  delete: {
    operationId: "removeDevice",
    summary: "Removes it, its token and all that it has told; its session ends",
    responses: responses(204, empty("removed"), [401, 403, 404, 503]),
  },
};

const token = {
  parameters: [id],
  post: {
    operationId: "renewToken",
    summary: "A new token; the old one is void at once, and the session that it opened ends",
    responses: responses(201, answer("Token", "the new token"), [401, 403, 404, 503]),
  },
};

const every = parameter(
  "every",
  { type: "number", ...windowSeconds },
  "seconds of a window: one reading for each, the mean of numbers and the last of everything else, its time the " +
    "beginning of the window",
);

const telemetry = {
  parameters: [id],
  get: {
    operationId: "getTelemetry",
    summary: "Readings in the order of time, as SenML; as CSV (time,name,unit,value,quality) with Accept: text/csv",
    parameters: [
      {
        ...parameter("name", { type: "array", items: { type: "string" } }, "of a sensor or actuator; may be repeated"),
      },
      from,
      to,
      limit(telemetryLimit),
      every,
    ],
    responses: responses(
      200,
      {
        description: "the newest readings that are wanted",
        content: { ...content(ref("Telemetry"), "application/senml+json"), ...content({ type: "string" }, "text/csv") },
      },
      [400, 401, 404],
    ),
  },
};

const events = {
  parameters: [id],
  get: {
    operationId: "getEvents",
    summary: "Events, oldest first",
    parameters: [from, to, limit(listLimit)],
    responses: responses(200, answer("Events", "the newest events that are wanted"), [400, 401, 404]),
  },
};

const log = {
  parameters: [id],
  get: {
    operationId: "getLog",
    summary: "Lines of the device's log, in the order in which they came",
    parameters: [
      from,
      to,
      parameter("level", { enum: ["debug", "info", "warn", "error"] }, "these and what is graver; default: all"),
      limit(listLimit),
    ],
    responses: responses(200, answer("Log", "the newest lines"), [400, 401, 404]),
  },
};

const commands = {
  parameters: [id],
  get: {
    operationId: "getCommands",
    summary: "Commands that the device has not answered yet, with the progress that it has told",
    responses: responses(200, answer("Commands", "those under way, oldest first"), [401, 404]),
  },
  post: {
    operationId: "sendCommand",
    summary: "Asks the device and waits for its answer; the header Mooring-Command has the command's id",
    ...body(commandBody),
    responses: responses(200, answer("CommandResult", "done"), [400, 401, 403, 404, 409, 413, 415, 422, 429, 504]),
  },
};

const trialMs = parameter(
  "trialMs",
  serverMethods["device.configure"].params.properties.trialMs,
  "milliseconds within which the device has to be online with it",
);

const descriptionErrors = [400, 401, 403, 404, 409, 413, 415, 422, 429, 502, 504];

const description = {
  parameters: [id],
  get: {
    operationId: "getDescription",
    summary: "What the device is made of, as its device.json says it; asked of the device",
    responses: responses(200, answer("Description", "the description in force"), [401, 404, 409, 422, 429, 502, 504]),
  },
  put: {
    operationId: "putDescription",
    summary:
      "Another description, checked by the device: 422 has the places and reasons. It is on trial until the device is " +
      "online with it, else the device takes itself back; see device.configure in docs/protocol.md",
    parameters: [trialMs],
    requestBody: { required: true, content: content({ type: "object", description: "a device.json" }) },
    responses: responses(200, answer("DescriptionState", "taken"), descriptionErrors),
  },
  delete: {
    operationId: "deleteDescription",
    summary: "Back to the description that the firmware was built with",
    responses: responses(200, answer("DescriptionState", "done"), [401, 403, 404, 409, 422, 429, 502, 504]),
  },
};

const claims = {
  post: {
    operationId: "addClaim",
    summary: "A one-time code, by which a device gets a token of its own at /v1/claim; shown this once",
    ...body(newClaimBody, false),
    responses: responses(201, answer("Claim", "the code"), [400, 401, 403, 413, 415, 429, 503]),
  },
};

const state = {
  parameters: [id],
  get: {
    operationId: "getState",
    summary: "What is desired of the device, and what it has reported to be true",
    responses: responses(200, answer("DeviceState", "its state"), [401, 404]),
  },
  patch: {
    operationId: "changeState",
    summary:
      "Changes what is desired, by JSON Merge Patch (RFC 7396). The device gets it now, or when it comes online. With " +
      "If-Match, only while it has that version",
    parameters: [{ name: "If-Match", in: "header", description: "the ETag of GET", schema: { type: "string" } }],
    requestBody: {
      required: true,
      content: { ...content(statePatch, "application/merge-patch+json"), ...content(statePatch) },
    },
    responses: responses(200, answer("DeviceState", "as it is now"), [400, 401, 403, 404, 412, 413, 415, 503]),
  },
};

const session = {
  get: {
    operationId: "getSession",
    summary: "How one is signed in",
    responses: responses(200, answer("Session", "signed in"), [401]),
  },
  post: {
    operationId: "signIn",
    summary: "Signs a browser in with the operator's token; the cookie lasts until 30 days after its last use",
    security: [],
    ...body(signInBody),
    responses: responses(204, empty("signed in"), [400, 401, 403, 413, 415, 429, 503]),
  },
  delete: {
    operationId: "signOut",
    summary: "Signs the browser out",
    responses: responses(204, empty("signed out"), [401, 403, 503]),
  },
};

const document = {
  get: {
    operationId: "getOpenapi",
    summary: "This document",
    security: [],
    responses: responses(200, { description: "this document", content: content({ type: "object" }) }, []),
  },
};

const metrics = {
  get: {
    operationId: "getMetrics",
    summary: "Figures of the server, for Prometheus",
    responses: responses(
      200,
      { description: "the figures", content: content({ type: "string" }, "text/plain") },
      [401],
    ),
  },
};

const healthz = {
  get: {
    operationId: "getHealth",
    summary: "Whether the server lives and stores",
    security: [],
    responses: {
      200: answer("Health", "it does"),
      503: answer("Health", "the disk did not take the last write"),
    },
  },
};

export const openapi = deepFreeze({
  openapi: "3.1.0",
  info: {
    title: "Mooring",
    version: "0.1.0",
    license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    description:
      "The reference cloud's REST interface. Every error has the shape of Error; A browser that uses the cookie must " +
      "send JSON with its content type, and from the same origin. Devices connect at /v1/devices/{id}/link, show a code " +
      "at /v1/claim, and " +
      "dashboards watch at /v1/watch: WebSockets, which this document does not describe. Any request may be answered with " +
      "421 (another host name than the server has) or 429 (too many wrong tokens).",
  },
  security: [{ operatorToken: [] }, { browser: [] }],
  paths: {
    "/v1/devices": devices,
    "/v1/devices/{id}": device,
    "/v1/devices/{id}/token": token,
    "/v1/devices/{id}/telemetry": telemetry,
    "/v1/devices/{id}/events": events,
    "/v1/devices/{id}/log": log,
    "/v1/devices/{id}/commands": commands,
    "/v1/devices/{id}/description": description,
    "/v1/devices/{id}/state": state,
    "/v1/claims": claims,
    "/v1/session": session,
    "/v1/openapi.json": document,
    "/metrics": metrics,
    "/healthz": healthz,
  },
  components: {
    schemas,
    securitySchemes: {
      operatorToken: { type: "http", scheme: "bearer", description: "--operator-token of the server" },
      browser: { type: "apiKey", in: "cookie", name: "mooring_8080", description: "the name ends with the port" },
    },
  },
});

function deepFreeze<T extends object>(value: T): T {
  for (const child of Object.values(value)) if (typeof child === "object" && child !== null) deepFreeze(child);
  return Object.freeze(value);
}
