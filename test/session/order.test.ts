/** What happens when things come at the same moment, or one stands in the way of another. */
import { equal, ok } from "../support/assert.js";
import type { ServerEnd } from "../support/virtual-network.js";
import { VirtualWorld } from "../support/virtual-world.js";

/** The server's messages of one moment come in one read. */
function joinSends(world: VirtualWorld): void {
  const original = world.network.server;
  world.network.server = (end) => {
    let waiting: number[] = [];
    original({
      set onData(callback: ServerEnd["onData"]) {
        end.onData = callback;
      },
      set onEnd(callback: ServerEnd["onEnd"]) {
        end.onEnd = callback;
      },
      send(bytes: Uint8Array) {
        if (waiting.length === 0) {
          world.clock.after(0, () => {
            const all = Uint8Array.from(waiting);
            waiting = [];
            end.send(all);
          });
        }
        for (const byte of bytes) waiting.push(byte);
      },
      end: () => world.clock.after(1, () => end.end()),
      reset: () => end.reset(),
    } as typeof end);
  };
}

describe("session, things at one moment", () => {
  it("carries out a command that comes with hello's result, though its bytes are those of an earlier connection", () => {
    const world = new VirtualWorld();
    joinSends(world);
    const { cloud, clock, hardware } = world;
    const device = world.startOnline();
    cloud.request(1, "actuator.set", { name: "relay", value: true });
    clock.advance(100);
    cloud.request(2, "actuator.set", { name: "relay", value: false });
    clock.advance(100);
    equal(hardware.pins.shown(2), 0);
    cloud.onHello = () => cloud.request(1, "actuator.set", { name: "relay", value: true });
    cloud.peer?.close(1001);
    clock.advance(70_000);
    equal(cloud.hellos.length, 2);
    equal(hardware.pins.shown(2), 1);
    device.close();
  });

  for (const how of ["end", "reset"] as const) {
    it(`notices the connection's ${how} at once, also while a message waits and reading is held`, () => {
      const world = new VirtualWorld();
      const { cloud, clock } = world;
      world.network.windowBytes = 512;
      const device = world.startOnline();
      clock.advance(3000);
      for (let i = 1; i < 5; i++) cloud.request(i, "describe", {});
      clock.advance(6);
      cloud.peer?.[how]();
      const endedAt = clock.nowMs;
      ok(clock.advanceUntil(() => !device.session.isOnline, 120_000));
      ok(clock.nowMs - endedAt < 1000, `${clock.nowMs - endedAt} ms`);
      equal(device.session.life.lastCause.code, "connection.lost");
      equal(device.exceptions, 0);
      device.close();
    });
  }
});

describe("session, time", () => {
  it("measures a command's end by the server's clock, not by its own", () => {
    for (const wallMs of [1_900_000_000_000, 1_600_000_000_000]) {
      const world = new VirtualWorld({ wallMs });
      const { cloud, clock } = world;
      const device = world.startOnline();
      cloud.request(1, "actuator.set", { name: "relay", value: true, expires: cloud.timeS + 10 });
      clock.advance(100);
      equal(world.hardware.pins.shown(2), 1);
      cloud.request(2, "actuator.set", { name: "relay", value: false, expires: cloud.timeS - 10 });
      clock.advance(100);
      equal(world.hardware.pins.shown(2), 1, "it had expired");
      device.close();
    }
  });

  it("corrects a clock that it has from a server at each hello, and no other", () => {
    for (const [wallMs, isCorrected] of [
      [undefined, true],
      [1_900_000_000_000, false],
    ] as const) {
      const world = new VirtualWorld(wallMs === undefined ? {} : { wallMs });
      const { cloud, clock } = world;
      const device = world.startOnline();
      const before = (world.virtual.board.clock.wall() ?? 0) - clock.nowMs;
      cloud.epochS += 3600; // the device's own clock has been slow
      cloud.peer?.close(1001);
      clock.advance(70_000);
      const moved = (world.virtual.board.clock.wall() ?? 0) - clock.nowMs - before;
      ok(Math.abs(moved - (isCorrected ? 3_600_000 : 0)) < 20, `${moved} ms`);
      device.close();
    }
  });
});
