/** Desired and reported state in the cloud: REST with versions, delivery to devices, what they report. */
import { desiredState } from "../../src/protocol/state-methods.js";
import { validate } from "../../src/protocol/validate.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import {
  cleanUp,
  FakeDevice,
  hello,
  type Message,
  online,
  operatorToken,
  rest,
  startTestCloud,
  until,
  watch,
} from "./support.js";

const path = "/v1/devices/desk-1/state";
const bearer = { Authorization: `Bearer ${operatorToken}` };
const change = (cloud: { url: string }, patch: unknown, headers: Record<string, string> = {}) =>
  rest(cloud, "PATCH", path, patch, { ...bearer, "Content-Type": "application/merge-patch+json", ...headers });

/** The device takes every version; they are collected. */
function takeAll(device: FakeDevice): Message[] {
  const taken: Message[] = [];
  device.answer("state.desired", (params) => {
    taken.push(params);
    return { result: { version: params.version } };
  });
  return taken;
}

describe("desired state, in the cloud", () => {
  afterEach(cleanUp);

  it("is empty at first, and is changed by merge patches, each with a version", async () => {
    const cloud = await startTestCloud();
    cloud.addDevice("desk-1");
    const first = await rest(cloud, "GET", path);
    deepEqual(first.json, {
      desired: { settings: {}, actuators: {} },
      desiredVersion: 0,
      desiredAt: null,
      reported: { settings: {}, actuators: {} },
      reportedVersion: 0,
      reportedAt: null,
      refused: [],
      isSettled: true,
    });
    equal(first.headers.get("etag"), '"0"');
    const one = await change(cloud, { settings: { label: "Desk", sampleScale: 2 } });
    equal(one.status, 200);
    deepEqual(one.json.desired, { settings: { label: "Desk", sampleScale: 2 }, actuators: {} });
    equal(one.json.isSettled, false);
    const two = await change(cloud, { settings: { label: null }, actuators: { relay: true } });
    deepEqual(two.json.desired, { settings: { sampleScale: 2 }, actuators: { relay: true } });
    equal(two.json.desiredVersion, one.json.desiredVersion + 1);
    // What changes nothing is no new version.
    equal((await change(cloud, { settings: { sampleScale: 2 } })).json.desiredVersion, two.json.desiredVersion);
    deepEqual((await change(cloud, { actuators: null })).json.desired, { settings: { sampleScale: 2 }, actuators: {} });
  });

  it("has a new version when an actuator is named again: it may stand otherwise by now", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    const taken = takeAll(device);
    const one = (await change(cloud, { settings: { label: "A" }, actuators: { relay: true } })).json.desiredVersion;
    await until(() => taken.length === 1, "the first version");
    const again = await change(cloud, { actuators: { relay: true } });
    equal(again.json.desiredVersion, one + 1);
    await until(() => taken.length === 2, "the same again");
    deepEqual(taken[1], { version: one + 1, from: one, patch: { actuators: { relay: true } } });
    // A setting moves by what is desired alone, and nothing is desired of what is null.
    for (const same of [{ settings: { label: "A" } }, { actuators: { lamp: null } }, { actuators: {} }, {}])
      equal((await change(cloud, same)).json.desiredVersion, one + 1, JSON.stringify(same));
  });

  it("is changed with If-Match only while it has that version", async () => {
    const cloud = await startTestCloud();
    cloud.addDevice("desk-1");
    const one = await change(cloud, { settings: { label: "A" } }, { "If-Match": '"0"' });
    equal(one.status, 200);
    const late = await change(cloud, { settings: { label: "B" } }, { "If-Match": '"0"' });
    deepEqual(
      [late.status, late.json.error.code, late.json.error.data],
      [412, "preconditionFailed", { version: one.json.desiredVersion }],
    );
    equal(
      (await change(cloud, { settings: { label: "B" } }, { "If-Match": one.headers.get("etag") ?? "" })).status,
      200,
    );
    equal((await change(cloud, { settings: { label: "C" } }, { "If-Match": "*" })).status, 200);
  });

  it("refuses what a device could not take, and says where", async () => {
    const cloud = await startTestCloud();
    cloud.addDevice("desk-1");
    const cases: [body: unknown, status: number, at: string | undefined][] = [
      [[], 400, ""],
      ["5", 400, ""],
      [{ firmware: {} }, 400, "/firmware"],
      [{ settings: 5 }, 400, "/settings"],
      [{ settings: { "no name": 1 } }, 400, "/settings/no name"],
      [{ settings: { a: { b: { c: { d: 1 } } } } }, 400, ""],
      [{ settings: { a: "x".repeat(3000) } }, 413, undefined],
      [{ settings: Object.fromEntries(Array.from({ length: 70 }, (_unused, i) => [`s${i}`, 1])) }, 413, undefined],
    ];
    for (const [body, status, at] of cases) {
      const answer = await change(cloud, body);
      deepEqual([answer.status, answer.json.error.data?.at], [status, at], JSON.stringify(body).slice(0, 80));
    }
    equal((await rest(cloud, "GET", path)).json.desiredVersion, 0);
    equal((await rest(cloud, "PATCH", "/v1/devices/none/state", {})).status, 404);
    equal((await change(cloud, {}, { "Content-Type": "text/html" })).status, 415);
  });

  it("reaches a device that is online as a patch, then as the whole when it has another version", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    const taken: Message[] = [];
    let isConflict = false;
    device.answer("state.desired", (params) => {
      taken.push(params);
      if (isConflict && params.from !== undefined)
        return { error: { code: -32011, message: "no", data: { version: 1 } } };
      return { result: { version: params.version } };
    });
    const one = (await change(cloud, { settings: { label: "A" } })).json.desiredVersion;
    await until(() => taken.length === 1, "the first version");
    deepEqual(taken[0], { version: one, patch: { settings: { label: "A" }, actuators: {} } });
    await change(cloud, { settings: { label: "B" } });
    await until(() => taken.length === 2, "the second");
    deepEqual(taken[1], { version: one + 1, from: one, patch: { settings: { label: "B" } } });
    isConflict = true;
    await change(cloud, { actuators: { relay: true } });
    await until(() => taken.length === 4, "the whole");
    deepEqual(taken[3], { version: one + 2, patch: { settings: { label: "B" }, actuators: { relay: true } } });
  });

  it("leaves an actuator alone that nobody has named since the version that the device has", async () => {
    const cloud = await startTestCloud();
    const { token } = cloud.addDevice("desk-1");
    const open = async () => new FakeDevice(cloud, "desk-1", token).opened();
    const one = (await change(cloud, { settings: { label: "A" }, actuators: { relay: true, lamp: 1 } })).json;
    const two = (await change(cloud, { actuators: { lamp: 0.5 } })).json;
    const three = (await change(cloud, { settings: { sampleScale: 2 } })).json;
    const settings = { label: "A", sampleScale: 2 };
    const version = three.desiredVersion;
    const cases: [taken: number | undefined, actuators: object][] = [
      [undefined, { relay: true, lamp: 0.5 }],
      [one.desiredVersion - 1, { relay: true, lamp: 0.5 }], // of a life before this one
      [one.desiredVersion, { lamp: 0.5 }],
      [two.desiredVersion, {}],
      [version + 5, { relay: true, lamp: 0.5 }], // of a server that knew more than its backup does
    ];
    for (const [taken, actuators] of cases) {
      const { result } = await (await open()).hello(taken === undefined ? {} : { desired: taken });
      deepEqual(result.desired, { version, patch: { settings, actuators } }, String(taken));
    }
    // Desired again, it is named again.
    const four = (await change(cloud, { actuators: { relay: true } })).json.desiredVersion;
    const { result } = await (await open()).hello({ desired: two.desiredVersion });
    deepEqual(result.desired, { version: four, patch: { settings, actuators: { relay: true } } });
  });

  it("goes, after a conflict, from the version that the device says", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    const taken: Message[] = [];
    let has = 0;
    device.answer("state.desired", (params) => {
      taken.push(params);
      if (params.from !== undefined && params.from !== has)
        return { error: { code: -32011, message: "no", data: { version: has } } };
      has = params.version;
      return { result: { version: params.version } };
    });
    const one = (await change(cloud, { actuators: { relay: true } })).json.desiredVersion;
    await until(() => taken.length === 1, "the first version");
    await change(cloud, { actuators: { lamp: 1 } });
    await until(() => taken.length === 2, "the second");
    has = one; // it could not keep the second
    await change(cloud, { settings: { label: "A" } });
    await until(() => taken.length === 4, "the patch, then the whole");
    deepEqual(taken[3], { version: one + 2, patch: { settings: { label: "A" }, actuators: { lamp: 1 } } });
  });

  it("reaches a device field by field when a whole part is taken away: its schema knows no null there", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    const taken = takeAll(device);
    const one = (await change(cloud, { settings: { label: "A", sampleScale: 2 } })).json.desiredVersion;
    await until(() => taken.length === 1, "the first version");
    deepEqual((await change(cloud, { settings: null })).json.desired, { settings: {}, actuators: {} });
    await until(() => taken.length === 2, "the second");
    deepEqual(taken[1], { version: one + 1, from: one, patch: { settings: { label: null, sampleScale: null } } });
    equal(validate(desiredState, taken[1]), undefined);
  });

  it("reaches a device that was away with its hello, once, and outlives the server", async () => {
    const cloud = await startTestCloud();
    const { token } = cloud.addDevice("desk-1");
    const { desiredVersion } = (await change(cloud, { settings: { label: "A" } })).json;
    const device = await new FakeDevice(cloud, "desk-1", token).opened();
    const { result } = await device.hello();
    deepEqual(result.desired, { version: desiredVersion, patch: { settings: { label: "A" }, actuators: {} } });
    const again = await new FakeDevice(cloud, "desk-1", token).opened();
    equal((await again.hello({ desired: desiredVersion })).result.desired, undefined);
    // A device that was reset says none, and gets it again.
    const reset = await new FakeDevice(cloud, "desk-1", token).opened();
    equal((await reset.hello()).result.desired.version, desiredVersion);
  });

  it("shows what the device reports: settings, what it refuses, actuators as telemetry has them", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    device.answer("state.desired", ({ version }) => ({ result: { version } }));
    const viewer = await watch(cloud);
    viewer.send({ type: "watch", ids: ["desk-1"] });
    const { desiredVersion: version } = (await change(cloud, { settings: { logLevel: "loud" } })).json;
    await viewer.next(({ type, id }) => type === "state" && id === "desk-1", "news of the desired state");
    const refused = [{ at: "/settings/logLevel", reason: "must be one of debug, info" }];
    const report = (params: unknown) => device.send({ jsonrpc: "2.0", method: "state.reported", params });
    report({ version, settings: { logLevel: "info" }, refused });
    await viewer.next(({ type }) => type === "state", "news of the report");
    await device.telemetry(1, [{ bt: Date.now() / 1000, n: "relay", vb: true }], { priority: "state" });
    const state = (await rest(cloud, "GET", path)).json;
    deepEqual(state.reported, { settings: { logLevel: "info" }, actuators: { relay: true } });
    deepEqual([state.reportedVersion, state.refused, state.isSettled], [version, refused, false]);
    // After a restart it does not know any more what it has refused: what was told stands.
    report({ version, settings: { logLevel: "info" } });
    await viewer.next(({ type }) => type === "state", "news of the second report");
    deepEqual((await rest(cloud, "GET", path)).json.refused, refused);
    report({ version, settings: { logLevel: "info" }, refused: [] });
    await viewer.next(({ type }) => type === "state", "news of the third report");
    equal((await rest(cloud, "GET", path)).json.isSettled, true);
    const { text } = await rest(cloud, "GET", "/metrics");
    for (const line of ["states_desired_total 1", "states_reported_total 3", "state_refusals_total 1"])
      ok(text.includes(`mooring_${line}`), line);
  });

  it("keeps a refusal until what was refused is true, changed, or not desired any more", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    device.answer("state.desired", ({ version }) => ({ result: { version } }));
    const viewer = await watch(cloud);
    viewer.send({ type: "watch", ids: ["desk-1"] });
    const loud = { at: "/settings/logLevel", reason: "must be one of debug, info" };
    const slow = { at: "/actuators/relay", reason: "did not get there in time" };
    const heater = { at: "/actuators/heater", reason: "there is none" };
    const desire = async (patch: object): Promise<number> => {
      const { desiredVersion } = (await change(cloud, patch)).json;
      await viewer.next(({ type }) => type === "state", "news of what is desired");
      return desiredVersion;
    };
    const report = async (version: number, settings: object, refused?: object[]): Promise<[unknown, boolean]> => {
      device.send({ jsonrpc: "2.0", method: "state.reported", params: { version, settings, refused } });
      await viewer.next(({ type }) => type === "state", "news of the report");
      const state = (await rest(cloud, "GET", path)).json;
      return [state.refused, state.isSettled];
    };
    const actuators = { relay: true, heater: true };
    const one = await desire({ settings: { logLevel: "loud" }, actuators });
    const all = [loud, slow, heater];
    deepEqual(await report(one, { logLevel: "info" }, all), [all, false]);
    // Another version, of which it refuses nothing, or does not know after a restart; and the same one once more.
    const two = await desire({ settings: { label: "A" } });
    deepEqual(await report(two, { logLevel: "info", label: "A" }, []), [all, false]);
    const three = await desire({ settings: { label: "B" } });
    deepEqual(await report(three, { logLevel: "info", label: "B" }), [all, false]);
    deepEqual(await report(three, { logLevel: "info", label: "B" }), [all, false]);
    // The connection came back: the device says the same of the same version once more, which named neither of them.
    deepEqual(await report(three, { logLevel: "info", label: "B" }, []), [all, false]);
    // True after all, by a newer firmware, or because somebody has switched it.
    deepEqual(await report(await desire({ settings: { label: "C" } }), { logLevel: "loud" }, []), [
      [slow, heater],
      false,
    ]);
    await device.telemetry(1, [{ bt: Date.now() / 1000, n: "relay", vb: true }], { priority: "state" });
    deepEqual((await rest(cloud, "GET", path)).json.refused, [heater]);
    const other = { at: "/actuators/heater", reason: "must be a number" };
    deepEqual(await report(await desire({ actuators: { heater: 5 } }), {}, [other]), [[other], false]);
    deepEqual(await report(await desire({ actuators: { heater: null } }), { logLevel: "loud" }, []), [[], true]);
  });

  it("drops a refusal of what it has sent anew, and of which the device refuses nothing now", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    device.answer("state.desired", ({ version }) => ({ result: { version } }));
    const refusal = { at: "/actuators/relay", reason: "the device is in safe mode" };
    const report = (from: FakeDevice, version: number, refused: object[]): void =>
      from.send({ jsonrpc: "2.0", method: "state.reported", params: { version, settings: {}, refused } });
    const refused = async (): Promise<unknown[]> => (await rest(cloud, "GET", path)).json.refused;
    const one = (await change(cloud, { settings: { label: "A" } })).json.desiredVersion;
    const two = (await change(cloud, { actuators: { relay: true } })).json.desiredVersion;
    report(device, two, [refusal]);
    await until(async () => (await refused()).length === 1, "the refusal");
    const three = (await change(cloud, { settings: { label: "B" } })).json.desiredVersion;
    report(device, three, []);
    await until(async () => (await rest(cloud, "GET", path)).json.reportedVersion === three, "the report");
    deepEqual(await refused(), [refusal]);
    // It was in safe mode, and has not stored what it took there: the relay is in what comes with hello.
    const again = await new FakeDevice(cloud, "desk-1", device.token).opened();
    await again.hello({ desired: one });
    report(again, three, []);
    await until(async () => (await refused()).length === 0, "its end");
  });

  it("gives a device that was removed and added again no version twice", async () => {
    const cloud = await startTestCloud();
    cloud.addDevice("desk-1");
    const before = (await change(cloud, { settings: { label: "A" } })).json.desiredVersion;
    await rest(cloud, "DELETE", "/v1/devices/desk-1");
    await new Promise((resolve) => setTimeout(resolve, 1100));
    cloud.addDevice("desk-1");
    equal((await rest(cloud, "GET", path)).json.desiredVersion, 0);
    ok((await change(cloud, { settings: { label: "B" } })).json.desiredVersion > before, "greater");
  });
});

describe("commands, in the cloud", () => {
  afterEach(cleanUp);

  const commands = "/v1/devices/desk-1/commands";

  /** A device whose description says of its methods what matters here. */
  async function described(cloud: Awaited<ReturnType<typeof startTestCloud>>) {
    const { token } = cloud.addDevice("desk-1");
    const device = await new FakeDevice(cloud, "desk-1", token).opened();
    const methods = [
      { name: "look", params: {}, repeatable: true },
      { name: "turn", params: {} },
      { name: "slow", params: {}, deadlineMs: 300, progress: true },
    ];
    device.answer("describe", (params) => {
      const page = { digest: "digest-9", sensors: [], actuators: [], methods: methods.slice(0, 2), next: 2 };
      return { result: params.from === 2 ? { ...page, methods: methods.slice(2), next: undefined } : page };
    });
    await device.request("hello", { ...hello("desk-1"), digest: "digest-9" });
    await until(() => cloud.store.devices.digest("desk-1") !== undefined, "the description");
    return device;
  }

  it("puts a description together that comes in parts", async () => {
    const cloud = await startTestCloud();
    await described(cloud);
    const names = (await rest(cloud, "GET", "/v1/devices/desk-1")).json.methods.map(
      ({ name }: { name: string }) => name,
    );
    deepEqual(names, ["look", "turn", "slow"]);
  });

  it("gives those that change something a moment after which they are void, by the description", async () => {
    const cloud = await startTestCloud();
    const device = await described(cloud);
    device.answer("look", (params) => ({ result: { params } }));
    device.answer("turn", (params) => ({ result: { params } }));
    deepEqual((await rest(cloud, "POST", commands, { method: "look" })).json.result, { params: {} });
    const turned = (await rest(cloud, "POST", commands, { method: "turn", params: { a: 1 }, deadlineMs: 5000 })).json;
    equal(turned.result.params.a, 1);
    const ahead = turned.result.params.expires - Date.now() / 1000;
    ok(ahead > 0 && ahead <= 5, String(ahead));
  });

  it("with an id of their own are the same request each time, and no other one", async () => {
    const cloud = await startTestCloud();
    const device = await described(cloud);
    const ids: unknown[] = [];
    const asked: string[] = [];
    device.intercept = (message) => {
      if (message.method !== "turn") return false;
      ids.push(message.id);
      asked.push(JSON.stringify(message));
      device.send({ jsonrpc: "2.0", id: message.id, result: {} });
      return true;
    };
    const body = { method: "turn", params: { a: 1 }, command: "my-own-id-0123456" };
    equal((await rest(cloud, "POST", commands, body)).headers.get("mooring-command"), body.command);
    equal((await rest(cloud, "POST", commands, body)).status, 200);
    deepEqual(ids, [body.command, body.command]);
    equal(asked[0], asked[1]);
    const other = await rest(cloud, "POST", commands, { ...body, params: { a: 2 } });
    deepEqual([other.status, other.json.error.code], [409, "exists"]);
    equal((await rest(cloud, "POST", commands, { ...body, command: "short" })).status, 400);
  });

  it("tell who watches and who asks how far they are", async () => {
    const cloud = await startTestCloud();
    const device = await described(cloud);
    const viewer = await watch(cloud);
    viewer.send({ type: "watch", ids: ["desk-1"] });
    const command = "my-own-id-0123456";
    const answer = rest(cloud, "POST", commands, { method: "slow", command });
    const request = await device.next(({ method }) => method === "slow", "the command");
    deepEqual(
      (await rest(cloud, "GET", commands)).json.commands.map(({ progress }: Message) => progress),
      [null],
    );
    device.send({ jsonrpc: "2.0", method: "progress", params: { id: command, done: 2, of: 5, text: "rinsing" } });
    const told = await viewer.next(({ type }) => type === "progress", "the progress");
    deepEqual(told, { type: "progress", id: "desk-1", command, done: 2, of: 5, text: "rinsing" });
    const [underWay] = (await rest(cloud, "GET", commands)).json.commands;
    deepEqual(
      [underWay.command, underWay.method, underWay.progress],
      [command, "slow", { done: 2, of: 5, text: "rinsing" }],
    );
    device.send({ jsonrpc: "2.0", id: request.id, result: { done: true } });
    deepEqual((await answer).json, { result: { done: true } });
    deepEqual((await rest(cloud, "GET", commands)).json, { commands: [] });
  });

  it("wait as long as the device says that the method takes", async () => {
    const cloud = await startTestCloud();
    await described(cloud);
    const began = performance.now();
    const answer = await rest(cloud, "POST", commands, { method: "slow" });
    equal(answer.status, 504);
    const ms = performance.now() - began;
    ok(ms >= 2200 && ms < 9000, String(ms));
  });
});
