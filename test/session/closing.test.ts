/** Closing in every phase, stopping in order, and two hundred reconnects: nothing is left behind. */

import type { State } from "../../src/session/states.js";
import { equal, ok } from "../support/assert.js";
import { VirtualWorld } from "../support/virtual-world.js";

/** Brings a device into the state. */
function enter(state: State): { world: VirtualWorld; device: ReturnType<VirtualWorld["start"]> } {
  const world = new VirtualWorld(state === "unset" ? { settings: {} } : {});
  const { network, cloud, clock } = world;
  network.delayMs = 50;
  if (state === "refused") cloud.refusal = "401 Unauthorized";
  const device = world.start();
  if (state === "down") world.hardware.radio.set({ state: "gone" });
  const isThere = clock.advanceUntil(() => device.session.state === state, 5000, 1);
  if (!isThere && (state === "draining" || state === "closing")) {
    clock.advanceUntil(() => device.session.state === "online", 5000, 1);
    cloud.acknowledges = false;
    clock.advance(2100);
    device.stop(() => undefined);
    clock.advanceUntil(() => device.session.state === state, 5000, 1);
  }
  equal(device.session.state, state);
  return { world, device };
}

describe("closing", () => {
  const phases: State[] = [
    "unset",
    "down",
    "waiting",
    "refused",
    "resolving",
    "connecting",
    "upgrading",
    "greeting",
    "online",
    "draining",
    "closing",
  ];
  for (const phase of phases) {
    it(`leaves nothing behind when ${phase}`, () => {
      const { world, device } = enter(phase);
      device.close();
      equal(device.session.state, "stopped");
      equal(world.network.open, 0, "open sockets and resolvers");
      const printed = world.virtual.printed.length;
      world.clock.advance(200000);
      equal(world.clock.pending, 0, "timers");
      equal(world.virtual.printed.length, printed, "nothing is done after it");
      device.close();
    });
  }

  it("says goodbye to the server at once", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    const { peer } = world.cloud;
    device.close();
    world.clock.advance(100);
    equal(peer?.closeCode, 1000);
    ok(peer?.isEnded);
  });

  it("in order sends what waits, is acknowledged, says goodbye, and calls back once, within 3 s", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    world.clock.advance(1999);
    let stopped = 0;
    device.stop(() => stopped++);
    world.clock.advance(3000);
    equal(stopped, 1);
    ok(device.outbox.isEmpty);
    equal(world.cloud.peer?.closeCode, 1000);
    equal(world.network.open, 0);
  });

  it("in order is over within 3 s when the server does not answer, in whatever phase", () => {
    for (const phase of phases.slice(0, 9)) {
      const { world, device } = enter(phase);
      world.network.isHalfOpen = true;
      let stopped = 0;
      device.stop(() => stopped++);
      world.clock.advance(3000);
      equal(stopped, 1, phase);
      equal(world.network.open, 0, phase);
    }
  });
});

describe("two hundred reconnects", () => {
  it("leave no socket, resolver, timer or record behind, and each is greeted", () => {
    const world = new VirtualWorld();
    const { clock, cloud, network } = world;
    const device = world.startOnline();
    for (const sensor of device.parts.sensors) sensor.close();
    let most = 0;
    for (let i = 0; i < 200; i++) {
      clock.advance(61000);
      equal(device.session.state, "online", `after ${i}`);
      device.outbox.addMeasurement("periodic", "light", "lx", i, clock.nowMs);
      most = Math.max(most, network.open + clock.pending);
      if (i % 3 === 0) cloud.peer?.reset();
      else if (i % 3 === 1) cloud.peer?.close(1012);
      else cloud.peer?.end();
      ok(
        clock.advanceUntil(() => device.session.epoch === i + 1, 3000, 100),
        `end ${i}`,
      );
      ok(
        clock.advanceUntil(() => device.session.state === "online", 40000, 100),
        `return ${i}`,
      );
    }
    clock.advance(1000);
    equal(cloud.hellos.length, 201);
    equal(device.session.epoch, 200);
    ok(most <= 6, String(most));
    equal(cloud.gaps + device.outbox.dropped, 0);
    equal(cloud.stored.filter(({ record }) => record["n"] === "light").length, 200 + 1);
    equal(device.exceptions, 0);
    device.close();
  });
});
