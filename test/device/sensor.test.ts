import { applyCurve } from "../../src/device/sensors/curves.js";
import { close, deepEqual, equal, ok } from "../support/assert.js";
import { VirtualWorld } from "../support/virtual-world.js";

const events = (world: VirtualWorld, name: string) =>
  world.cloud.stored.filter(({ record }) => record["name"] === name).map(({ record }) => record["data"]);

describe("sensor", () => {
  it("tells a fault once for each reading, retries with growing delays, and tells when it is healed", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    const { clock, cloud, hardware } = world;
    clock.advance(5000);
    hardware.sht4x.fault = "no-answer";
    clock.advance(300_000);
    deepEqual(events(world, "sensor.fault"), [
      { name: "temperature", fault: "no-answer" },
      { name: "humidity", fault: "no-answer" },
      { name: "dewpoint", fault: "no-answer" }, // which is computed from them
    ]);
    const before = cloud.stored.filter(({ record }) => record["n"] === "temperature").length;
    equal(before, 3);
    hardware.sht4x.fault = "none";
    clock.advance(61_000);
    deepEqual(events(world, "sensor.healed").slice(0, 2), [{ name: "temperature" }, { name: "humidity" }]);
    const after = cloud.stored.filter(({ record }) => record["n"] === "temperature").length;
    ok(after > before);
    clock.advance(20_000);
    ok(cloud.stored.filter(({ record }) => record["n"] === "temperature").length >= after + 9);
    device.close();
  });

  it("is no fault when a conversion began late and is not ready in time", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    world.clock.advance(5000);
    world.hardware.sht4x.lateMs = 20; // as on a bus that is busy
    world.clock.advance(20_000);
    deepEqual(events(world, "sensor.fault"), []);
    ok(world.cloud.stored.filter(({ record }) => record["n"] === "temperature").length >= 12);
    device.close();
  });

  it("tells of a contact whose pin cannot be read, once, and when it can be read again", () => {
    const world = new VirtualWorld();
    const { Digital } = world.hardware.io;
    const read = Digital.prototype.read;
    const device = world.startOnline();
    world.clock.advance(1000);
    Digital.prototype.read = () => {
      throw new Error("pin is dead");
    };
    world.hardware.press(true);
    world.clock.advance(12_000);
    equal(device.exceptions, 0);
    equal(device.session.isOnline, true);
    Digital.prototype.read = read;
    world.clock.advance(12_000);
    deepEqual(events(world, "sensor.fault"), [{ name: "button", fault: "no-answer" }]);
    deepEqual(events(world, "sensor.healed"), [{ name: "button" }]);
    equal(world.cloud.stored.filter(({ record }) => record["n"] === "button").at(-1)?.record["vb"], true);
    device.close();
  });

  it("leaves the others alone", () => {
    const world = new VirtualWorld();
    world.hardware.sht4x.fault = "no-answer";
    const device = world.startOnline();
    world.clock.advance(20_000);
    equal(world.cloud.stored.filter(({ record }) => record["n"] === "light").length >= 10, true);
    equal(world.cloud.stored.filter(({ record }) => record["n"] === "temperature").length, 0);
    device.close();
  });

  it("names each fault of the chip", () => {
    for (const [fault, name] of [
      ["wrong-crc", "wrong-crc"],
      ["out-of-range", "out-of-range"],
      ["slow", "no-answer"],
    ] as const) {
      const world = new VirtualWorld();
      world.hardware.sht4x.fault = fault;
      const device = world.startOnline();
      world.clock.advance(3000);
      deepEqual(events(world, "sensor.fault")[0], { name: "temperature", fault: name });
      device.close();
    }
  });

  it("of the host is sampled, and no reading is a fault", () => {
    let value: number | undefined = 0.25;
    const io = class {
      sample(): number | undefined {
        return value;
      }
      close(): void {}
    };
    const world = new VirtualWorld({ sensor: [{ name: "load", unit: "/", io }] });
    const device = world.startOnline();
    world.clock.advance(1000);
    deepEqual(world.cloud.stored.find(({ record }) => record["n"] === "load")?.record["v"], 0.25);
    value = undefined;
    world.clock.advance(20_000);
    deepEqual(events(world, "sensor.fault"), [{ name: "load", fault: "no-reading" }]);
    device.close();
  });

  it("whose driver throws is a fault like any other, even when it cannot be closed", () => {
    const io = class {
      sample(): number {
        return 1;
      }
    } as never;
    const broken = class {
      constructor() {
        throw new Error("no such file");
      }
    } as never;
    const sensor = [
      { name: "unclosable", unit: "/", io },
      { name: "unopenable", unit: "/", io: broken },
    ];
    const world = new VirtualWorld({ sensor });
    const device = world.startOnline();
    world.clock.advance(3000);
    deepEqual(events(world, "sensor.fault"), [{ name: "unopenable", fault: "cannot open: no such file" }]);
    Object.assign(io["prototype"], {
      sample: () => {
        throw new Error("gone");
      },
    });
    world.clock.advance(12_000);
    deepEqual(events(world, "sensor.fault").at(-1), { name: "unclosable", fault: "no-answer" });
    equal(device.exceptions, 0);
    device.close();
  });

  it("turns what the converter reads into its unit by a straight line or a power of ten", () => {
    equal(applyCurve({ kind: "linear", zero: -10, full: 30 }, 0.5), 10);
    equal(applyCurve({ kind: "logarithmic", decades: 5 }, 0), 0);
    close(applyCurve({ kind: "logarithmic", decades: 5 }, 1), 99999, 0.001);
  });
});
