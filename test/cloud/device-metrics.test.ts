/** What a device has counted of its own link: over the wire into the store, REST, the watch socket and Prometheus. */
import { toMetrics } from "../../cloud/src/gateway/device-metrics.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { cleanUp, online, rest, startTestCloud, temporaryDirectory, until, watch } from "./support.js";

const report = {
  uptimeMs: 100_000,
  onlineMs: 90_000,
  attempts: 4,
  connects: 2,
  ends: { link: 0, failed: 2, lost: 0, closed: 0, silent: 1, refused: 0, other: 0 },
  phasesMs: { connect: 4, upgrade: 5, hello: 6 },
  roundTripMs: { minimum: 9, median: 12, p95: 31 },
  bytes: { in: 1000, out: 5000 },
  messages: { in: 10, out: 20 },
  queue: { event: 0, state: 1, periodic: 2 },
  dropped: { event: 0, state: 0, periodic: 7 },
  thinned: 3,
  clock: { source: "ntp", steps: 1, stepMs: 1500 },
} as const;

const later = { ...report, uptimeMs: 160_000, onlineMs: 150_000, bytes: { in: 1600, out: 11_000 } };

describe("a device's own figures", () => {
  afterEach(cleanUp);

  it("give availability, and throughput by the report before, unless the device has started anew", () => {
    const first = toMetrics(report, 50, null);
    deepEqual([first.at, first.availability, first.bytesPerSecond], [50, 0.9, undefined]);
    const second = toMetrics(later, 110, first);
    deepEqual([second.availability, second.bytesPerSecond], [0.9375, { in: 10, out: 100 }]);
    equal(toMetrics(report, 170, second).bytesPerSecond, undefined);
    equal(toMetrics({ ...report, uptimeMs: 0, onlineMs: 0 }, 0, null).availability, 0);
  });

  it("are in REST and on the watch socket, and stay after the device is gone and the server was restarted", async () => {
    const data = temporaryDirectory();
    const cloud = await startTestCloud({ data });
    const device = await online(cloud);
    equal((await rest(cloud, "GET", "/v1/devices/desk-1")).json.metrics, null);
    const dashboard = await watch(cloud);
    dashboard.send({ type: "watch", ids: ["desk-1"] });
    for (const params of [report, later]) device.send({ jsonrpc: "2.0", method: "metrics", params });
    const isThere = async () => (await rest(cloud, "GET", "/v1/devices/desk-1")).json.metrics?.uptimeMs === 160_000;
    await until(isThere, "the report");
    const { connection, metrics } = (await rest(cloud, "GET", "/v1/devices/desk-1")).json;
    deepEqual(connection.metrics, metrics);
    deepEqual([metrics.availability, metrics.bytesPerSecond, metrics.thinned], [0.9375, { in: 10, out: 100 }, 3]);
    deepEqual(connection.phasesMs, { connect: 4, upgrade: 5, hello: 6 });
    await dashboard.next(({ type, connection }) => type === "connection" && connection?.metrics?.uptimeMs === 160_000);
    await cloud.close();
    const again = await startTestCloud({ data });
    const kept = (await rest(again, "GET", "/v1/devices/desk-1")).json;
    deepEqual([kept.connection, kept.metrics], [null, metrics]);
    await rest(again, "DELETE", "/v1/devices/desk-1");
    equal(again.store.records.metrics("desk-1"), null);
  });

  it("are added up over the devices that are online, for Prometheus", async () => {
    const cloud = await startTestCloud();
    const [one, two] = [await online(cloud, "one"), await online(cloud, "two")];
    one.send({ jsonrpc: "2.0", method: "metrics", params: report });
    two.send({ jsonrpc: "2.0", method: "metrics", params: { ...later, onlineMs: 16_000 } });
    const text = async () => (await rest(cloud, "GET", "/metrics")).text;
    await until(async () => (await text()).includes("mooring_device_queue_records 6"), "both reports");
    const all = await text();
    for (const line of [
      "device_dropped_records 14",
      "device_thinned_records 6",
      "device_attempts 8",
      "device_ends_silent 2",
      "device_availability_minimum 0.1",
      "device_round_trip_milliseconds 12",
      "device_clock_steps 2",
    ]) {
      ok(all.includes(`\nmooring_${line}\n`), `${line} in ${all}`);
    }
  });

  it("that are no report of the protocol's are not taken", async () => {
    const cloud = await startTestCloud();
    const device = await online(cloud);
    device.send({ jsonrpc: "2.0", method: "metrics", params: { ...report, uptimeMs: -1 } });
    device.send({ jsonrpc: "2.0", method: "metrics", params: {} });
    await device.telemetry(0, [{ n: "x", v: 1 }]);
    equal((await rest(cloud, "GET", "/v1/devices/desk-1")).json.metrics, null);
  });
});
