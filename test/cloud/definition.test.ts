/** A device's description by REST, on real sockets: the firmware is the real one, its board is hosts/models. */
import type { DeviceDefinition } from "../../src/device/definition.js";
import start from "../../src/main.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { example } from "../support/example.js";
import { socketBoard } from "../support/socket-board.js";
import { atEnd, cleanUp, type FakeDevice, online, rest, startTestCloud, until } from "./support.js";

const withinMs = 20_000; // ms; the machine may be busy

async function startDevice() {
  const cloud = await startTestCloud();
  const { token } = cloud.addDevice("desk-1");
  const url = `${cloud.url.replace("http", "ws")}/v1/devices/desk-1/link`;
  const board = socketBoard({ id: "desk-1", url, token, seed: 1 });
  const device = start(board, example);
  atEnd(() => device.close());
  const describe = async () => (await rest(cloud, "GET", "/v1/devices/desk-1")).json;
  await until(async () => (await describe()).sensors.length > 0, "the description", withinMs);
  return { cloud, device, describe, path: "/v1/devices/desk-1/description" };
}

const { sensors, actuators } = JSON.parse(JSON.stringify(example.definition)) as DeviceDefinition;
const smaller = { sensors: sensors.filter(({ kind }) => kind !== "analog"), actuators, rules: [] };

describe("a device's description by REST", () => {
  afterEach(cleanUp);

  it("is read as its device.json says it", async () => {
    const { cloud, path } = await startDevice();
    const { status, json } = await rest(cloud, "GET", path);
    equal(status, 200);
    equal(json.source, "built-in");
    const { $schema: _, ...definition } = JSON.parse(JSON.stringify(example.definition));
    deepEqual(json.description, definition);
  }).timeout(30_000);

  it("is not read for ever from a device that never ends it", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    let pages = 0;
    device.answer("device.definition", ({ from }) => {
      const next = ++pages < 2000 ? { next: from + 1 } : {};
      return { result: { source: "built-in", sensors: [], actuators: [], rules: [], ...next } };
    });
    const { status, json } = await rest(cloud, "GET", "/v1/devices/desk-1/description");
    deepEqual([status, json.error.code], [502, "wrongAnswer"]);
    ok(pages < 1000, String(pages));
  }).timeout(30_000);

  it("is replaced: the device comes back with it, describes itself anew, and keeps it", async () => {
    const { cloud, describe, path } = await startDevice();
    ok((await describe()).sensors.some(({ name }: { name: string }) => name === "light"));
    const answer = await rest(cloud, "PUT", path, smaller);
    deepEqual(answer.json, { state: "trial", trialMs: 180000 });
    const isBack = async () => (await rest(cloud, "GET", path)).json.source === "stored";
    await until(isBack, "the device with its new description", withinMs);
    const isDescribed = async () => (await describe()).sensors.every(({ name }: { name: string }) => name !== "light");
    await until(isDescribed, "the new description", withinMs);
    deepEqual((await rest(cloud, "GET", path)).json.description, smaller);
    deepEqual((await rest(cloud, "DELETE", path)).json, { state: "built-in" });
    const isOld = async () => (await describe()).sensors.some(({ name }: { name: string }) => name === "light");
    await until(isOld, "the firmware's own description", withinMs);
  }).timeout(60_000);

  it("that is wrong is refused with the device's places and reasons", async () => {
    const { cloud, path } = await startDevice();
    const wrong = { ...smaller, sensors: [...smaller.sensors, { kind: "contact", pin: 6, mode: "input" }] };
    const { status, json } = await rest(cloud, "PUT", path, wrong);
    equal(status, 422);
    const at = `sensors[${smaller.sensors.length}].pin`;
    equal(json.error.message, `${at}: 6 is used by flash on this board`);
    deepEqual(json.error.data.problems, [{ at, reason: "6 is used by flash on this board" }]);
    equal((await rest(cloud, "GET", path)).json.source, "built-in");
  }).timeout(30_000);

  it("of letters that take several bytes comes through whole", async () => {
    const { cloud, path } = await startDevice();
    const title = 'Wärme im Flur 客厅 🌡️ "A" \\ '.repeat(6);
    const titled = smaller.sensors.map((sensor, i) =>
      i > 0 ? sensor : { ...sensor, readings: { temperature: { title } } },
    );
    const named = { ...smaller, sensors: titled.filter(({ kind }) => kind !== "dew-point") };
    equal((await rest(cloud, "PUT", path, named)).status, 200);
    const isBack = async () => (await rest(cloud, "GET", path)).json.source === "stored";
    await until(isBack, "the device with its new description", withinMs);
    deepEqual((await rest(cloud, "GET", path)).json.description, named);
  }).timeout(30_000);

  it("is refused where the device is not there, or the body is none", async () => {
    const cloud = await startTestCloud();
    cloud.addDevice("desk-1");
    equal((await rest(cloud, "GET", "/v1/devices/desk-1/description")).status, 409);
    equal((await rest(cloud, "PUT", "/v1/devices/desk-1/description", smaller)).status, 409);
    equal((await rest(cloud, "PUT", "/v1/devices/nobody/description", smaller)).status, 404);
    equal((await rest(cloud, "PUT", "/v1/devices/desk-1/description", [1])).status, 400);
    equal((await rest(cloud, "PUT", "/v1/devices/desk-1/description?trialMs=1", smaller)).status, 400);
  });

  it("two at once do not mix", async () => {
    const cloud = await startTestCloud();
    const device: FakeDevice = await online(cloud);
    const parts: number[] = [];
    device.answer("device.configure", ({ part }) => {
      parts.push(part);
      return { result: { state: "receiving" } };
    });
    const body = { sensors: ["x".repeat(3000)], actuators: [] };
    const send = () => rest(cloud, "PUT", "/v1/devices/desk-1/description", body);
    const statuses = (await Promise.all([send(), send()])).map(({ status }) => status).sort();
    deepEqual(statuses, [200, 429]);
    deepEqual(parts, [0, 1, 2, 3]);
  });
});
