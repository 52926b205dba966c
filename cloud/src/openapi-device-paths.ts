/** One device in the OpenAPI document: itself, what it has told, its commands, its description, its state. */
import { limits } from "../../src/protocol/limits.js";
import { serverMethods } from "../../src/protocol/messages.js";
import { listLimit, telemetryLimit, windowSeconds } from "./http/history-routes.js";
import { commandBody, renameBody, statePatch } from "./http/schemas.js";
import { answer, body, content, empty, parameter, ref, responses } from "./openapi-parts.js";

const id = { name: "id", in: "path", required: true, schema: { type: "string", maxLength: limits.idCharacters } };
const seconds = { type: "number" };
const from = parameter("from", seconds, "seconds since 1970; all from the beginning where it is absent");
const to = parameter("to", seconds, "seconds since 1970; up to the newest where it is absent");
const limit = ({ otherwise, minimum, maximum }: typeof telemetryLimit | typeof listLimit) =>
  parameter("limit", { type: "integer", minimum, maximum, default: otherwise }, "the newest so many");

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

export const devicePaths = {
  "/v1/devices/{id}": device,
  "/v1/devices/{id}/token": token,
  "/v1/devices/{id}/telemetry": telemetry,
  "/v1/devices/{id}/events": events,
  "/v1/devices/{id}/log": log,
  "/v1/devices/{id}/commands": commands,
  "/v1/devices/{id}/description": description,
  "/v1/devices/{id}/state": state,
};
