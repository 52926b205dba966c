/** The OpenAPI document of the REST interface. A test calls every path of it and holds the answers against it. */
import { newClaimBody, newDeviceBody, signInBody } from "./http/schemas.js";
import { devicePaths } from "./openapi-device-paths.js";
import { answer, body, content, empty, responses } from "./openapi-parts.js";
import { schemas } from "./openapi-schemas.js";

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

const claims = {
  post: {
    operationId: "addClaim",
    summary: "A one-time code, by which a device gets a token of its own at /v1/claim; shown this once",
    ...body(newClaimBody, false),
    responses: responses(201, answer("Claim", "the code"), [400, 401, 403, 413, 415, 429, 503]),
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
    ...devicePaths,
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
