/** The store: repeats, bounds, retention, and what happens when the disk takes nothing more. */
import { StoreError } from "../../cloud/src/store/database.js";
import { TooManySeries } from "../../cloud/src/store/readings.js";
import { DeviceRemoved, type Store } from "../../cloud/src/store/store.js";
import type { Reading } from "../../cloud/src/watch-messages.js";
import { close, deepEqual, equal, ok } from "../support/assert.js";
import { everything, now, openStore, withDevice } from "./store-support.js";
import { cleanUp, description } from "./support.js";

const reading = (t: number, v = t): Reading => ({ n: "x", t, v });
const pack = (n: number, stream = "stream-1") => ({ stream, priority: "periodic" as const, n });
const values = (store: Store, id = "a") => store.readings.find(id, everything).map(({ v }) => v);

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("the store", () => {
  afterEach(cleanUp);

  it("stores only the records above the mark of their stream and priority", async () => {
    const store = withDevice(openStore());
    deepEqual(
      await store.addReadings(
        "a",
        pack(0),
        [1, 2, 3].map((t) => reading(t)),
      ),
      {
        n: 2,
        added: [1, 2, 3].map((t) => reading(t)),
        ahead: 0,
      },
    );
    equal((await store.addReadings("a", pack(0), [reading(1), reading(2)])).added.length, 0, "a repeat");
    equal((await store.addReadings("a", pack(2), [reading(3), reading(4)])).added.length, 1, "half a repeat");
    equal((await store.addReadings("a", pack(10), [reading(11)])).n, 10, "a gap is allowed");
    equal((await store.addReadings("a", pack(5), [reading(6)])).n, 10, "below the mark");
    equal((await store.addReadings("a", pack(0, "stream-2"), [reading(20)])).added.length, 1, "another stream");
    equal((await store.addReadings("a", { ...pack(0), priority: "state" }, [reading(30)])).added.length, 1);
    deepEqual(values(store), [1, 2, 3, 4, 11, 20, 30]);
    deepEqual(store.records.marks("a", "stream-1"), { periodic: 10, state: 0 });
  });

  it("drops a repeat that comes in the same turn", async () => {
    const store = withDevice(openStore());
    const both = [store.addReadings("a", pack(0), [reading(1)]), store.addReadings("a", pack(0), [reading(1)])];
    deepEqual(
      (await Promise.all(both)).map(({ added }) => added.length),
      [1, 0],
    );
  });

  it("stores what claims to be more than a day ahead with the server's time, so that the device goes on", async () => {
    const store = withDevice(openStore());
    const times = [now + 86_400, now + 86_401, 9e10];
    const stored = await store.addReadings(
      "a",
      pack(0),
      times.map((t, i) => reading(t, i)),
    );
    deepEqual([stored.n, stored.ahead, stored.added.map(({ t }) => t)], [2, 2, [now + 86_400, now, now]]);
    deepEqual(values(store), [1, 2, 0]);
    const events = await store.addEvents("a", { stream: "stream-1", n: 0 }, [{ name: "e", t: 9e10 }]);
    deepEqual([events.ahead, store.records.events("a", 0, 1e12, 10)], [1, [{ name: "e", t: now }]]);
    await store.addLog("a", [{ t: 9e10, level: "info", code: "c" }]);
    equal(store.records.log("a", 1)[0]?.t, now);
  });

  it("keeps two readings of one moment, and texts with any character", async () => {
    const store = withDevice(openStore());
    const odd = "a\0b\n\ud83d\ude00\ud800";
    await store.addReadings("a", pack(0), [reading(5, 1), reading(5, 2), { n: "text", t: 6, vs: odd, u: "u" }]);
    deepEqual(store.readings.find("a", everything), [
      { n: "x", t: 5, v: 1 },
      { n: "x", t: 5, v: 2 },
      { n: "text", t: 6, vs: odd, u: "u" },
    ]);
  });

  it("gives the newest of what is asked for, in the order of time", async () => {
    const store = withDevice(openStore());
    const more: Reading[] = [4, 2, 6].map((t) => ({ n: "y", t, vb: t > 3 }));
    await store.addReadings("a", pack(0), [...[5, 1, 3].map((t) => reading(t)), ...more]);
    const times = (query: object) => store.readings.find("a", { ...everything, ...query }).map(({ t }) => t);
    deepEqual(times({}), [1, 2, 3, 4, 5, 6]);
    deepEqual(times({ limit: 3 }), [4, 5, 6]);
    deepEqual(times({ names: ["x"], limit: 2 }), [3, 5]);
    deepEqual(times({ from: 2, to: 4 }), [2, 3, 4]);
    deepEqual(times({ names: ["z"] }), []);
    deepEqual({ ...store.readings.latest("a") }, { x: reading(5), y: { n: "y", t: 6, vb: true } });
  });

  it("of state gives the last that came, whatever its time, kind or unit, until the name is sampled", async () => {
    const store = withDevice(openStore());
    const state = (n: number) => ({ ...pack(n), priority: "state" as const });
    await store.addReadings("a", state(0), [{ n: "x", t: 90, vb: true }]);
    await store.addReadings("a", state(1), [{ n: "x", t: 40, vb: false }]);
    deepEqual({ ...store.readings.latest("a") }, { x: { n: "x", t: 40, vb: false } });
    await store.addReadings("a", state(2), [{ n: "x", t: 30, v: 0.5, u: "/" }]);
    deepEqual({ ...store.readings.latest("a") }, { x: { n: "x", t: 30, v: 0.5, u: "/" } });
    store.readings.forget();
    await store.addReadings("a", pack(0), [{ n: "x", t: 95, vb: true }]);
    deepEqual({ ...store.readings.latest("a") }, { x: { n: "x", t: 95, vb: true } });
    await store.addReadings("a", state(3), [{ n: "x", t: 20, vb: true }]);
    store.removeDevice("a");
    withDevice(store);
    deepEqual({ ...store.readings.latest("a") }, {}, "nothing of a removed device");
  });

  it("gives the mean of numbers and the last of everything else for each window", async () => {
    const store = withDevice(openStore());
    const numbers = [0, 4, 8, 12, 16, 25].map((t) => reading(1000 + t, t));
    const flags: Reading[] = [1, 2, 11].map((t) => ({ n: "y", t: 1000 + t, vb: t === 2 }));
    await store.addReadings("a", pack(0), [...numbers, ...flags]);
    deepEqual(await store.readings.findMeans("a", { ...everything, to: 1100 }, 10), [
      { n: "x", t: 1000, v: 4, minimum: 0, maximum: 8, count: 3 },
      { n: "y", t: 1000, vb: true },
      { n: "x", t: 1010, v: 14, minimum: 12, maximum: 16, count: 2 },
      { n: "y", t: 1010, vb: false },
      { n: "x", t: 1020, v: 25, minimum: 25, maximum: 25, count: 1 },
    ]);
  });

  it("gives the same means as a plain sum, for windows of any length", async () => {
    const store = withDevice(openStore());
    const times = Array.from({ length: 400 }, (_, i) => now + ((i * 7919) % 4001) / 10);
    await store.addReadings(
      "a",
      pack(0),
      times.map((t, i) => reading(t, i)),
    );
    for (const every of [0.1, 0.3, 7, 60, 1e6]) {
      const windows = new Map<number, number[]>();
      for (const [i, t] of times.entries()) {
        const begin = Math.min(Math.floor(t / every) * every, t);
        windows.set(begin, [...(windows.get(begin) ?? []), i]);
      }
      const expected = [...windows].sort(([a], [b]) => a - b);
      const means = await store.readings.findMeans("a", everything, every);
      deepEqual(
        means.map(({ t }) => t),
        expected.map(([t]) => t),
        `windows of ${every} s`,
      );
      for (const [i, [, members]] of expected.entries()) {
        close(means[i]?.v ?? 0, members.reduce((a, b) => a + b, 0) / members.length, 1e-9);
      }
      deepEqual(await store.readings.findMeans("a", { ...everything, limit: 2 }, every), means.slice(-2));
    }
  });

  it("asks no more windows and rows of many names than the answer has room for, and lets others in between", async () => {
    const store = withDevice(openStore());
    const names = Array.from({ length: 100 }, (_, i) => `n${i}`);
    const all = names.flatMap((n) => Array.from({ length: 40 }, (_, i): Reading => ({ n, t: 1000 + i, v: i })));
    await store.addReadings("a", pack(0), all);
    const { prepare } = store.database;
    let asked = 0;
    store.database.prepare = (sql) => {
      const statement = prepare.call(store.database, sql);
      return new Proxy(statement, {
        get: (_, key) => {
          const value = statement[key as "get"];
          return (...args: []) => {
            asked++;
            return value.apply(statement, args);
          };
        },
      });
    };
    let turns = 0;
    const counter = setInterval(() => turns++, 0);
    const query = { ...everything, limit: 1000 };
    const means = await store.readings.findMeans("a", query, 0.001);
    clearInterval(counter);
    equal(means.length, 1000);
    deepEqual([means[0]?.t, means.at(-1)?.t], [1030, 1039]);
    ok(asked < 2 * (1000 + 100) + 10, `${asked} questions for 1000 windows`);
    ok(turns > 0, "the event loop went round");
    deepEqual(
      store.readings.find("a", query),
      means.map(({ n, t, v }) => ({ n, t, v })),
    );
  });

  it("refuses more series of a device than it keeps in memory, and stores nothing of that pack", async () => {
    const store = withDevice(openStore());
    const names = Array.from({ length: 257 }, (_, i): Reading => ({ n: `n${i}`, t: 1, v: 1 }));
    ok((await rejection(store.addReadings("a", pack(0), names))) instanceof TooManySeries);
    deepEqual(values(store), []);
    equal(store.records.mark("a", "stream-1", "periodic"), undefined);
    equal((await store.addReadings("a", pack(0), names.slice(1))).added.length, 256, "256 are possible");
  });

  it("keeps a bounded number of log lines, connections and streams of a device", async () => {
    const store = withDevice(openStore());
    for (let i = 0; i < 70; i++) {
      const entries = Array.from({ length: 32 }, (_, k) => ({
        level: "info" as const,
        code: "line",
        text: `${i}.${k}`,
      }));
      await store.addLog("a", entries);
      await store.addReadings("a", pack(0, `stream-${i}`), [reading(i)]);
    }
    const log = store.records.log("a", 5000);
    equal(log.length, 1000);
    equal(log.at(-1)?.text, "69.31");
    equal(store.database.sqlite.prepare("SELECT count(*) AS n FROM marks").get().n, 64);
    equal(store.records.mark("a", "stream-69", "periodic"), 0);
  });

  it("answers a full disk with StoreError, keeps what was stored, and recovers when there is room", async () => {
    const store = withDevice(openStore());
    await store.addReadings("a", pack(0), [reading(1)]);
    const pages = store.database.sqlite.prepare("PRAGMA page_count").get().page_count as number;
    store.database.sqlite.exec(`PRAGMA max_page_count = ${pages}`);
    const big = Array.from({ length: 128 }, (_, i): Reading => ({ n: "big", t: i, vs: "x".repeat(256) }));
    const small = store.addReadings("a", pack(1), [reading(2)]);
    const failed = await Promise.all([rejection(small), rejection(store.addReadings("a", pack(0, "other"), big))]);
    ok(
      failed.every((error) => error instanceof StoreError),
      "both of the batch",
    );
    equal(store.database.isWritable, false);
    equal(store.records.mark("a", "stream-1", "periodic"), 0, "nothing was acknowledged");
    deepEqual(values(store), [1]);
    store.database.sqlite.exec("PRAGMA max_page_count = 1000000");
    equal((await store.addReadings("a", pack(1), [reading(2)])).n, 1);
    equal((await store.addReadings("a", pack(0, "other"), big)).n, 127);
    equal(store.database.isWritable, true);
    equal(store.readings.find("a", everything).length, 130);
  });

  it("a mistake of one write does not undo the others of its turn", async () => {
    const store = withDevice(openStore());
    const wrong = store.database.write(() => {
      store.records.setMark("a", "stream-1", "periodic", 99, now);
      throw new Error("a mistake");
    });
    const [error, stored] = await Promise.all([rejection(wrong), store.addReadings("a", pack(0), [reading(1)])]);
    equal((error as Error).message, "a mistake");
    equal(stored.n, 0);
  });

  it("does not take what comes for a device that was removed meanwhile", async () => {
    const store = withDevice(openStore());
    await store.addReadings("a", pack(0), [reading(1)]);
    const late = [store.addReadings("a", pack(1), [reading(2)]), store.describe("a", description as never)];
    const errors = Promise.all(late.map(rejection));
    store.removeDevice("a");
    for (const error of await errors) ok(error instanceof DeviceRemoved);
    equal(store.devices.digest("a"), undefined);
    withDevice(store);
    deepEqual(values(store), [], "a new device of that id has no history");
  });
});
