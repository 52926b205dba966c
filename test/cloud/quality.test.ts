/** The quality of readings on its way: from a device's outbox, over the wire, into the database, and out to people. */

import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { check } from "../../cloud/src/check.js";
import { resolveSenml } from "../../cloud/src/senml.js";
import { migrate, steps } from "../../cloud/src/store/schema.js";
import type { Reading } from "../../cloud/src/watch-messages.js";
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import { JsonWriter } from "../../src/protocol/json-writer.js";
import { deviceMethods, type Params, senmlRecord } from "../../src/protocol/messages.js";
import { qualities, qualityCode } from "../../src/protocol/senml.js";
import { validate } from "../../src/protocol/validate.js";
import { sessionLimits } from "../../src/session/limits.js";
import { Outbox } from "../../src/session/outbox.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { toText } from "../support/text.js";
import { everything, openStore, withDevice } from "./store-support.js";
import {
  cleanUp,
  type Message,
  online,
  operatorToken,
  rest,
  startTestCloud,
  temporaryDirectory,
  watch,
} from "./support.js";

const wallMs = 1_800_000_000_000;
const pack = { stream: "stream-1", priority: "periodic" as const, n: 0 };

function reading(random: SeededRandom, t: number): Reading {
  const quality = qualities[random.next() % 6];
  const kind = random.next() % 4;
  const n = ["a", "b", "c.d"][random.next() % 3] as string;
  const value =
    kind === 0 ? { vb: random.next() % 2 === 0 } : kind === 1 ? { vs: "word" } : { u: "lx", v: random.noise() * 1000 };
  return { n, t, ...value, ...(quality === undefined ? {} : { quality }) };
}

describe("the quality of readings", () => {
  afterEach(cleanUp);

  it("comes through outbox, wire, both checks and store as it was, from 50 seeds", async () => {
    const store = openStore();
    for (let seed = 1; seed <= 50; seed++) {
      const random = new SeededRandom(seed);
      const clock = { now: () => 0, wall: () => wallMs, setWall: () => undefined };
      const board = { random: (into: Uint8Array) => random.fill(into), clock };
      const box = new Outbox({ board, scratch: new JsonWriter(sessionLimits.recordBytes) });
      const sent = Array.from({ length: 20 }, (_, i) => reading(random, wallMs / 1000 + i));
      for (const [i, { n, u, v, vb, vs, quality }] of sent.entries()) {
        clock.wall = () => wallMs + i * 1000;
        box.addMeasurement("periodic", n, u, v ?? vb ?? vs ?? "", i * 1000, qualityCode(quality));
      }
      const writer = new JsonWriter(8192);
      ok(box.writePack(writer, 1, 8000, 0));
      const { params } = JSON.parse(toText(writer.view())) as { params: Params<"telemetry"> };
      equal(validate(deviceMethods.telemetry.params, params), undefined, `seed ${seed}`);
      equal(check(deviceMethods.telemetry.params, params), undefined, `seed ${seed}`);
      const resolved = resolveSenml(params.records, wallMs / 1000) as Reading[];
      deepEqual(resolved, sent, `seed ${seed}`);
      const id = `device-${seed}`;
      await withDevice(store, id).addReadings(id, pack, resolved);
      deepEqual(store.readings.find(id, everything), sent, `seed ${seed}, stored`);
      const newest = Object.fromEntries(sent.map((each) => [each.n, each]));
      deepEqual({ ...store.readings.latest(id) }, newest, `seed ${seed}, newest`);
    }
  });

  it("that nobody knows is refused with its place, on both sides alike", () => {
    const records = [
      { n: "a", v: 1 },
      { n: "a", v: 2, quality: "fine" },
    ];
    const params = { stream: "stream-1", priority: "periodic", n: 0, records };
    equal(check(deviceMethods.telemetry.params, params)?.at, "/records/1/quality");
    equal(validate(deviceMethods.telemetry.params, params)?.at, "/records/1/quality");
    equal(validate(senmlRecord, { n: "a", v: 1, sum: 3 }), undefined, "a label that is not known is left alone");
  });

  it("of state, and of a window the gravest, are told too", async () => {
    const store = withDevice(openStore());
    const at = (t: number, quality?: Reading["quality"]): Reading => ({ n: "x", t, v: 1, ...(quality && { quality }) });
    await store.addReadings("a", pack, [at(100), at(101, "limited"), at(102, "settling"), at(110), at(111)]);
    await store.addReadings("a", { ...pack, priority: "state" }, [{ n: "s", t: 5, vb: true, quality: "estimated" }]);
    const windows = await store.readings.findMeans("a", { ...everything, names: ["x"] }, 10);
    deepEqual(
      windows.map(({ t, count, quality }) => [t, count, quality]),
      [
        [100, 3, "limited"],
        [110, 2, undefined],
      ],
    );
    equal(store.readings.latest("a")["s"]?.quality, "estimated");
  });

  it("is told by REST, as CSV, in the list and to dashboards; absent for good", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    const dashboard = await watch(cloud);
    const records = [
      { bt: 1_700_000_000, n: "temperature", u: "Cel", v: 20, quality: "settling" },
      { n: "temperature", u: "Cel", t: 60, v: 21 },
      { n: "light", u: "lx", t: 61, v: 54612.5, quality: "limited" },
    ];
    await device.telemetry(0, records);
    const stored = [
      { n: "temperature", t: 1_700_000_000, u: "Cel", v: 20, quality: "settling" },
      { n: "temperature", t: 1_700_000_060, u: "Cel", v: 21 },
      { n: "light", t: 1_700_000_061, u: "lx", v: 54612.5, quality: "limited" },
    ];
    deepEqual((await dashboard.next(({ type }: Message) => type === "readings")).readings, stored);
    const path = "/v1/devices/desk-1/telemetry";
    deepEqual((await rest(cloud, "GET", path)).json, stored);
    const [summary] = (await rest(cloud, "GET", "/v1/devices")).json.devices;
    deepEqual(summary.latest, { temperature: stored[1], light: stored[2] });
    const accept = { Authorization: `Bearer ${operatorToken}`, Accept: "text/csv" };
    const lines = (await rest(cloud, "GET", path, undefined, accept)).text.split("\r\n");
    deepEqual([lines[1], lines[2]?.at(-1)], ["1700000000,temperature,Cel,20,settling", ","]);
  });

  it("comes to a database of an older version, whose readings stay and are good", async () => {
    const directory = temporaryDirectory();
    const old = new DatabaseSync(join(directory, "mooring.db"));
    migrate(
      old,
      steps.slice(
        0,
        steps.findIndex((step) => step.includes("COLUMN quality")),
      ),
    );
    old.exec(`INSERT INTO devices (id, name, token_hash, created_at) VALUES ('a', 'a', x'00', 1);
      INSERT INTO series VALUES (1, 'a', 'x', 'lx', 'v'); INSERT INTO readings VALUES (1, 5, 0, 2.5);
      INSERT INTO series VALUES (2, 'a', 's', '', 'vb'); INSERT INTO readings VALUES (2, 5, 0, 1);
      INSERT INTO states VALUES ('a', 's', 2, 5, 1)`);
    old.close();
    const store = openStore(directory);
    await store.addReadings("a", pack, [{ n: "x", u: "lx", t: 6, v: 3, quality: "limited" }]);
    deepEqual(store.readings.find("a", { ...everything, names: ["x"] }), [
      { n: "x", u: "lx", t: 5, v: 2.5 },
      { n: "x", u: "lx", t: 6, v: 3, quality: "limited" },
    ]);
    deepEqual(store.readings.latest("a")["s"], { n: "s", t: 5, vb: true });
  });
});
