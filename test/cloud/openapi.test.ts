/** The OpenAPI document is true: every operation of it is called, and the real answers are held against it. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { openapi } from "../../cloud/src/openapi.js";
import { isName } from "../../src/protocol/validate.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { cleanUp, FakeDevice, hello, online, operatorToken, rest, startTestCloud } from "./support.js";

interface Operation {
  operationId: string;
  security?: unknown[];
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

const operations = new Map<string, Operation>();
for (const [path, item] of Object.entries(openapi.paths)) {
  for (const [method, operation] of Object.entries(item)) {
    if (method !== "parameters") operations.set(`${method.toUpperCase()} ${path}`, operation as Operation);
  }
}

// A copy, because Ajv marks what it compiles; "#/components" is found from the root of the document.
const ajv = new Ajv2020({ strict: false, strictNumbers: true, formats: { name: isName, id: isName } });
ajv.addSchema({ $id: "openapi", components: JSON.parse(JSON.stringify(openapi.components)) as object });

const called = new Set<string>();

/** Calls one operation and fails unless the answer is one that the document names. */
async function call(
  cloud: { url: string },
  key: string,
  status: number,
  options: { id?: string; query?: string; body?: unknown; headers?: Record<string, string> } = {},
) {
  const operation = operations.get(key) as Operation;
  ok(operation !== undefined, key);
  const [method, path] = key.split(" ") as [string, string];
  const url = path.replace("{id}", options.id ?? "desk-1") + (options.query ?? "");
  const headers = { Authorization: `Bearer ${operatorToken}`, ...options.headers };
  const answer = await rest(cloud, method, url, options.body, operation.security === undefined ? headers : {});
  equal(answer.status, status, `${key}: ${answer.text.slice(0, 200)}`);
  const response = operation.responses[String(status)];
  ok(response !== undefined, `${key}: ${status} is not in the document`);
  const type = (answer.headers.get("content-type") ?? "").split(";")[0] ?? "";
  if (response.content === undefined) equal(answer.text, "", key);
  else {
    const schema = response.content[type]?.schema as { $ref?: string } | undefined;
    ok(schema !== undefined, `${key}: ${type} is not in the document`);
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll("#/components", "openapi#/components")) as object;
    const isRight = ajv.compile(absolute);
    ok(
      isRight(answer.json ?? answer.text),
      `${key}: ${JSON.stringify(isRight.errors)} in ${answer.text.slice(0, 300)}`,
    );
  }
  called.add(`${key} ${status}`);
  return answer;
}

describe("the OpenAPI document", () => {
  afterEach(cleanUp);

  it("is what the server gives to anyone", async () => {
    const cloud = await startTestCloud();
    const answer = await call(cloud, "GET /v1/openapi.json", 200);
    deepEqual(answer.json, JSON.parse(JSON.stringify(openapi)));
  });

  it("describes every answer of every operation, errors included, as it is", async () => {
    const cloud = await startTestCloud();
    await call(cloud, "GET /healthz", 200);
    await call(cloud, "GET /metrics", 200);
    await call(cloud, "GET /v1/session", 200);
    await call(cloud, "DELETE /v1/session", 204);
    await call(cloud, "POST /v1/session", 204, { body: { token: operatorToken } });
    await call(cloud, "POST /v1/session", 401, { body: { token: "wrong" } });
    await call(cloud, "POST /v1/devices", 201, { body: { id: "new", name: "New" } });
    await call(cloud, "POST /v1/devices", 409, { body: { id: "new" } });
    await call(cloud, "GET /v1/devices/{id}", 200, { id: "new" });
    await call(cloud, "PATCH /v1/devices/{id}", 200, { id: "new", body: { name: "Newer" } });
    await call(cloud, "POST /v1/devices/{id}/token", 201, { id: "new" });

    await call(cloud, "POST /v1/claims", 201, { body: { name: "Greenhouse", ttl: 600 } });
    await call(cloud, "POST /v1/claims", 400, { body: { ttl: 1 } });

    const device = await online(cloud);
    const now = Math.floor(Date.now() / 1000);
    const records = [
      { bt: now, n: "a", u: "Cel", v: 1 },
      { n: "b", vb: true },
      { n: "c", vs: "x" },
    ];
    await device.telemetry(0, records);
    await device.request("event", { stream: "stream-1", n: 0, events: [{ name: "opened", t: now, data: [1] }] });
    await device.request("log", { entries: [{ level: "info", code: "a", text: "b" }] });
    const again = await new FakeDevice(cloud, "desk-1", device.token).opened();
    await again.hello({ ...hello("desk-1"), lastEnd: "1006", restart: { reason: "brown-out", detail: "x" } });
    await call(cloud, "GET /v1/devices", 200);
    const { json } = await call(cloud, "GET /v1/devices/{id}", 200);
    ok(json.connection !== null && json.log.length === 1 && json.events.length === 1, "everything is in it");
    await call(cloud, "GET /v1/devices/{id}/telemetry", 200);
    await call(cloud, "GET /v1/devices/{id}/telemetry", 200, {
      query: `?name=a&every=60&from=${now - 60}&to=${now + 60}`,
    });
    await call(cloud, "GET /v1/devices/{id}/telemetry", 200, { headers: { Accept: "text/csv" } });
    await call(cloud, "GET /v1/devices/{id}/telemetry", 400, { query: "?limit=x" });
    await call(cloud, "GET /v1/devices/{id}/events", 200);
    await call(cloud, "GET /v1/devices/{id}/log", 200);
    again.answer("ping", () => ({ result: { uptimeMs: 1 } }));
    again.answer("refuse", () => ({ error: { code: -32001, message: "no", data: { at: "" } } }));
    await call(cloud, "POST /v1/devices/{id}/commands", 200, { body: { method: "ping" } });
    await call(cloud, "POST /v1/devices/{id}/commands", 422, { body: { method: "refuse" } });
    await call(cloud, "POST /v1/devices/{id}/commands", 504, { body: { method: "x", deadlineMs: 5 } });
    await call(cloud, "POST /v1/devices/{id}/commands", 409, { id: "new", body: { method: "ping" } });
    await call(cloud, "POST /v1/devices/{id}/commands", 413, {
      body: { method: "x", params: { a: "x".repeat(9000) } },
    });
    await call(cloud, "POST /v1/devices/{id}/commands", 415, { body: "{}", headers: { "Content-Type": "text/html" } });
    again.answer("state.desired", ({ version }) => ({ result: { version } }));
    await call(cloud, "GET /v1/devices/{id}/state", 200);
    await call(cloud, "PATCH /v1/devices/{id}/state", 200, { body: { settings: { label: "Desk" } } });
    await call(cloud, "PATCH /v1/devices/{id}/state", 412, { body: {}, headers: { "If-Match": '"1"' } });
    await call(cloud, "PATCH /v1/devices/{id}/state", 400, { body: { settings: 1 } });
    await call(cloud, "PATCH /v1/devices/{id}/state", 413, { body: { settings: { a: "x".repeat(4000) } } });
    await call(cloud, "PATCH /v1/devices/{id}/state", 404, { id: "none", body: {} });
    again.send({ jsonrpc: "2.0", method: "state.reported", params: { version: 1, settings: {}, refused: [] } });
    await call(cloud, "GET /v1/devices/{id}/state", 200);
    await call(cloud, "GET /v1/devices/{id}/commands", 200);
    const definition = { source: "stored", sensors: [{ kind: "sht4x" }], actuators: [], rules: [] };
    again.answer("device.definition", () => ({ result: definition }));
    again.answer("device.configure", ({ parts }) => ({ result: { state: parts === 0 ? "built-in" : "trial" } }));
    await call(cloud, "GET /v1/devices/{id}/description", 200);
    await call(cloud, "PUT /v1/devices/{id}/description", 200, { body: { sensors: [], actuators: [] } });
    await call(cloud, "PUT /v1/devices/{id}/description", 400, { body: [] });
    await call(cloud, "PUT /v1/devices/{id}/description", 413, { body: { sensors: ["x".repeat(64000)] } });
    await call(cloud, "DELETE /v1/devices/{id}/description", 200);
    await call(cloud, "DELETE /v1/devices/{id}/description", 409, { id: "new" });
    again.answer("device.definition", () => ({ result: {} }));
    await call(cloud, "GET /v1/devices/{id}/description", 502);
    await call(cloud, "DELETE /v1/devices/{id}", 204, { id: "new" });
    for (const [key, { security }] of operations) {
      if (security === undefined) await call(cloud, key, 401, { headers: { Authorization: "Bearer wrong" } });
      if (key.includes("{id}") && !key.startsWith("P")) await call(cloud, key, 404, { id: "none" });
    }
    for (const key of operations.keys()) {
      const isCalled = [...called].some((entry) => entry.startsWith(`${key} 2`));
      ok(isCalled, `${key} was not called with success`);
    }
  });
});
