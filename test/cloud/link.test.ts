/** The devices' link, over real sockets: who is let in, what is answered, what ends a session. */
import { errorCodes } from "../../src/protocol/faults.js";
import { limits } from "../../src/protocol/limits.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import {
  cleanUp,
  description,
  FakeDevice,
  hello,
  type Message,
  online,
  refused,
  rest,
  startTestCloud,
  temporaryDirectory,
  until,
  watch,
} from "./support.js";

const seconds = () => Date.now() / 1000;

const record = { n: "x", v: 1 };
const telemetry = { stream: "stream-1", priority: "periodic", n: 0, records: [record] };
const request = (method: string, params: unknown) => ({ jsonrpc: "2.0", id: 9, method, params });

describe("a device's link", () => {
  afterEach(cleanUp);

  it("is refused with 401 before any upgrade, unless the token is the one of that device", async () => {
    const lines: string[] = [];
    const cloud = await startTestCloud({ log: { info: (line) => lines.push(line), error: () => {} } });
    const { token } = cloud.addDevice("one");
    const other = cloud.addDevice("two").token;
    const link = (id: string) => `${cloud.url}/v1/devices/${id}/link`;
    const cases: [string, Record<string, string>][] = [
      [link("one"), {}],
      [link("one"), { Authorization: "Bearer" }],
      [link("one"), { Authorization: "Bearer wrong" }],
      [link("one"), { Authorization: `Basic ${token}` }],
      [link("one"), { Authorization: `Bearer ${other}` }],
      [link("one"), { Authorization: `Bearer ${token}x` }],
      [link("three"), { Authorization: `Bearer ${token}` }],
      [link("%00"), { Authorization: `Bearer ${token}` }],
    ];
    for (const [url, headers] of cases) {
      const answer = await refused(url, "mooring.v1", headers);
      equal(answer.status, 401, `${url} ${JSON.stringify(headers)}`);
      equal(JSON.parse(answer.body).error.code, "unauthorized");
      equal(answer.headers["www-authenticate"], "Bearer");
    }
    ok(lines[0] === "one refused: 401 the device or its token is not known here, from 127.0.0.1", lines[0]);
    ok(lines.length <= 10 && !lines.some((line) => line.includes(token) || line.includes("wrong")), lines.join("\n"));
    await new FakeDevice(cloud, "one", token).opened();
  });

  it("needs the subprotocol, and a path that there is", async () => {
    const cloud = await startTestCloud();
    const headers = { Authorization: `Bearer ${cloud.addDevice("one").token}` };
    equal((await refused(`${cloud.url}/v1/devices/one/link`, "", headers)).status, 400);
    equal((await refused(`${cloud.url}/v1/devices/one/link`, "mqtt", headers)).status, 400);
    equal((await refused(`${cloud.url}/v1/devices/one/links`, "mooring.v1", headers)).status, 404);
    equal((await refused(`${cloud.url}/v1/devices/%/link`, "mooring.v1", headers)).status, 400);
    equal((await rest(cloud, "GET", "/v1/devices/one/link")).status, 426);
  });

  it("that comes with too many others is told when to come again", async () => {
    const cloud = await startTestCloud({ admissionsPerSecond: 2 });
    const { token } = cloud.addDevice("one");
    const url = `${cloud.url}/v1/devices/one/link`;
    for (let i = 0; i < 2; i++) await new FakeDevice(cloud, "one", token).opened();
    const answer = await refused(url, "mooring.v1", { Authorization: `Bearer ${token}` });
    equal(answer.status, 503);
    ok(Number(answer.headers["retry-after"]) > 0);
  });

  it("that is turned away is given a moment of its own, so that a herd comes back at the rate of admission", async () => {
    const cloud = await startTestCloud({ admissionsPerSecond: 1 });
    const tokens = Array.from({ length: 10 }, (_, i) => cloud.addDevice(`d${i}`).token);
    const answers = await Promise.all(
      tokens
        .slice(1)
        .map((token, i) =>
          refused(`${cloud.url}/v1/devices/d${i + 1}/link`, "mooring.v1", { Authorization: `Bearer ${token}` }).catch(
            () => undefined,
          ),
        ),
    );
    const away = answers.filter((answer) => answer !== undefined);
    ok(away.length >= 7, `${away.length} were turned away`);
    const hints = away.map(({ headers }) => Number(headers["retry-after"])).sort((a, b) => a - b);
    ok(new Set(hints).size >= away.length - 2, hints.join());
    ok((hints[0] ?? 0) >= 1 && (hints.at(-1) ?? 0) >= away.length - 1, hints.join());
  });

  it("that one device opens again and again is refused with 429, before it takes the place of others", async () => {
    const cloud = await startTestCloud({ admissionsPerSecond: 25 });
    const [one, two] = [cloud.addDevice("one"), cloud.addDevice("two")];
    const tokenOf = { Authorization: `Bearer ${one.token}` };
    await Promise.all(Array.from({ length: 20 }, () => new FakeDevice(cloud, "one", one.token).opened()));
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => refused(`${cloud.url}/v1/devices/one/link`, "mooring.v1", tokenOf)),
    );
    for (const { status, headers } of answers) deepEqual([status, headers["retry-after"]], [429, "1"]);
    await new FakeDevice(cloud, "two", two.token).opened();
  });

  it("begins with hello, whose answer brings session, time, marks and heartbeat, and then asks for the description", async () => {
    const cloud = await startTestCloud();
    const { token } = cloud.addDevice("one");
    const device = await new FakeDevice(cloud, "one", token).opened();
    equal((await device.telemetry(0, [{ n: "x", v: 1 }])).error.code, errorCodes.outOfOrder, "before hello");
    deepEqual([device.socket.protocol, device.socket.extensions], ["mooring.v1", ""], "no compression");
    const { result } = await device.hello();
    ok(result.session.length > 8);
    ok(Math.abs(result.time - seconds()) < 1);
    deepEqual(result.stored, {});
    equal(result.pingMs, limits.pingMs);
    equal(result.messageBytes, limits.serverMessageBytes);
    equal((await device.hello()).error.code, errorCodes.outOfOrder, "a second hello");
    const asked = await device.next(({ method }) => method === "describe", "describe");
    device.send({ jsonrpc: "2.0", id: asked.id, result: description });
    await until(() => cloud.store.devices.digest("one") === "digest-1", "the description");
    const detail = (await rest(cloud, "GET", "/v1/devices/one")).json;
    deepEqual(detail.sensors, description.sensors);
    deepEqual(detail.actuators, description.actuators);
    equal(detail.engine, "test");
    equal(detail.restart.reason, "power");
    equal(detail.online, true);
    equal(detail.connection.connects, 1);
    deepEqual(detail.connection.phasesMs, { connect: 3 });
    await until(
      async () => (await rest(cloud, "GET", "/v1/devices/one")).json.connection.roundTripMs !== null,
      "a ping",
    );
  });

  it("is not asked for a description that is known, and says what of its stream is stored", async () => {
    const cloud = await startTestCloud();
    const first = await online(cloud, "one");
    await first.telemetry(0, [
      { n: "x", v: 1 },
      { n: "x", v: 2 },
    ]);
    first.socket.close();
    await first.closed;
    const second = await new FakeDevice(cloud, "one", first.token).opened();
    const { result } = await second.hello();
    deepEqual(result.stored, { periodic: 1 });
    await second.telemetry(2, [{ n: "x", v: 3 }]);
    deepEqual(second.inbox, [], "nothing was asked");
  });

  it("telemetry and events are stored once, however often they are sent, and are acknowledged with the mark", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    const t = Math.floor(seconds());
    const records = [
      { bt: t, n: "temperature", u: "Cel", v: 21.5 },
      { n: "button", t: 1, vb: true },
    ];
    deepEqual((await device.telemetry(5, records)).result, { n: 6 });
    deepEqual((await device.telemetry(5, records)).result, { n: 6 });
    deepEqual((await device.telemetry(0, records)).result, { n: 6 });
    const events = [{ name: "opened", t, data: { by: ["x"] } }];
    deepEqual((await device.request("event", { stream: "stream-1", n: 0, events })).result, { n: 0 });
    deepEqual((await device.request("event", { stream: "stream-1", n: 0, events })).result, { n: 0 });
    deepEqual((await rest(cloud, "GET", "/v1/devices/desk-1/telemetry")).json, [
      { n: "temperature", t, u: "Cel", v: 21.5 },
      { n: "button", t: t + 1, vb: true },
    ]);
    deepEqual((await rest(cloud, "GET", "/v1/devices/desk-1/events")).json, { events });
  });

  it("log lines are kept, and get the server's time where they have none", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    device.send({ jsonrpc: "2.0", method: "log", params: { entries: [{ level: "warn", code: "a.b", text: "c\0d" }] } });
    await until(async () => (await rest(cloud, "GET", "/v1/devices/desk-1/log")).json.log.length === 1, "the line");
    const [line] = (await rest(cloud, "GET", "/v1/devices/desk-1/log")).json.log;
    ok(Math.abs(line.t - seconds()) < 2);
    deepEqual([line.level, line.code, line.text], ["warn", "a.b", "c\ufffdd"]);
  });

  it("takes telemetry of a device whose clock is years ahead, counts it and says so once", async () => {
    const lines: string[] = [];
    const cloud = await startTestCloud({ log: { info: () => {}, error: (line) => lines.push(line) } });
    const device = await online(cloud);
    deepEqual((await device.telemetry(0, [{ bt: 9e10, n: "x", v: 1 }])).result, { n: 0 });
    deepEqual((await device.telemetry(1, [{ bt: 9e10, n: "x", v: 2 }])).result, { n: 1 });
    const [first] = (await rest(cloud, "GET", "/v1/devices/desk-1/telemetry")).json;
    ok(Math.abs(first.t - seconds()) < 5, "it has the server's time");
    ok((await rest(cloud, "GET", "/metrics")).text.includes("mooring_records_ahead_total 2"));
    equal(lines.length, 1, lines.join());
  });

  it("ends with 4408 without hello in time", async () => {
    const cloud = await startTestCloud({ times: { helloMs: 50 } });
    const device = await new FakeDevice(cloud, "one", cloud.addDevice("one").token).opened();
    equal((await device.closed).code, 4408);
  });

  it("ends with 1009 for a message that is too large, 1003 for a binary one, 1007 for text that is no UTF-8", async () => {
    const cloud = await startTestCloud();
    const large = await online(cloud, "large");
    large.send("x".repeat(limits.serverMessageBytes + 1));
    equal((await large.closed).code, 1009);
    const binary = await online(cloud, "binary");
    binary.socket.send(Buffer.from(JSON.stringify(request("telemetry", telemetry))), { binary: true });
    equal((await binary.closed).code, 1003);
    const text = await online(cloud, "text");
    text.socket.send(Buffer.from([0x7b, 0xff, 0x7d]), { binary: false });
    equal((await text.closed).code, 1007);
    const exact = await online(cloud, "exact");
    exact.send(" ".repeat(limits.serverMessageBytes));
    equal((await exact.next()).error.code, errorCodes.parse, "exactly the limit is taken");
  });

  it("answers messages beyond the rate with rateLimited, and ends a flood with 1008", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    const text = JSON.stringify(request("telemetry", telemetry));
    for (let i = 0; i < 300; i++) device.send(text);
    const { error } = await device.next(({ error }) => error?.code === errorCodes.rateLimited, "rateLimited");
    ok(error.data.retryAfterMs >= 0);
    let isOpen = true;
    const closed = device.closed.finally(() => {
      isOpen = false;
    });
    // On a busy machine any number of messages may take longer than the rate asks for.
    while (isOpen) {
      for (let i = 0; i < 500; i++) device.send(text);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const end = await closed;
    equal(end.code, 1008);
  });

  it("is replaced by a newer session of the device, and its own end changes nothing", async () => {
    const cloud = await startTestCloud();
    const dashboard = await watch(cloud);
    const first = await online(cloud);
    const second = await new FakeDevice(cloud, "desk-1", first.token).opened();
    const { result } = await second.hello();
    equal((await first.closed).code, 4409);
    second.answer("ping", () => ({ result: { uptimeMs: 5 } }));
    const command = await rest(cloud, "POST", "/v1/devices/desk-1/commands", { method: "ping" });
    deepEqual(command.json, { result: { uptimeMs: 5 } });
    const detail = (await rest(cloud, "GET", "/v1/devices/desk-1")).json;
    equal(detail.online, true);
    equal(detail.connection.session, result.session);
    ok(
      dashboard.inbox.every(({ device }) => device === undefined || device.online || device.lastSeen === null),
      "nobody was told that it is offline",
    );
  });

  it("ends when a ping gets no pong, and the device is offline then", async () => {
    const cloud = await startTestCloud({ times: { pingMs: 30, pongMs: 100 } });
    const device = await online(cloud);
    device.socket.pause();
    await until(async () => (await rest(cloud, "GET", "/v1/devices/desk-1")).json.online === false, "offline");
    const again = await new FakeDevice(cloud, "desk-1", device.token).opened();
    const { error } = await again.hello();
    equal(error, undefined);
    equal((await rest(cloud, "GET", "/v1/devices/desk-1")).json.connection.lastEnd, "no pong");
  });

  it("does not end while the device says anything, although it answers no ping", async () => {
    const cloud = await startTestCloud({ times: { pingMs: 30, pongMs: 60 } });
    const { token } = cloud.addDevice("one");
    const device = new FakeDevice(cloud, "one", token);
    device.socket.pong = () => {};
    await device.opened();
    await device.hello();
    let isOver = false;
    void device.closed.then(() => {
      isOver = true;
    });
    for (let i = 0; i < 20; i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      device.send({ jsonrpc: "2.0", method: "log", params: { entries: [] } });
    }
    equal(isOver, false);
    equal((await device.closed).code, 1006, "in the end it is silent");
  });

  it("of a device that sends back all that it gets makes no loop", async () => {
    const cloud = await startTestCloud();
    const device = await new FakeDevice(cloud, "echo", cloud.addDevice("echo").token).opened();
    let echoed = 0;
    device.intercept = (message: Message) => {
      echoed++;
      device.send(message);
      return false;
    };
    device.send({ jsonrpc: "2.0", id: 1, method: "hello", params: hello("echo") });
    device.send({ jsonrpc: "2.0", id: 2, method: "telemetry", params: telemetry });
    device.send("garbage");
    await rest(cloud, "POST", "/v1/devices/echo/commands", { method: "ping", deadlineMs: 100 });
    const before = echoed;
    await new Promise((resolve) => setTimeout(resolve, 100));
    equal(echoed, before, "it is quiet");
    ok(echoed < 15, `${echoed} messages`);
    deepEqual((await rest(cloud, "GET", "/v1/devices/echo/telemetry")).json.length, 1);
  });

  it("on a full disk telemetry is answered with notStored and nothing is acknowledged, until there is room", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    const { sqlite } = cloud.store.database;
    sqlite.exec(`PRAGMA max_page_count = ${sqlite.prepare("PRAGMA page_count").get().page_count}`);
    const records = Array.from({ length: 128 }, (_, i) => ({ n: "x", t: -i, vs: "x".repeat(200) }));
    const { error } = await device.telemetry(0, records);
    equal(error.code, errorCodes.notStored);
    ok(error.data.retryAfterMs > 0);
    equal((await rest(cloud, "GET", "/healthz")).status, 503);
    equal((await rest(cloud, "GET", "/v1/devices/desk-1/telemetry")).json.length, 0);
    sqlite.exec("PRAGMA max_page_count = 1000000");
    deepEqual((await device.telemetry(0, records)).result, { n: 127 });
    equal((await rest(cloud, "GET", "/healthz")).status, 200);
    equal((await rest(cloud, "GET", "/v1/devices/desk-1/telemetry")).json.length, 128);
  });

  it("on a read-only database is answered with notStored, and so is REST", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    cloud.store.database.sqlite.exec("PRAGMA query_only = 1");
    equal((await device.telemetry(0, [record])).error.code, errorCodes.notStored);
    const answer = await rest(cloud, "POST", "/v1/devices", {});
    equal(answer.status, 503);
    equal(answer.json.error.code, "notStored");
    ok(answer.headers.has("retry-after"));
    cloud.store.database.sqlite.exec("PRAGMA query_only = 0");
    deepEqual((await device.telemetry(0, [record])).result, { n: 0 });
  });

  it("is told what was stored before it ends with the server, also of a pack that came at that moment", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    const { addReadings } = cloud.store;
    cloud.store.addReadings = (...args) => {
      const stored = addReadings.apply(cloud.store, args);
      void cloud.close();
      return stored;
    };
    deepEqual((await device.telemetry(0, [record])).result, { n: 0 });
    equal((await device.closed).code, 1012);
  });

  it("ends with 1012 for all when the server ends, each with a hint of its own, also more than one portion", async () => {
    const cloud = await startTestCloud();
    const devices = await Promise.all(
      Array.from({ length: 130 }, async (_, i) => {
        const { token } = cloud.addDevice(`d${i}`);
        const device = await new FakeDevice(cloud, `d${i}`, token).opened();
        await device.hello();
        return device;
      }),
    );
    const begin = performance.now();
    await cloud.close();
    ok(performance.now() - begin < 2500, "in time");
    const ends = await Promise.all(devices.map(({ closed }) => closed));
    const hints = new Map<number, number>();
    for (const { code, reason } of ends) {
      equal(code, 1012);
      const seconds = Number(/^retry=(\d+)$/.exec(reason)?.[1]);
      ok(seconds >= 1 && seconds <= 5, reason);
      hints.set(seconds, (hints.get(seconds) ?? 0) + 1);
    }
    ok(hints.size >= 4 && Math.max(...hints.values()) < 80, [...hints].join(" "));
  });

  it("ends with 1012 and a hint when the server ends, and what was acknowledged is there afterwards", async () => {
    const data = temporaryDirectory();
    const cloud = await startTestCloud({ data });
    const device = await online(cloud);
    for (let n = 0; n < 40; n++) device.send({ ...request("telemetry", { ...telemetry, n }), id: n });
    await device.next(({ id }) => id === 0, "the first answer");
    const begin = performance.now();
    await cloud.close();
    ok(performance.now() - begin < 2500, "in time");
    const end = await device.closed;
    equal(end.code, 1012);
    ok(/^retry=\d+$/.test(end.reason), end.reason);
    const acknowledged = Math.max(0, ...device.inbox.map(({ result }) => result?.n ?? 0));
    const again = await startTestCloud({ data });
    const stored = (await rest(again, "GET", "/v1/devices/desk-1/telemetry")).json.length;
    ok(stored >= acknowledged + 1, `${stored} stored, ${acknowledged + 1} acknowledged`);
  });
});
