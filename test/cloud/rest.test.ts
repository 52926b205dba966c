/** REST, over real HTTP: what it gives, what it refuses and where it says the mistake is. */
import { errorCodes } from "../../src/protocol/faults.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { cleanUp, FakeDevice, type Message, online, operatorToken, rest, startTestCloud, until } from "./support.js";

const bearer = { Authorization: `Bearer ${operatorToken}` };

describe("devices by REST", () => {
  afterEach(cleanUp);

  it("gives lines of the log by span, level and number", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    const t = 1_800_000_000 - 86_400 * 800;
    const levels = ["debug", "info", "warn", "error", "info"];
    const entries = levels.map((level, i) => ({ t: t + i, level, code: `code.${i}` }));
    device.send({ jsonrpc: "2.0", method: "log", params: { entries } });
    const path = "/v1/devices/desk-1/log";
    const codes = async (query: string) =>
      (await rest(cloud, "GET", path + query)).json.log.map(({ code }: { code: string }) => code);
    await until(async () => (await codes("")).length === 5, "the lines");
    deepEqual(await codes("?level=info"), ["code.1", "code.2", "code.3", "code.4"]);
    deepEqual(await codes("?level=error"), ["code.3"]);
    deepEqual(await codes(`?from=${t + 1}&to=${t + 2}`), ["code.1", "code.2"]);
    deepEqual(await codes("?level=warn&limit=1"), ["code.3"]);
    for (const query of ["?level=loud", "?from=x", "?from=5&to=4", "?lines=5"]) {
      equal((await rest(cloud, "GET", path + query)).status, 400, query);
    }
  });

  it("are added with a token, listed, renamed and removed", async () => {
    const cloud = await startTestCloud();
    const added = await rest(cloud, "POST", "/v1/devices", { id: "desk-1", name: "Desk" });
    equal(added.status, 201);
    equal(added.json.id, "desk-1");
    equal(added.json.token.length, 43, "256 bits");
    equal((await rest(cloud, "POST", "/v1/devices", { id: "desk-1" })).status, 409);
    const other = (await rest(cloud, "POST", "/v1/devices")).json;
    ok(/^device-[0-9a-f]{8}$/.test(other.id), other.id);
    const { devices } = (await rest(cloud, "GET", "/v1/devices")).json;
    deepEqual(
      devices.map(({ id, name, online, lastSeen }: Message) => ({ id, name, online, lastSeen })),
      [
        { id: "desk-1", name: "Desk", online: false, lastSeen: null },
        { id: other.id, name: other.id, online: false, lastSeen: null },
      ],
    );
    equal((await rest(cloud, "PATCH", "/v1/devices/desk-1", { name: "Table" })).json.name, "Table");
    equal((await rest(cloud, "GET", "/v1/devices/desk-1")).json.name, "Table");
    equal((await rest(cloud, "DELETE", "/v1/devices/desk-1")).status, 204);
    equal((await rest(cloud, "GET", "/v1/devices/desk-1")).status, 404);
    equal((await rest(cloud, "DELETE", "/v1/devices/desk-1")).status, 404);
  });

  it("the token is stored as a hash alone", async () => {
    const cloud = await startTestCloud();
    const { token } = cloud.addDevice("desk-1");
    const row = cloud.store.database.sqlite.prepare("SELECT * FROM devices").get() as Record<string, unknown>;
    ok(!Object.values(row).some((value) => String(value).includes(token)));
    equal((row["token_hash"] as Uint8Array).length, 32);
  });

  it("a new token voids the old one and ends its session with 4401, removal ends it with 4403", async () => {
    const cloud = await startTestCloud();
    const first = await online(cloud);
    const renewed = await rest(cloud, "POST", "/v1/devices/desk-1/token");
    equal(renewed.status, 201);
    equal((await first.closed).code, 4401);
    const second = await new FakeDevice(cloud, "desk-1", renewed.json.token).opened();
    await second.hello();
    equal((await rest(cloud, "DELETE", "/v1/devices/desk-1")).status, 204);
    equal((await second.closed).code, 4403);
  });

  it("removing a device that is online is no fault, and nothing is logged", async () => {
    const lines: string[] = [];
    const cloud = await startTestCloud({ log: { info: () => {}, error: (line) => lines.push(line) } });
    const device = await online(cloud);
    equal((await rest(cloud, "DELETE", "/v1/devices/desk-1")).status, 204);
    equal((await device.closed).code, 4403);
    await cloud.close();
    deepEqual(lines, []);
  });

  it("a command brings the device's result, its refusal (422), or says offline (409), late (504), lost (504)", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    const send = (body: unknown) => rest(cloud, "POST", "/v1/devices/desk-1/commands", body);
    let asked: Message;
    device.answer("actuator.set", (params) => {
      asked = params;
      return { result: { name: "relay", value: true } };
    });
    const done = await send({ method: "actuator.set", params: { name: "relay", value: true } });
    deepEqual([done.status, done.json], [200, { result: { name: "relay", value: true } }]);
    deepEqual([asked.name, asked.value], ["relay", true]);
    ok(Math.abs(asked.expires - Date.now() / 1000 - 10) < 2, "it expires with its deadline");
    const data = { at: "/name", reason: "no such actuator" };
    device.answer("refuse", () => ({ error: { code: errorCodes.unknownName, message: "no", data } }));
    const refusal = await send({ method: "refuse" });
    deepEqual([refusal.status, refusal.json], [422, { error: { code: errorCodes.unknownName, message: "no", data } }]);
    device.answer("odd", () => ({ error: "odd" }));
    equal((await send({ method: "odd" })).status, 422);
    const late = await send({ method: "nothing", deadlineMs: 30 });
    deepEqual([late.status, late.json.error.code], [504, "late"]);
    device.answer("lose", () => {
      device.socket.terminate();
      return {};
    });
    const lost = await send({ method: "lose" });
    deepEqual([lost.status, lost.json.error.code], [504, "lost"]);
    const offline = await send({ method: "ping" });
    deepEqual([offline.status, offline.json.error.code], [409, "offline"]);
  });

  it("more commands than a device may have in flight are refused with 429", async () => {
    const cloud = await startTestCloud();
    await online(cloud);
    const send = () => rest(cloud, "POST", "/v1/devices/desk-1/commands", { method: "nothing", deadlineMs: 100 });
    const statuses = (await Promise.all(Array.from({ length: 10 }, send))).map(({ status }) => status).sort();
    deepEqual(statuses, [429, 429, ...Array.from({ length: 8 }, () => 504)]);
  });

  it("telemetry comes by name and time, the newest in the order of time, as SenML or CSV", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    await device.telemetry(0, [
      { bt: 1_700_000_000, n: "temperature", u: "Cel", v: 20 },
      { n: "temperature", u: "Cel", t: 60, v: 22 },
      { n: "button", t: 61, vb: true },
      { n: "note", t: 62, vs: '=1+"a",b' },
      { n: "temperature", u: "Cel", t: 120, v: 24.5 },
    ]);
    const get = (query: string, headers = {}) =>
      rest(cloud, "GET", `/v1/devices/desk-1/telemetry${query}`, undefined, { ...bearer, ...headers });
    const all = await get("");
    equal(all.headers.get("content-type"), "application/senml+json");
    equal(all.json.length, 5);
    deepEqual(
      (await get("?name=temperature&limit=2")).json.map(({ v }: Message) => v),
      [22, 24.5],
    );
    deepEqual((await get("?from=1700000061&to=1700000061")).json, [{ n: "button", t: 1_700_000_061, vb: true }]);
    deepEqual((await get("?name=temperature&name=button&limit=100000")).json.length, 4);
    deepEqual((await get("?name=temperature&every=100&to=1700000200")).json, [
      { n: "temperature", u: "Cel", t: 1_700_000_000, v: 21, minimum: 20, maximum: 22, count: 2 },
      { n: "temperature", u: "Cel", t: 1_700_000_100, v: 24.5, minimum: 24.5, maximum: 24.5, count: 1 },
    ]);
    const csv = await get("", { Accept: "text/csv, */*;q=0.1" });
    ok(csv.headers.get("content-type")?.startsWith("text/csv"));
    equal(
      csv.text,
      "time,name,unit,value,quality\r\n1700000000,temperature,Cel,20,\r\n1700000060,temperature,Cel,22,\r\n" +
        '1700000061,button,,true,\r\n1700000062,note,,"\'=1+""a"",b",\r\n1700000120,temperature,Cel,24.5,\r\n',
    );
    equal((await get("", { Accept: "application/json, text/csv;q=0.5" })).json.length, 5);
  });

  it("history and the list outlive a restart of the server", async () => {
    const cloud = await startTestCloud();
    const data = cloud.store.database.sqlite.location()?.replace(/\/[^/]*$/, "") ?? "";
    const device = await online(cloud);
    await device.telemetry(0, [{ n: "temperature", u: "Cel", t: 0, v: 20 }]);
    await cloud.close();
    const again = await startTestCloud({ data });
    const [summary] = (await rest(again, "GET", "/v1/devices")).json.devices;
    equal(summary.latest.temperature.v, 20);
    equal(summary.online, false);
    ok(Math.abs(summary.lastSeen - Date.now() / 1000) < 5);
    equal((await rest(again, "GET", "/v1/devices/desk-1")).json.sensors.length, 1);
  });

  const large = JSON.stringify({ name: "x".repeat(70_000) });
  const bad: [string, string, unknown, number, string | undefined][] = [
    ["POST", "/v1/devices", "{", 400, ""],
    ["POST", "/v1/devices", "[]", 400, ""],
    ["POST", "/v1/devices", "null", 400, ""],
    ["POST", "/v1/devices", { id: 5 }, 400, "/id"],
    ["POST", "/v1/devices", { id: "" }, 400, "/id"],
    ["POST", "/v1/devices", { id: "a/b" }, 400, "/id"],
    ["POST", "/v1/devices", { id: "x".repeat(65) }, 400, "/id"],
    ["POST", "/v1/devices", { id: "a", name: 7 }, 400, "/name"],
    ["POST", "/v1/devices", { id: "b", name: " " }, 400, "/name"],
    ["POST", "/v1/devices", large, 413, undefined],
    ["PATCH", "/v1/devices/a", {}, 400, "/name"],
    ["PATCH", "/v1/devices/a", { name: "  " }, 400, "/name"],
    ["PATCH", "/v1/devices/none", { name: "b" }, 404, undefined],
    ["POST", "/v1/devices/a/commands", {}, 400, "/method"],
    ["POST", "/v1/devices/a/commands", { method: "x", params: [1] }, 400, "/params"],
    ["POST", "/v1/devices/a/commands", { method: "x", deadlineMs: 0 }, 400, "/deadlineMs"],
    ["POST", "/v1/devices/a/commands", { method: "x", deadlineMs: 1e9 }, 400, "/deadlineMs"],
    ["POST", "/v1/devices/none/commands", { method: "x" }, 404, undefined],
    ["GET", "/v1/devices/none", undefined, 404, undefined],
    ["GET", "/v1/devices/none/telemetry", undefined, 404, undefined],
    ["GET", "/v1/devices/%ff", undefined, 400, "id"],
    ["GET", "/v1/devices/a/telemetry?limit=0", undefined, 400, "limit"],
    ["GET", "/v1/devices/a/telemetry?limit=100001", undefined, 400, "limit"],
    ["GET", "/v1/devices/a/telemetry?limit=1.5", undefined, 400, "limit"],
    ["GET", "/v1/devices/a/telemetry?from=yesterday", undefined, 400, "from"],
    ["GET", "/v1/devices/a/telemetry?to=", undefined, 400, "to"],
    ["GET", "/v1/devices/a/telemetry?from=5&to=4", undefined, 400, "to"],
    ["GET", "/v1/devices/a/telemetry?every=0", undefined, 400, "every"],
    ["GET", "/v1/devices/a/telemetry?name=", undefined, 400, "name"],
    ["GET", "/v1/devices/a/telemetry?form=4", undefined, 400, "form"],
    ["GET", "/v1/devices/a/events?limit=x", undefined, 400, "limit"],
    ["GET", "/v1/devices/a/log?lines=1", undefined, 400, "lines"],
    ["GET", "/v1/device", undefined, 404, undefined],
    ["GET", "/v1/devices/", undefined, 404, undefined],
    ["PUT", "/v1/devices", {}, 405, undefined],
    ["DELETE", "/v1/devices", undefined, 405, undefined],
    ["POST", "/v1/openapi.json", {}, 405, undefined],
    ["GET", "/v1/watch", undefined, 426, undefined],
  ];
  it(`each of ${bad.length} wrong requests gets its status and an error that says what and where`, async () => {
    const cloud = await startTestCloud();
    cloud.addDevice("a");
    for (const [method, path, body, status, at] of bad) {
      const what = `${method} ${path} ${JSON.stringify(body)?.slice(0, 80)}`;
      const answer = await rest(cloud, method, path, body);
      equal(answer.status, status, what);
      equal(typeof answer.json.error.code, "string", what);
      ok(answer.json.error.message.length > 3, what);
      equal(answer.json.error.data?.at, at, `${what}: ${answer.text}`);
      if (status === 405) ok(answer.headers.has("allow"), what);
    }
    equal((await rest(cloud, "GET", "/v1/devices")).status, 200);
  });

  it("a body must be JSON by its content type, but a program with a token may leave the type out", async () => {
    const cloud = await startTestCloud();
    const post = (type: string) =>
      rest(cloud, "POST", "/v1/devices", "{}", { ...bearer, "Content-Type": type }).then(({ status }) => status);
    equal(await post("application/x-www-form-urlencoded"), 415);
    equal(await post("multipart/form-data"), 415);
    equal(await post("application/json; charset=utf-8"), 201);
    equal(await post("text/plain;charset=UTF-8"), 201);
  });

  it("HEAD is answered as GET without a body", async () => {
    const cloud = await startTestCloud();
    const answer = await rest(cloud, "HEAD", "/v1/devices");
    deepEqual([answer.status, answer.text], [200, ""]);
  });
});
