/** What a device may not say, message by message: each is answered once, and the connection goes on. */
import { errorCodes } from "../../src/protocol/faults.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { cleanUp, description, FakeDevice, online, startTestCloud } from "./support.js";

describe("a device's link", () => {
  afterEach(cleanUp);

  const { parse, invalidRequest, invalidParams, methodNotFound } = errorCodes;
  const record = { n: "x", v: 1 };
  const telemetry = { stream: "stream-1", priority: "periodic", n: 0, records: [record] };
  const request = (method: string, params: unknown) => ({ jsonrpc: "2.0", id: 9, method, params });
  const deep = `${'{"a":'.repeat(100)}1${"}".repeat(100)}`;
  const bad: [string, unknown, number, string | undefined][] = [
    ["no JSON", "{", parse, undefined],
    ["an empty message", "", parse, undefined],
    ["a number", "7", invalidRequest, ""],
    ["null", "null", invalidRequest, ""],
    ["a batch", [request("telemetry", telemetry)], invalidRequest, ""],
    ["an empty batch", "[]", invalidRequest, ""],
    ["no version", { id: 9, method: "telemetry" }, invalidRequest, "/jsonrpc"],
    ["an id that is an object", { jsonrpc: "2.0", id: {}, method: "x" }, invalidRequest, "/id"],
    ["an id of 65 characters", { jsonrpc: "2.0", id: "x".repeat(65), method: "x" }, invalidRequest, "/id"],
    ["a method that is no string", { jsonrpc: "2.0", id: 9, method: 1 }, invalidRequest, "/method"],
    ["no method", { jsonrpc: "2.0", id: 9 }, invalidRequest, "/method"],
    ["parameters in an array", request("telemetry", [1]), invalidRequest, "/params"],
    ["both a request and an answer", { ...request("x", {}), result: 1 }, invalidRequest, ""],
    ["nesting a hundred deep", `{"jsonrpc":"2.0","id":9,"method":"log","params":${deep}}`, invalidRequest, ""],
    ["an unknown method", request("telemetrie", {}), methodNotFound, undefined],
    ["a method's name from Object", request("constructor", {}), methodNotFound, undefined],
    ["__proto__", `{"jsonrpc":"2.0","id":9,"method":"__proto__","params":{"__proto__":{}}}`, methodNotFound, undefined],
    ["no parameters", { jsonrpc: "2.0", id: 9, method: "telemetry" }, invalidParams, "/stream"],
    ["a number too small", request("telemetry", { ...telemetry, n: -1 }), invalidParams, "/n"],
    ["a number too large", request("telemetry", { ...telemetry, n: Number.MAX_SAFE_INTEGER }), invalidParams, "/n"],
    ["an unknown priority", request("telemetry", { ...telemetry, priority: "event" }), invalidParams, "/priority"],
    ["no records", request("telemetry", { ...telemetry, records: [] }), invalidParams, "/records"],
    [
      "129 records",
      request("telemetry", { ...telemetry, records: Array.from({ length: 129 }, () => record) }),
      invalidParams,
      "/records",
    ],
    [
      "a value that is no number",
      request("telemetry", { ...telemetry, records: [record, { n: "x", v: "1" }] }),
      invalidParams,
      "/records/1/v",
    ],
    [
      "1e999",
      JSON.stringify(request("telemetry", telemetry)).replace('"v":1', '"v":1e999'),
      invalidParams,
      "/records/0/v",
    ],
    [
      "two values",
      request("telemetry", { ...telemetry, records: [{ ...record, vb: true }] }),
      invalidParams,
      "/records/0",
    ],
    [
      "an event without time",
      request("event", { stream: "stream-1", n: 0, events: [{ name: "a" }] }),
      invalidParams,
      "/events/0/t",
    ],
    ["a log level", request("log", { entries: [{ level: "loud", code: "a" }] }), invalidParams, "/entries/0/level"],
  ];
  it(`answers each of ${bad.length} malformed messages with code, what and where, and goes on`, async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    for (const [what, message, code, at] of bad) {
      device.send(message);
      const { error, id } = await device.next(({ error }) => error !== undefined, `the error for ${what}`);
      equal(error.code, code, `${what}: ${JSON.stringify(error)}`);
      ok(error.message.length > 3, what);
      equal(error.data?.at, at, `${what}: ${JSON.stringify(error)}`);
      if (at !== undefined) ok(error.data.reason.length > 3, what);
      ok(id === 9 || id === null, what);
    }
    deepEqual((await device.telemetry(0, [record])).result, { n: 0 });
    deepEqual(device.inbox, [], "each got one answer");
  });

  it("ignores unknown notifications, and answers that nobody waits for", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    device.send({ jsonrpc: "2.0", method: "unknown", params: {} });
    device.send({ jsonrpc: "2.0", id: 12345, result: {} });
    device.send({ jsonrpc: "2.0", id: null, error: { code: 1, message: "x" } });
    device.send({ jsonrpc: "2.0", id: "a", result: {}, error: null });
    deepEqual((await device.telemetry(0, [{ n: "x", v: 1 }])).result, { n: 0 });
    deepEqual(device.inbox, []);
  });

  it("hello of another device, or of another protocol, is refused with the place", async () => {
    const cloud = await startTestCloud();
    const device = await new FakeDevice(cloud, "one", cloud.addDevice("one").token).opened();
    equal((await device.hello({ device: { id: "two", model: "x" } })).error.data.at, "/device/id");
    equal((await device.hello({ protocol: 2 })).error.data.at, "/protocol");
    equal((await device.hello({ restart: {} })).error.data.at, "/restart/reason");
    ok((await device.hello()).result !== undefined, "and the right one is taken");
  });

  it("a description that is not as the schema says is not taken, and the device stays", async () => {
    const cloud = await startTestCloud();
    const device = await new FakeDevice(cloud, "one", cloud.addDevice("one").token).opened();
    device.answer("describe", () => ({ result: { ...description, sensors: [{ name: "-" }] } }));
    await device.hello();
    deepEqual((await device.telemetry(0, [{ n: "x", v: 1 }])).result, { n: 0 });
    equal(cloud.store.devices.digest("one"), undefined);
  });
});
