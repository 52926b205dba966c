import { deviceMethods, type Params } from "../../src/protocol/messages.js";
import { validate } from "../../src/protocol/validate.js";
import { cause } from "../../src/session/causes.js";
import { sessionLimits } from "../../src/session/limits.js";
import { endKindOf, Metrics } from "../../src/session/metrics.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { VirtualWorld } from "../support/virtual-world.js";

type Report = Params<"metrics">;

const reports = (world: VirtualWorld): Report[] => world.cloud.metrics as Report[];

describe("metrics", () => {
  it("give minimum, median and 95th percentile of the last 32 round trips", () => {
    const metrics = new Metrics();
    equal(metrics.roundTrips(), undefined);
    metrics.addTrip(7.6);
    deepEqual(metrics.roundTrips(), { minimum: 8, median: 8, p95: 8 });
    for (let ms = 1000; ms < 1200; ms++) metrics.addTrip(ms);
    deepEqual(metrics.roundTrips(), { minimum: 1168, median: 1183, p95: 1198 });
    metrics.addTrip(1e9);
    equal(metrics.roundTrips()?.p95, 1199);
  });

  it("know every cause of an end", () => {
    const cases: Record<string, string> = {
      "link.lost": "link",
      "resolving.failed": "failed",
      "securing.no-time": "failed",
      "connection.lost": "lost",
      "closed.1006": "lost",
      "closed.1012": "closed",
      "upgrade.503": "closed",
      "heartbeat.silent": "silent",
      "acknowledge.timeout": "silent",
      "greeting.timeout": "silent",
      "stream.unknown": "other",
      "device.exception": "other",
    };
    for (const [code, kind] of Object.entries(cases)) equal(endKindOf(cause(code, "again")), kind, code);
    equal(endKindOf(cause("closed.4401", "refused")), "refused");
  });

  it("go to the server once a minute as a valid notification, and say what was", () => {
    const world = new VirtualWorld();
    world.startOnline();
    world.clock.advance(sessionLimits.metricsFirstMs + 3000);
    equal(reports(world).length, 1);
    world.clock.advance(5 * sessionLimits.metricsEveryMs);
    const all = reports(world);
    equal(all.length, 6);
    for (const report of all) equal(validate(deviceMethods.metrics.params, report), undefined);
    const [first, last] = [all[0], all.at(-1)];
    ok(first !== undefined && last !== undefined);
    deepEqual([last.attempts, last.connects, last.dropped], [1, 1, { event: 0, state: 0, periodic: 0 }]);
    ok(last.onlineMs > last.uptimeMs - 1000 && last.onlineMs <= last.uptimeMs, `${last.onlineMs} of ${last.uptimeMs}`);
    // 5 ms each way
    deepEqual(last.roundTripMs, { minimum: 10, median: 10, p95: 10 });
    ok(Object.values(last.phasesMs ?? {}).length >= 4 && last.phasesMs?.hello === 10, JSON.stringify(last.phasesMs));
    ok(last.messages.out > first.messages.out && last.bytes.out > first.bytes.out + 1000);
    ok(last.messages.in > first.messages.in && last.bytes.in > first.bytes.in);
    equal(last.clock?.source, "server");
  });

  it("count ends by their cause, and time without a session against the availability", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    world.clock.advance(60_000);
    world.cloud.peer?.close(1012, "retry=30");
    world.clock.advance(1000);
    ok(device.session.state === "waiting");
    world.clock.advanceUntil(() => device.session.state === "online", 60_000);
    world.network.resetAll();
    world.clock.advanceUntil(() => device.session.state === "waiting", 1000);
    world.clock.advanceUntil(() => device.session.state === "online", 60_000);
    world.hardware.radio.set({ state: "gone" });
    world.clock.advance(1000);
    world.hardware.radio.set({ state: "ready" });
    world.clock.advanceUntil(() => device.session.state === "online", 60_000);
    world.clock.advance(10_000);
    const last = reports(world).at(-1);
    ok(last?.ends !== undefined);
    deepEqual([last.ends.closed, last.ends.lost, last.ends.link, last.connects], [1, 1, 1, 4]);
    ok(last.onlineMs < last.uptimeMs - 30_000 && last.onlineMs > 65_000, `${last.onlineMs} of ${last.uptimeMs}`);
  });
});
