/** What goes when it is too old or too much, and what must not go with it. */
import type { Store } from "../../cloud/src/store/store.js";
import type { Reading } from "../../cloud/src/watch-messages.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { everything, now, openStore, withDevice } from "./store-support.js";
import { cleanUp, temporaryDirectory } from "./support.js";

const reading = (t: number, v = t): Reading => ({ n: "x", t, v });
const pack = (n: number, stream = "stream-1") => ({ stream, priority: "periodic" as const, n });

describe("retention", () => {
  afterEach(cleanUp);
  const count = (store: Store) => store.database.sqlite.prepare("SELECT count(*) AS n FROM readings").get().n as number;
  const day = 86_400;

  async function fill(store: Store, times: number[], device = "a"): Promise<void> {
    const all = times.map((t) => reading(t));
    let n = 0;
    for (let i = 0; i < all.length; i += 1000)
      n = (await store.addReadings(device, pack(n), all.slice(i, i + 1000))).n + 1;
  }

  it("takes away what is older than the days to keep, in portions", async () => {
    const store = withDevice(openStore(undefined, { keepDays: 10 }));
    await fill(
      store,
      Array.from({ length: 5000 }, (_, i) => now - 20 * day + i * 300),
    );
    await store.addEvents("a", { stream: "stream-1", n: 0 }, [
      { name: "old", t: now - 11 * day },
      { name: "new", t: now - day },
    ]);
    let portions = 0;
    for (let before = count(store); store.retention.step(); before = count(store)) {
      ok(before - count(store) <= 2000, "a portion is bounded");
      portions++;
    }
    ok(portions >= 2, "more than one portion");
    equal(store.readings.find("a", everything)[0]?.t, now - 10 * day);
    deepEqual(
      store.records.events("a", 0, 1e12, 10).map(({ name }) => name),
      ["new"],
    );
  });

  it("takes the oldest away until the database is as small as it may be, and gives the pages back", async () => {
    const directory = temporaryDirectory();
    const store = withDevice(openStore(directory, { keepBytes: 250_000 }));
    await fill(
      store,
      Array.from({ length: 20_000 }, (_, i) => now - 20_000 + i),
    );
    const before = store.retention.usedBytes();
    ok(before > 400_000, `${before}`);
    while (store.retention.step());
    ok(store.retention.usedBytes() <= 250_000);
    ok(store.database.sqlite.prepare("PRAGMA page_count").get().page_count * 4096 < before, "the file is smaller");
    const kept = store.readings.find("a", everything);
    equal(kept.at(-1)?.t, now - 1, "the newest is there");
    ok(kept.length > 1000 && kept.length < 20_000);
  });

  it("takes away what a removed device left", async () => {
    const store = withDevice(withDevice(openStore()), "b");
    await fill(
      store,
      Array.from({ length: 3000 }, (_, i) => now - i),
    );
    await store.addReadings("b", pack(0), [reading(now)]);
    store.removeDevice("a");
    while (store.retention.step());
    equal(count(store), 1);
    equal(store.database.sqlite.prepare("SELECT count(*) AS n FROM series").get().n, 1);
  });

  it("for size takes from all devices alike, whatever time one reading claims", async () => {
    const store = withDevice(withDevice(openStore(undefined, { keepBytes: 400_000 })), "b");
    const times = Array.from({ length: 10_000 }, (_, i) => now - 10_000 + i);
    await fill(store, times);
    await fill(store, times, "b");
    await store.addReadings("b", { ...pack(0), priority: "state" }, [{ n: "y", t: 9e10, v: 1 }]);
    while (store.retention.step());
    ok(store.retention.usedBytes() <= 400_000);
    const [a, b] = ["a", "b"].map((id) => store.readings.find(id, { ...everything, names: ["x"] }).length) as [
      number,
      number,
    ];
    ok(a > 4000 && a < 10_000, `${a} of a are left`);
    ok(Math.abs(a - b) <= 2000, `a has ${a}, b ${b}`);
  });

  it("for size takes the oldest first, so a device that says little keeps what is newer", async () => {
    const store = withDevice(withDevice(openStore(undefined, { keepBytes: 250_000 })), "b");
    await fill(
      store,
      Array.from({ length: 20_000 }, (_, i) => now - 20_000 + i),
    );
    await fill(store, [now - 30_000, now - 5], "b");
    while (store.retention.step());
    deepEqual(
      store.readings.find("b", everything).map(({ t }) => t),
      [now - 5],
    );
  });

  it("for size takes events too, where they are what there is", async () => {
    const store = withDevice(openStore(undefined, { keepBytes: 700_000 }));
    for (let n = 0; n < 2500; n += 100) {
      const events = Array.from({ length: 100 }, (_, i) => ({
        name: "e",
        t: now - 5000 + n + i,
        data: "x".repeat(400),
      }));
      await store.addEvents("a", { stream: "stream-1", n }, events);
    }
    ok(store.retention.usedBytes() > 1_000_000, "too much");
    while (store.retention.step());
    ok(store.retention.usedBytes() <= 700_000, `${store.retention.usedBytes()}`);
    equal(store.records.events("a", 0, 1e12, 1000).at(-1)?.t, now - 5000 + 2499, "the newest is there");
  });

  it("for size takes log lines too, where they are what there is", async () => {
    const store = withDevice(openStore(undefined, { keepBytes: 250_000 }));
    const line = (i: number) => ({ t: now - 1000 + i, level: "info" as const, code: "c", text: "y".repeat(256) });
    await store.addLog(
      "a",
      Array.from({ length: 1000 }, (_, i) => line(i)),
    );
    ok(store.retention.usedBytes() > 300_000, "too much");
    while (store.retention.step());
    ok(store.retention.usedBytes() <= 250_000, `${store.retention.usedBytes()}`);
    equal(store.records.log("a", 1000).at(-1)?.t, now - 1, "the newest is there");
  });

  it("ends when nothing is left to take, although it is still too much", () => {
    const store = withDevice(openStore(undefined, { keepBytes: 1 }));
    equal(store.retention.step(), false);
  });

  it("does not believe a clock that jumps ahead, not even over a restart, and slowly comes after one that stays", async () => {
    const directory = temporaryDirectory();
    let clock = now;
    let ms = 0;
    const options = { keepDays: 10, now: () => clock, monotonicMs: () => ms };
    let store = withDevice(openStore(directory, options));
    await fill(store, [now - 9 * day, now]);
    equal(store.retention.step(), false);
    clock = now + 700 * day;
    ms += 60_000;
    equal(store.retention.step(), false, "a minute later");
    store.close();
    store = openStore(directory, options);
    equal(store.retention.step(), false, "after a restart");
    ms += 5 * 3_600_000;
    while (store.retention.step());
    deepEqual(
      store.readings.find("a", everything).map(({ t }) => t),
      [now],
      "five hours later it is five days later at most",
    );
    clock = now;
    ms += 3_600_000;
    equal(store.retention.step(), false);
    equal(count(store), 1, "the clock is right again");
  });
});
