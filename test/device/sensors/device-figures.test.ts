import type { ReadingDefinition } from "../../../src/device/definition.js";
import start from "../../../src/main.js";
import { close, deepEqual, equal, ok } from "../../support/assert.js";
import { VirtualWorld } from "../../support/virtual-world.js";

const readings = {
  heapUsed: {},
  heapFree: {},
  nativeFree: {},
  largestBlock: { name: "block" },
  RSSI: { name: "signal" },
  uptime: {},
  supply: {},
  restartReason: { name: "reason" },
};

function setUp(wanted: Readonly<Record<string, ReadingDefinition>>) {
  const world = new VirtualWorld();
  let interfaces = 0;
  const { io } = world.virtual.board.network.interface;
  const counted = class extends io {
    constructor(options: object) {
      super(options);
      interfaces++;
    }
  };
  const board = {
    ...world.virtual.board,
    network: { ...world.virtual.board.network, interface: { io: counted } },
    memory: () => ({ heapUsed: 40000, heapFree: 17344, nativeFree: undefined, nativeLargest: 110592 }),
    restartReason: { reason: "watchdog" as const },
  };
  const sensors = [{ kind: "device", intervalMs: 10000, readings: wanted }];
  const device = start(board, { definition: { sensors, actuators: [] } });
  const records = (name: string) => world.cloud.stored.map(({ record }) => record).filter(({ n }) => n === name);
  return { world, device, records, interfaces: () => interfaces };
}

describe("the device's own figures", () => {
  it("are sensors like any other, and what the host cannot tell is absent", () => {
    const { world, device, records } = setUp(readings);
    world.clock.advance(31000);
    const latest = (name: string) => {
      const { v, u } = records(name).at(-1) ?? {};
      return [v, u];
    };
    deepEqual(latest("heapUsed"), [40000, "B"]);
    deepEqual(latest("heapFree"), [17344, "B"]);
    deepEqual(latest("block"), [110592, "B"]);
    deepEqual(latest("signal"), [-58, "dBm"]);
    deepEqual(latest("uptime"), [30, "s"]);
    equal(latest("supply")[1], "V");
    close(Number(latest("supply")[0]), 12, 0.2);
    equal(records("nativeFree").length, 0);
    ok(records("uptime").length >= 3);
    device.close();
  });

  it("tell the reason of the newest start once, as text", () => {
    const { world, device, records } = setUp(readings);
    world.clock.advance(60000);
    deepEqual(
      records("reason").map(({ vs }) => vs),
      ["watchdog"],
    );
    device.close();
  });

  it("have no signal while the radio is gone, and open no network interface when it is not wanted", () => {
    const { world, device, records, interfaces } = setUp(readings);
    equal(interfaces(), 1, "the link's own; the sensor's comes with its first sample");
    world.clock.advance(12000);
    equal(interfaces(), 2);
    world.hardware.radio.set({ state: "gone" });
    const before = records("signal").length;
    world.clock.advance(60000);
    world.hardware.radio.set({ state: "ready" });
    world.clock.advance(60000);
    const after = records("signal").length;
    ok(after > before && after < before + 9, `${before} ${after}`);
    device.close();
    const without = setUp({ uptime: {} });
    without.world.clock.advance(30000);
    equal(without.interfaces(), 1);
    without.device.close();
  });
});
