/** How a session comes back: the whole device against a scripted cloud, in virtual time. */
import { backoffLimits } from "../../src/session/backoff.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { VirtualWorld } from "../support/virtual-world.js";

const url = "ws://192.0.2.7:8080/link";

describe("session against a cloud", () => {
  it("says hello first, with the token in the upgrade and the path as given", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    const { cloud } = world;
    equal(cloud.requests[0], "GET /v1/devices/desk-1/link HTTP/1.1");
    equal(cloud.peer?.headers.get("authorization"), "Bearer secret-token");
    equal(cloud.messages[0]?.method, "hello");
    deepEqual(cloud.hellos[0]?.["phasesMs"], { resolve: 5, connect: 10, upgrade: 10 });
    equal(cloud.hellos[0]?.["lastEnd"], undefined);
    ok(!world.virtual.printed.join().includes("secret-token"), "the token is not printed");
    device.close();
  });

  it("asks no resolver for an address", () => {
    const world = new VirtualWorld({ settings: { "server.url": url } });
    world.network.resolver = "fail";
    world.startOnline().close();
    equal(world.cloud.peer?.headers.get("authorization"), undefined);
  });

  it("takes the time from hello's result when it knows none, and keeps its own when it does", () => {
    const world = new VirtualWorld();
    world.startOnline().close();
    const { wall } = world.virtual.board.clock;
    ok(Math.abs((wall() ?? 0) - world.cloud.timeS * 1000) < 20, String(wall()));
    const other = new VirtualWorld({ wallMs: 1_900_000_000_000 });
    other.startOnline().close();
    ok(Math.abs((other.virtual.board.clock.wall() ?? 0) - 1_900_000_000_000) < 10_000);
  });

  it("comes back after the server's own end, spread over 30 s, and says why it had ended", () => {
    const delays: number[] = [];
    for (let seed = 1; seed <= 20; seed++) {
      const world = new VirtualWorld({ seed });
      const device = world.startOnline();
      world.clock.advance(1000);
      world.cloud.peer?.close(1012, "restart");
      world.clock.advanceUntil(() => device.session.state === "waiting", 3000);
      const left = world.clock.nowMs;
      ok(
        world.clock.advanceUntil(() => device.session.state === "online", 40000),
        `seed ${seed}`,
      );
      delays.push(world.clock.nowMs - left);
      equal(world.cloud.hellos[1]?.["lastEnd"], "closed.1012");
      device.close();
    }
    ok(Math.max(...delays) > 20000 && Math.min(...delays) < 10000, delays.join());
  });

  it("follows a hint in the close reason and in Retry-After", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    world.cloud.refusal = "503 Service Unavailable\r\nRetry-After: 40";
    world.cloud.peer?.close(1013, "retry=20");
    world.clock.advanceUntil(() => device.session.state === "waiting", 3000);
    world.clock.advance(19000);
    equal(world.cloud.requests.length, 1);
    world.clock.advance(12000);
    equal(world.cloud.requests.length, 2);
    world.clock.advanceUntil(() => device.session.state === "waiting", 3000);
    equal(device.session.life.lastCause.code, "upgrade.503");
    world.clock.advance(39000);
    equal(world.cloud.requests.length, 2);
    world.cloud.refusal = undefined;
    world.clock.advance(22000);
    equal(device.session.state, "online");
    device.close();
  });

  it("retries a refused token slowly, says so, and is back when it is accepted", () => {
    const world = new VirtualWorld();
    world.cloud.refusal = "401 Unauthorized";
    const device = world.start();
    world.clock.advance(5000);
    equal(device.session.state, "refused");
    equal(world.cloud.requests.length, 1);
    world.clock.advance(3600_000);
    // 60, 120, 240, 480, 900, 900, 900 s, each a tenth more at most
    ok(world.cloud.requests.length >= 6 && world.cloud.requests.length <= 8, String(world.cloud.requests.length));
    ok(world.virtual.printed.join().includes("upgrade.401"));
    world.cloud.refusal = undefined;
    world.clock.advance(1000_000);
    equal(device.session.state, "online");
    device.close();
  });

  it("treats close 4401, 4403 and 1008 and a refused hello as refusals", () => {
    for (const code of [4401, 4403, 1008]) {
      const world = new VirtualWorld();
      const device = world.startOnline();
      world.cloud.peer?.close(code);
      world.clock.advance(3000);
      equal(device.session.state, "refused", String(code));
      device.close();
    }
    const world = new VirtualWorld();
    const { cloud } = world;
    cloud.onText = (peer, text) => peer.refuse(JSON.parse(text), { code: -32602, message: "no" });
    const device = world.start();
    world.clock.advance(3000);
    equal(device.session.state, "refused");
    cloud.onText = (peer, text) =>
      peer.refuse(JSON.parse(text), { code: -32000, message: "busy", data: { retryAfterMs: 5000 } });
    world.clock.advance(70000);
    equal(device.session.state, "waiting");
    device.close();
  });

  it("notices a half-open connection within 45 s even when it has nothing to send", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    world.clock.advance(3000);
    for (const sensor of device.parts.sensors) sensor.close();
    world.clock.advance(3000);
    world.network.isHalfOpen = true;
    const start = world.clock.nowMs;
    ok(world.clock.advanceUntil(() => device.session.state !== "online", 60000));
    ok(world.clock.nowMs - start <= 45000, String(world.clock.nowMs - start));
    equal(device.session.life.lastCause.code, "heartbeat.silent");
    device.close();
  });

  it("notices it sooner when an acknowledgement is awaited", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    world.network.isHalfOpen = true;
    const start = world.clock.nowMs;
    ok(world.clock.advanceUntil(() => device.session.state !== "online", 60000));
    ok(world.clock.nowMs - start <= 15000, String(world.clock.nowMs - start));
    equal(device.session.life.lastCause.code, "acknowledge.timeout");
    device.close();
  });

  it("sends again what was not acknowledged, without a gap, and each record is stored once", () => {
    const world = new VirtualWorld();
    const { cloud, clock } = world;
    const device = world.startOnline();
    clock.advance(5000);
    cloud.acknowledges = false;
    clock.advance(20000);
    cloud.acknowledges = true;
    cloud.stores = false;
    clock.advance(60000);
    cloud.stores = true;
    clock.advance(60000);
    equal(device.session.state, "online");
    equal(device.outbox.dropped, 0);
    equal(cloud.gaps, 0);
    const periodic = cloud.stored.filter((record) => record.priority === "periodic").map((record) => record.n);
    deepEqual(periodic, periodic.map((_n, i) => i + 1) as never);
    ok(cloud.hellos.length > 1);
    ok(device.outbox.lanes[2].acknowledged >= periodic.length - 3);
    device.close();
  });

  it("keeps readings through an outage and delivers them afterwards", () => {
    const world = new VirtualWorld();
    const { cloud, clock, network } = world;
    const device = world.startOnline();
    clock.advance(2000);
    network.connecting = "fail";
    network.resetAll();
    clock.advance(40000);
    network.connecting = "ok";
    clock.advance(60000);
    equal(device.session.state, "online");
    equal(cloud.gaps, 0);
    ok(cloud.stored.filter(({ record }) => record["n"] === "light").length >= 45);
    device.close();
  });

  it("comes back within 2 s after its own link was lost", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    world.clock.advance(70000);
    world.hardware.radio.set({ state: "gone" });
    equal(device.session.state, "down");
    equal(world.network.open, 0);
    world.clock.advance(30000);
    equal(device.session.state, "down");
    world.hardware.radio.set({ state: "ready" });
    world.clock.advance(backoffLimits.linkMs + 200);
    equal(device.session.state, "online");
    equal(world.cloud.hellos[1]?.["lastEnd"], "link.lost");
    device.close();
  });

  it("gives each phase its deadline and is due again after every one of them", () => {
    const cases: [prepare: (world: VirtualWorld) => void, cause: string, withinMs: number][] = [
      [({ network }) => Object.assign(network, { resolver: "silent" }), "resolving.timeout", 11000],
      [({ network }) => Object.assign(network, { resolver: "fail" }), "resolving.failed", 1000],
      [({ network }) => Object.assign(network, { connecting: "silent" }), "connecting.timeout", 11000],
      [({ network }) => Object.assign(network, { connecting: "fail" }), "connecting.failed", 1000],
      [({ network }) => Object.assign(network, { server: () => undefined }), "upgrading.timeout", 11000],
      [({ network }) => Object.assign(network, { server: (end: { end(): void }) => end.end() }), "upgrade.ended", 1000],
      [({ cloud }) => Object.assign(cloud, { greets: false }), "greeting.timeout", 11000],
      [({ cloud }) => Object.assign(cloud, { refusal: "500 Internal Server Error" }), "upgrade.500", 1000],
      [({ cloud }) => Object.assign(cloud, { refusal: "404 Not Found" }), "upgrade.404", 1000],
    ];
    for (const [prepare, cause, withinMs] of cases) {
      const world = new VirtualWorld();
      prepare(world);
      const device = world.start();
      ok(
        world.clock.advanceUntil(() => device.session.life.lastCause.code !== "start", withinMs + 1000),
        cause,
      );
      equal(device.session.life.lastCause.code, cause);
      equal(device.session.state, "waiting", cause);
      equal(world.network.open, 0, cause);
      ok(device.session.deadline <= world.clock.nowMs + backoffLimits.capMs, cause);
      device.close();
    }
  });

  it("lets the count of attempts fall back after a stable minute only", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    for (let i = 0; i < 3; i++) {
      world.clock.advance(30000);
      world.cloud.peer?.reset();
      ok(world.clock.advanceUntil(() => device.session.state === "online", 70000));
    }
    equal(device.session.life.backoff.attempts, 3);
    world.clock.advance(61000);
    equal(device.session.life.backoff.attempts, 0);
    device.close();
  });

  it("ignores what an older connection still calls back", () => {
    const world = new VirtualWorld();
    const { cloud, clock } = world;
    const device = world.startOnline();
    const old = cloud.peer;
    world.network.delayMs = 5000;
    old?.sendText('{"jsonrpc":"2.0","id":1,"method":"actuator.set","params":{"name":"relay","value":true}}');
    world.hardware.radio.set({ state: "gone" });
    world.hardware.radio.set({ state: "ready" });
    world.network.delayMs = 5;
    clock.advance(6000);
    old?.reset();
    equal(world.hardware.pins.shown(2), 0);
    clock.advance(40000);
    equal(device.session.state, "online");
    device.close();
  });

  it("reads an answer that comes one byte at a time, and one that is cut anywhere", () => {
    for (const splitBytes of [1, 2, 3, 7, 50]) {
      const world = new VirtualWorld();
      world.network.splitBytes = splitBytes;
      const device = world.startOnline();
      world.clock.advance(3000);
      ok(world.cloud.stored.length > 3, String(splitBytes));
      equal(device.session.life.faults, 0);
      device.close();
    }
  });

  it("writes no more than the network takes", () => {
    const world = new VirtualWorld();
    world.network.windowBytes = 37;
    const device = world.startOnline();
    world.cloud.request(1, "describe");
    world.clock.advance(6000);
    equal(device.exceptions, 0);
    ok(world.cloud.responses.length === 1);
    ok(world.cloud.stored.length > 3);
    device.close();
  });

  it("sends packs that the server's limit allows and pings at the interval that it sets", () => {
    const world = new VirtualWorld();
    world.cloud.helloResult = { messageBytes: 1024, pingMs: 5000 };
    world.network.connecting = "fail";
    const device = world.start();
    world.clock.advance(100000);
    world.network.connecting = "ok";
    ok(world.clock.advanceUntil(() => device.session.state === "online", 70000));
    let most = 0;
    world.clock.advance(2000);
    for (const message of world.cloud.messages) {
      if (message.method === "telemetry") most = Math.max(most, JSON.stringify(message).length);
    }
    ok(most > 800 && most <= 1024, String(most));
    device.close();
  });

  it("makes a new stream when the server says that it holds what was never sent", () => {
    const world = new VirtualWorld();
    world.cloud.helloResult = { stored: { periodic: 5000 } };
    const device = world.start();
    ok(world.clock.advanceUntil(() => world.cloud.hellos.length === 1, 3000));
    world.cloud.helloResult = {};
    ok(world.clock.advanceUntil(() => device.session.state === "online", 30000));
    ok(world.cloud.hellos[0]?.["stream"] !== world.cloud.hellos[1]?.["stream"]);
    device.close();
  });

  it("waits without a server address, and says what is wrong with a bad one", () => {
    const world = new VirtualWorld({ settings: {} });
    const device = world.start();
    world.clock.advance(100000);
    equal(device.session.state, "unset");
    ok(world.virtual.printed.join().includes("settings.no-server"));
    device.close();
    const other = new VirtualWorld({ settings: { "server.url": "http://a/?token=abc" } });
    other.start().close();
    ok(other.virtual.printed.join().includes("server.url must begin with ws:// or wss://"));
    ok(!other.virtual.printed.join().includes("abc"));
  });

  it("says that a board has no TLS, and retries", () => {
    const world = new VirtualWorld({ settings: { "server.url": "wss://cloud.example/" } });
    const device = world.start();
    world.clock.advance(2000);
    equal(device.session.life.lastCause.code, "securing.failed");
    equal(device.session.life.lastCause.detail, "this board has no TLS");
    equal(device.session.state, "waiting");
    device.close();
  });
});
