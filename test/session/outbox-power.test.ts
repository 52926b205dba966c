/** The whole device: an hour without a network, and power that goes in the middle of it. */
import type { Application } from "../../src/device/application.js";
import type { Device } from "../../src/device/device.js";
import start from "../../src/main.js";
import { equal, ok } from "../support/assert.js";
import { VirtualBoard } from "../support/virtual-board.js";
import { VirtualWorld } from "../support/virtual-world.js";

const intervalMs = 5000;
const application: Application = {
  definition: {
    sensors: [
      {
        kind: "analog",
        pin: "light",
        intervalMs,
        curve: { kind: "logarithmic", decades: 5 },
        readings: {
          value: { name: "light", title: "Light", unit: "lx", minimum: 0, maximum: 100000, decimals: 1 },
        },
      },
    ],
    actuators: [],
  },
};

describe("a device without a network for an hour", () => {
  it("keeps 600 records over it and over a power cut in the middle, each in the server's store once", () => {
    const world = new VirtualWorld();
    const { clock, network, cloud } = world;
    const boardOn = (flash?: Uint8Array): VirtualBoard =>
      new VirtualBoard({
        ...{ clock, network, wallMs: cloud.timeS * 1000 },
        ...(flash === undefined ? {} : { flash: { blocks: 64, contents: flash } }),
      });
    const isOnline = (device: Device): boolean => device.session.state === "online";
    const first = boardOn();
    const device = start(first.board, application);
    ok(clock.advanceUntil(() => isOnline(device), 5000));
    clock.advance(60_000);
    const before = cloud.stored.length;
    first.hardware.radio.set({ state: "gone" });
    clock.advance(1_800_000);
    // Power goes: nothing in RAM is written any more.
    first.hardware.flash.cutAfter(0);
    device.close();
    const second = boardOn(first.hardware.flash.contents);
    second.hardware.radio.set({ state: "gone" });
    const again = start(second.board, application);
    clock.advance(1_800_000);
    equal(cloud.stored.length, before);
    second.hardware.radio.set({ state: "ready" });
    ok(clock.advanceUntil(() => isOnline(again), 120_000));
    clock.advance(60_000);
    const times = cloud.stored.filter(({ record }) => record["n"] === "light").length;
    const hour = cloud.stored.length - before;
    ok(hour >= 600 && hour >= 3_600_000 / intervalMs - 8, `${hour} of an hour's 720`);
    ok(times >= 720, String(times));
    const keys = new Set(cloud.stored.map(({ stream, priority, n }) => `${stream} ${priority} ${n}`));
    equal(keys.size, cloud.stored.length);
    equal(new Set(cloud.stored.map(({ stream }) => stream)).size, 1);
    equal(again.outbox.dropped, 0);
    again.close();
  });
});
