/** Sensors as a definition names them, on a whole device: what comes to the cloud, in which unit, and each fault of each chip. */
import type { ChipFault } from "../../hosts/models/chip-model.js";
import type { ChipName } from "../../hosts/models/hardware.js";
import type { SensorDefinition } from "../../src/device/definition.js";
import { close, deepEqual, equal, ok } from "../support/assert.js";
import { VirtualWorld } from "../support/virtual-world.js";

function setUp(...sensors: readonly SensorDefinition[]) {
  const world = new VirtualWorld();
  const device = world.startOnline({ definition: { sensors, actuators: [] } });
  const records = (name: string) => world.cloud.stored.map(({ record }) => record).filter(({ n }) => n === name);
  const latest = (name: string) => records(name).at(-1);
  const events = (name: string) =>
    world.cloud.stored.filter(({ record }) => record["name"] === name).map(({ record }) => record["data"]);
  return { world, device, records, latest, events, clock: world.clock, hardware: world.hardware };
}

const chips: readonly (readonly [
  chip: ChipName,
  set: Readonly<Record<string, number>>,
  expected: Readonly<Record<string, readonly [value: number, unit: string, tolerance: number]>>,
])[] = [
  ["sht4x", { temperature: 21, humidity: 40 }, { temperature: [21, "Cel", 0.01], humidity: [40, "%RH", 0.01] }],
  [
    "scd4x",
    { co2: 912, temperature: 22, humidity: 50 },
    { co2: [912, "ppm", 0], temperature: [22, "Cel", 0.01], humidity: [50, "%RH", 0.01] },
  ],
  [
    "bme280",
    { temperature: 23, humidity: 60, pressure: 98765 },
    { temperature: [23, "Cel", 0.02], pressure: [987.65, "hPa", 0.03], humidity: [60, "%RH", 0.1] },
  ],
  ["bh1750", { light: 250 }, { illuminance: [250, "lx", 0.5] }],
  [
    "ina219",
    { voltage: 12, current: 0.75 },
    { voltage: [12, "V", 0.004], current: [0.75, "A", 0.001], power: [9, "W", 0.02] },
  ],
];

describe("kinds of sensors on a bus", () => {
  for (const [chip, set, expected] of chips) {
    it(`${chip}: every reading in its unit`, () => {
      const { device, latest, events, clock, hardware } = setUp({ kind: chip, bus: "default" });
      for (const [name, value] of Object.entries(set)) hardware.chips[chip].probe.set(name as "light", value);
      clock.advance(20000);
      for (const [name, [value, unit, tolerance]] of Object.entries(expected)) {
        const record = latest(name);
        close(Number(record?.["v"]), value, tolerance, name);
        equal(record?.["u"], unit, name);
      }
      deepEqual(events("sensor.fault"), []);
      device.close();
    });

    it(`${chip}: pulled off the bus it is a fault of each reading, once, and put back it heals`, () => {
      const { device, records, events, clock, hardware } = setUp({ kind: chip, bus: "default" });
      clock.advance(15000);
      const names = Object.keys(expected);
      hardware.chips[chip].fault = "no-answer";
      clock.advance(120000);
      deepEqual(
        events("sensor.fault"),
        names.map((name) => ({ name, fault: "no-answer" })),
      );
      const [first = ""] = names;
      const before = records(first).length;
      hardware.chips[chip].fault = "none";
      clock.advance(80000);
      deepEqual(
        events("sensor.healed"),
        names.map((name) => ({ name })),
      );
      ok(records(first).length > before + 1);
      device.close();
    });
  }

  it("tell what each other fault of the SCD4x is, in the words of its driver", () => {
    for (const [fault, told] of [
      ["wrong-crc", "wrong-crc"],
      ["stuck", "timeout"],
      ["slow", "timeout"],
      ["out-of-range", "out-of-range"],
    ] as const satisfies readonly (readonly [ChipFault, string])[]) {
      const { device, events, clock, hardware } = setUp({ kind: "scd4x", bus: "default" });
      clock.advance(15000);
      hardware.chips.scd4x.fault = fault;
      clock.advance(60000);
      equal((events("sensor.fault")[0] as { fault: string }).fault, told);
      device.close();
    }
  });

  it("pass their options to the driver, and what the driver would refuse is refused by the check", () => {
    const good = setUp({ kind: "scd4x", bus: "default", altitude: 1950 });
    good.hardware.chips.scd4x.airPressure = 80000;
    good.hardware.chips.scd4x.probe.set("co2", 900);
    good.clock.advance(20000);
    close(Number(good.latest("co2")?.["v"]), 900, 5);
    good.device.close();
    for (const [options, says] of [
      [{ kind: "bme280", oversampling: 3 }, "sensors[0].oversampling: 3 is no power of 2"],
      [{ kind: "ina219", averaging: 5 }, "sensors[0].averaging: 5 is no power of 2"],
      [{ kind: "ina219", shunt: 0.2 }, "sensors[0].maximumCurrent: 3.2 A through 0.2 ohm is more than 0.32 V"],
      [{ kind: "scd4x", address: 0x61 }, "sensors[0].address: 97 is none of this chip's: 98"],
    ] as const) {
      const wrong = setUp({ bus: "default", ...options });
      ok(
        wrong.world.virtual.printed.some((line) => line.includes(says)),
        wrong.world.virtual.printed.join(),
      );
      wrong.device.close();
    }
  });

  it("keep the bus free for others while a chip converts: two chips of other speeds go on", () => {
    const { device, records, clock } = setUp(
      { kind: "scd4x", bus: "default", readings: { co2: {} } },
      { kind: "ina219", bus: "default", intervalMs: 200, averaging: 64, readings: { current: {} } },
      { kind: "sht4x", bus: "default", intervalMs: 1000, readings: { humidity: {} } },
    );
    const before = records("current").length;
    clock.advance(30000);
    ok(records("humidity").length >= 28);
    ok(records("co2").length >= 4);
    ok(records("current").length - before >= 140, `${records("current").length - before}`);
    device.close();
  });
});
