/** The watch socket of dashboards: what they see, how often, and what a slow one costs. */
import { WebSocket } from "ws";
import { deepEqual, equal, ok } from "../support/assert.js";
import {
  cleanUp,
  type Message,
  online,
  operatorToken,
  Peer,
  refused,
  rest,
  startTestCloud,
  until,
  watch,
} from "./support.js";

const ofType = (type: string) => (message: Message) => message.type === type;

describe("a dashboard's watch", () => {
  afterEach(cleanUp);

  it("is refused without a sign-in, and from another site", async () => {
    const cloud = await startTestCloud();
    const url = `${cloud.url}/v1/watch`;
    const signIn = await rest(cloud, "POST", "/v1/session", { token: operatorToken }, {});
    const cookie = signIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    equal((await refused(url, "mooring.watch.v1", {})).status, 401);
    equal((await refused(url, "mooring.watch.v1", { Authorization: "Bearer wrong" })).status, 401);
    equal((await refused(url, "mooring.watch.v1", { Cookie: cookie, Origin: "https://evil.example" })).status, 403);
    const headers = { Cookie: cookie, Origin: cloud.url };
    const peer = new Peer(new WebSocket(url.replace("http", "ws"), "mooring.watch.v1", { headers }));
    await peer.next(ofType("snapshot"));
  });

  it("begins with a snapshot, then tells of devices that are new, online, described, offline and removed", async () => {
    const cloud = await startTestCloud();
    cloud.addDevice("old");
    const dashboard = await watch(cloud);
    const snapshot = await dashboard.next();
    equal(snapshot.type, "snapshot");
    deepEqual(
      snapshot.devices.map(({ id }: Message) => id),
      ["old"],
    );
    ok(Math.abs(snapshot.time - Date.now() / 1000) < 2);
    const device = await online(cloud);
    equal((await dashboard.next(ofType("device"))).device.online, false, "new");
    const told = (await dashboard.next(ofType("device"))).device;
    deepEqual([told.online, told.model, told.firmware], [true, "test", "0.1.0"]);
    equal((await dashboard.next(ofType("described"))).id, "desk-1");
    device.socket.close();
    equal((await dashboard.next(ofType("device"))).device.online, false, "offline");
    await rest(cloud, "PATCH", "/v1/devices/desk-1", { name: "Desk" });
    equal((await dashboard.next(ofType("device"))).device.name, "Desk");
    await rest(cloud, "DELETE", "/v1/devices/desk-1");
    equal((await dashboard.next(ofType("removed"))).id, "desk-1");
  });

  it("gets readings at once, and those that follow merged to four updates a second", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    const dashboard = await watch(cloud);
    const begin = performance.now();
    for (let n = 0; n < 40; n++) {
      await device.telemetry(n, [{ n: "x", v: n }]);
      if (n === 0) await dashboard.next(ofType("readings"), "the first at once");
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    const got: Message[] = [];
    await until(() => {
      got.push(...dashboard.inbox.splice(0).filter(ofType("readings")));
      return got.at(-1)?.readings.at(-1)?.v === 39;
    }, "the last reading");
    const seconds = (performance.now() - begin) / 1000;
    ok(got.length <= 4 * seconds + 1, `${got.length} updates in ${seconds} s`);
    deepEqual(
      got.flatMap(({ readings }) => readings.map(({ v }: Message) => v)),
      Array.from({ length: 39 }, (_, i) => i + 1),
    );
  });

  it("is told which readings are state, whose last stands although the device's clock stepped back", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    const dashboard = await watch(cloud);
    const t = Math.floor(Date.now() / 1000);
    const state = { priority: "state" };
    await device.telemetry(0, [{ bt: t, n: "relay", vb: true }], state);
    deepEqual((await dashboard.next(ofType("readings"))).states, ["relay"]);
    await device.telemetry(1, [{ bt: t - 60, n: "relay", vb: false }], state);
    await device.telemetry(0, [{ bt: t, n: "light", v: 1 }]);
    await device.telemetry(1, [{ bt: t - 60, n: "light", v: 2 }]);
    const { latest } = (await rest(cloud, "GET", "/v1/devices/desk-1")).json;
    deepEqual([latest.relay, latest.light.v], [{ n: "relay", t: t - 60, vb: false }, 1]);
    deepEqual({ ...cloud.store.readings.latest("desk-1") }, latest, "after a restart as well");
  });

  it("gets the newest of each name alone when very many readings come at once", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    const dashboard = await watch(cloud);
    await device.telemetry(0, [{ n: "x", v: -1 }]);
    await dashboard.next(ofType("readings"));
    const records = Array.from({ length: 100 }, (_, i) => ({ n: i % 2 ? "x" : "y", t: i - 100, v: i }));
    await device.telemetry(1, records);
    await device.telemetry(
      101,
      records.map((record) => ({ ...record, v: record.v + 1000 })),
    );
    const { readings } = await dashboard.next(ofType("readings"));
    ok(readings.length <= 128, `${readings.length} readings`);
    ok(
      readings.some(({ v }: Message) => v === 1099),
      "the newest is there",
    );
  });

  it("gets events, log and the connection's figures only of devices that it watches", async () => {
    const cloud = await startTestCloud();
    const one = await online(cloud, "one");
    const two = await online(cloud, "two");
    const dashboard = await watch(cloud);
    dashboard.send({ type: "watch", ids: ["one", "none"] });
    const { id, connection } = await dashboard.next(ofType("connection"));
    equal(id, "one");
    equal(connection.messagesIn > 0, true);
    for (const device of [two, one]) {
      const t = Math.floor(Date.now() / 1000);
      await device.request("log", { entries: [{ level: "info", code: "a" }] });
      await device.request("event", { stream: "stream-1", n: 0, events: [{ name: "opened", t }] });
    }
    equal((await dashboard.next(ofType("event"))).id, "one");
    equal((await dashboard.next(ofType("log"))).id, "one");
    ok(!dashboard.inbox.some((message) => ["event", "log"].includes(message.type)), "nothing of two");
    one.socket.close();
    equal((await dashboard.next((message) => message.type === "connection" && message.connection === null)).id, "one");
  });

  it("ends with 1008 for a message that is none of its own", async () => {
    const cloud = await startTestCloud();
    for (const text of ["{", "[]", '{"type":"watch"}', '{"type":"watch","ids":[1]}', '{"type":"x","ids":[]}']) {
      const dashboard = await watch(cloud);
      dashboard.send(text);
      equal((await dashboard.closed).code, 1008, text);
    }
    const many = await watch(cloud);
    many.send({ type: "watch", ids: Array.from({ length: 17 }, (_, i) => `d${i}`) });
    equal((await many.closed).code, 1008, "17 ids");
  });

  it("that reads slowly costs a bounded amount, and gets a fresh snapshot when it has caught up", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    const slow = await watch(cloud);
    const quick = await watch(cloud);
    await slow.next(ofType("snapshot"));
    slow.send({ type: "watch", ids: ["desk-1"] });
    await slow.next(ofType("connection"));
    slow.socket.pause();
    // Events are not merged: the quickest way to fill the socket's buffers.
    const data = "x".repeat(250);
    const t = Math.floor(Date.now() / 1000);
    const events = Array.from({ length: 120 }, () => ({ name: "e", t, data }));
    const dropped = async () =>
      Number(
        /updates_dropped_total (\d+)/.exec((await rest(cloud, "GET", "/metrics")).text.replace(/#.*\n/g, ""))?.[1],
      );
    let n = 0;
    const end = Date.now() + 6000;
    while ((await dropped()) === 0 && Date.now() < end) {
      await Promise.all(
        Array.from({ length: 10 }, () => {
          n += events.length;
          return device.request("event", { stream: "stream-1", n: n - events.length, events });
        }),
      );
    }
    ok((await dropped()) > 0, "updates were dropped");
    await rest(cloud, "PATCH", "/v1/devices/desk-1", { name: "Renamed meanwhile" });
    equal((await quick.next((message) => message.device?.name === "Renamed meanwhile")).type, "device");
    const received = slow.inbox.length;
    slow.socket.resume();
    const snapshot = await slow.next(ofType("snapshot"));
    equal(snapshot.devices[0].name, "Renamed meanwhile");
    ok(slow.inbox.length - received < n, "not every event was kept for it");
    await device.telemetry(0, [{ n: "x", v: 1 }]);
    await slow.next(ofType("readings"), "updates after the snapshot");
  }).timeout(15_000);

  it("ends with 1012 when the server ends", async () => {
    const cloud = await startTestCloud();
    const dashboard = await watch(cloud);
    await cloud.close();
    equal((await dashboard.closed).code, 1012);
  });
});
