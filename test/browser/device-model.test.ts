import { DeviceModel } from "../../cloud/dashboard/device-model.js";
import { linesOf, mergeLines } from "../../cloud/dashboard/log-lines.js";
import { Store } from "../../cloud/dashboard/store.js";
import type { DeviceDetail, DeviceSummary, FromCloud } from "../../cloud/src/watch-messages.js";
import { deepEqual, equal } from "../support/assert.js";

const summary = (latest: DeviceSummary["latest"] = {}): DeviceSummary => ({
  id: "a",
  name: "A",
  online: true,
  lastSeen: 100,
  createdAt: 1,
  model: null,
  firmware: null,
  latest,
  faults: {},
});

function makeModel(): DeviceModel {
  const model = new DeviceModel("a");
  const empty = {
    engine: null,
    restart: null,
    sensors: [],
    actuators: [],
    methods: [],
    settings: [],
    connection: null,
    metrics: null,
  };
  model.detail = { ...summary(), ...empty, log: [], events: [] } satisfies DeviceDetail;
  return model;
}

describe("what the dashboard knows of a device", () => {
  it("takes nothing of another device", () => {
    const model = makeModel();
    model.receive({ type: "readings", id: "b", readings: [{ n: "light", v: 1, t: 9 }], states: [] }, 9);
    deepEqual(model.detail?.latest, {});
  });

  describe("while it is fetched", () => {
    const fetched = globalThis.fetch;
    let answer: (detail: DeviceDetail) => void = () => {};
    beforeEach(() => {
      globalThis.fetch = () =>
        new Promise((resolve) => {
          answer = (detail) => resolve(new Response(JSON.stringify(detail)));
        });
    });
    afterEach(() => {
      globalThis.fetch = fetched;
    });
    const detailOf = (latest: DeviceSummary["latest"]): DeviceDetail => {
      const { detail } = makeModel();
      return { ...(detail as DeviceDetail), latest, log: [{ t: 1, level: "info", code: "old" }] };
    };
    const reading = (vb: boolean, t: number): FromCloud => ({
      type: "readings",
      id: "a",
      readings: [{ n: "relay", vb, t }],
      states: ["relay"],
    });

    it("the messages that come meanwhile are newer than the answer, also before the first", async () => {
      const model = new DeviceModel("a");
      const loading = model.load();
      model.receive(reading(true, 20), 20);
      model.receive({ type: "device", device: { ...summary(), name: "B", online: false } }, 21);
      model.receive(reading(false, 19), 21);
      answer(detailOf({ relay: { n: "relay", vb: false, t: 5 } }));
      await loading;
      deepEqual(
        [model.detail?.name, model.detail?.online, model.detail?.latest["relay"]],
        ["B", false, { n: "relay", vb: false, t: 19 }],
      );
    });

    it("a line that is in the answer and in a message stands there once", async () => {
      const model = new DeviceModel("a");
      const loading = model.load();
      const entries = (["old", "new"] as const).map((code, i) => ({ t: 1 + i, level: "info" as const, code }));
      model.receive({ type: "log", id: "a", entries }, 2);
      answer(detailOf({}));
      await loading;
      deepEqual(
        model.detail?.log.map(({ code }) => code),
        ["old", "new"],
      );
    });

    it("an answer that comes after the one to a later question is dropped", async () => {
      const model = new DeviceModel("a");
      const first = model.load();
      const answerFirst = answer;
      const second = model.load();
      answer({ ...detailOf({}), name: "second" });
      await second;
      answerFirst({ ...detailOf({}), name: "first" });
      await first;
      equal(model.detail?.name, "second");
    });
  });

  it("has no connection any more when it is offline", () => {
    const model = makeModel();
    if (model.detail !== undefined) model.detail.connection = {} as never;
    model.receive({ type: "device", device: { ...summary(), online: false } }, 1);
    equal(model.detail?.connection, null);
    equal(model.detail?.online, false);
  });
});

describe("what the dashboard knows of all devices", () => {
  it("keeps the newest reading when an older one comes late", () => {
    const store = new Store();
    store.apply({ type: "snapshot", devices: [summary({ x: { n: "x", v: 2, t: 20 } })], time: 100 });
    store.apply({ type: "readings", id: "a", readings: [{ n: "x", v: 1, t: 10 }], states: [] });
    equal(store.devices.get("a")?.latest["x"]?.v, 2);
    store.apply({ type: "readings", id: "a", readings: [{ n: "x", v: 3, t: 30 }], states: [] });
    equal(store.devices.get("a")?.latest["x"]?.v, 3);
  });

  it("takes state in the order in which it comes, since a device's clock may step back", () => {
    const store = new Store();
    store.apply({ type: "snapshot", devices: [summary({ relay: { n: "relay", vb: true, t: 90 } })], time: 100 });
    store.apply({ type: "readings", id: "a", readings: [{ n: "relay", vb: false, t: 40 }], states: ["relay"] });
    equal(store.devices.get("a")?.latest["relay"]?.vb, false);
    store.apply({ type: "device", device: summary({ relay: { n: "relay", vb: true, t: 30 } }) });
    equal(store.devices.get("a")?.latest["relay"]?.vb, true, "the cloud knows which is the last");
  });

  it("lets any reading replace one from far in the future", () => {
    const store = new Store();
    store.apply({ type: "snapshot", devices: [summary({ x: { n: "x", v: 2, t: 5000 } })], time: 100 });
    store.apply({ type: "readings", id: "a", readings: [{ n: "x", v: 1, t: 100 }], states: [] });
    equal(store.devices.get("a")?.latest["x"]?.v, 1);
  });

  it("is replaced by a snapshot, also what was removed meanwhile", () => {
    const store = new Store();
    store.apply({ type: "device", device: { ...summary(), id: "gone" } });
    store.apply({ type: "snapshot", devices: [summary()], time: 100 });
    deepEqual([...store.devices.keys()], ["a"]);
  });
});

describe("the dashboard's log", () => {
  it("has lines of a level and graver, events among the infos", () => {
    const log = (["debug", "info", "warn", "error"] as const).map((level, i) => ({ t: i, level, code: level }));
    const lines = mergeLines(log, [{ name: "event", t: 9 }]);
    const codes = (least: "debug" | "info" | "warn" | "error" | undefined) =>
      linesOf(lines, least).map(({ code }) => code);
    deepEqual(codes(undefined).length, 5);
    deepEqual(codes("debug").length, 5);
    deepEqual(codes("info"), ["event", "error", "warn", "info"]);
    deepEqual(codes("warn"), ["error", "warn"]);
    deepEqual(codes("error"), ["error"]);
  });

  it("mixes lines and events by time, the newest first; a line without a time stays behind the one before it", () => {
    const log = [
      { t: 10, level: "info" as const, code: "a" },
      { level: "warn" as const, code: "b" },
      { t: 30, level: "error" as const, code: "d", text: "why" },
    ];
    const lines = mergeLines(log, [{ name: "c", t: 20, data: { name: "x", n: 1 } }]);
    deepEqual(
      lines.map(({ code, level, text }) => [code, level, text]),
      [
        ["d", "error", "why"],
        ["c", "event", "name x, n 1"],
        ["b", "warn", ""],
        ["a", "info", ""],
      ],
    );
  });
});
