/** Sensors whose drivers are the Moddable SDK's, on a whole device: drivers in its manner over chips of ours. */
import type { ChipFault } from "../../../hosts/models/chip-model.js";
import type { Board, HostDriverOptions } from "../../../src/board/board.js";
import type { SensorDefinition } from "../../../src/device/definition.js";
import { ScriptedChip } from "../../drivers/support/scripted-chip.js";
import { close, deepEqual, equal, ok } from "../../support/assert.js";
import { VirtualWorld } from "../../support/virtual-world.js";
import { Mute, Registers, scripted, Words } from "../support/sdk-drivers.js";

function setUp(given: VirtualWorld | Board["driver"], ...sensors: readonly SensorDefinition[]) {
  const world = given instanceof VirtualWorld ? given : new VirtualWorld({ driver: given });
  const device = world.startOnline({ definition: { sensors, actuators: [] } });
  const records = (name: string) => world.cloud.stored.map(({ record }) => record).filter(({ n }) => n === name);
  const events = (name: string) =>
    world.cloud.stored.filter(({ record }) => record["name"] === name).map(({ record }) => record["data"]);
  return { world, device, records, events, clock: world.clock, chips: world.hardware.chips };
}

const bus = "default";
const tmp117: SensorDefinition = { kind: "tmp117", bus };
const sht3x: SensorDefinition = { kind: "sht3x", bus, address: 0x45 };

describe("a sensor with a driver of the SDK", () => {
  it("tells readings in their units, none of them from before the first conversion", () => {
    const { device, records, events, clock, chips } = setUp({ tmp117: Registers, sht3x: Words }, tmp117, {
      ...sht3x,
      readings: { temperature: { name: "cellar" }, humidity: {} },
    });
    chips.tmp117.probe.set("temperature", -12.5);
    chips.sht3x.probe.set("temperature", 18);
    chips.sht3x.probe.set("humidity", 63);
    clock.advance(30_000);
    const temperatures = records("temperature");
    ok(temperatures.length > 10);
    for (const { v } of temperatures) ok(Number(v) < 60, `${v}`);
    deepEqual([temperatures.at(-1)?.["v"], temperatures.at(-1)?.["u"]], [-12.5, "Cel"]);
    close(Number(records("cellar").at(-1)?.["v"]), 18, 0.01);
    close(Number(records("humidity").at(-1)?.["v"]), 63, 0.01);
    equal(records("humidity").at(-1)?.["u"], "%RH");
    deepEqual(events("sensor.fault"), []);
    device.close();
  });

  it("pulled off the bus is one fault, and heals when it is put back, though its driver has left the bus open", () => {
    const { device, records, events, clock, chips, world } = setUp({ tmp117: Registers }, tmp117);
    clock.advance(10_000);
    chips.tmp117.fault = "no-answer";
    clock.advance(300_000);
    deepEqual(events("sensor.fault"), [{ name: "temperature", fault: "no-answer" }]);
    const before = records("temperature").length;
    chips.tmp117.fault = "none";
    clock.advance(61_000);
    deepEqual(events("sensor.healed"), [{ name: "temperature" }]);
    ok(records("temperature").length > before);
    ok(!world.virtual.printed.some((line) => line.includes("sensor.close")), "a chip that is gone is told once");
    equal(device.exceptions, 0);
    device.close();
  });

  it("has the faults of ours in the same words", () => {
    for (const [kind, fault, told] of [
      [sht3x, "wrong-crc", "wrong-crc"],
      [sht3x, "slow", "no-answer"],
      [sht3x, "out-of-range", "out-of-range"],
      [tmp117, "out-of-range", "out-of-range"],
    ] as const satisfies readonly (readonly [SensorDefinition, ChipFault, string])[]) {
      const { device, events, clock, chips } = setUp({ tmp117: Registers, sht3x: Words }, kind);
      clock.advance(20_000);
      chips[kind.kind as "tmp117"].fault = fault;
      clock.advance(30_000);
      equal((events("sensor.fault")[0] as { fault: string }).fault, told, `${kind.kind} ${fault}`);
      chips[kind.kind as "tmp117"].fault = "none";
      clock.advance(100_000);
      ok(events("sensor.healed").length > 0, `${kind.kind} heals from ${fault}`);
      device.close();
    }
  });

  it("is told to be another chip where another answers, whether its driver throws or says it", () => {
    const thrower = class {
      constructor({ sensor }: HostDriverOptions) {
        const { io } = sensor as { io: new (options: object) => object };
        new io({ hz: 100_000, address: 0x76, ...sensor });
        throw new Error("unexpected sensor");
      }
      sample(): undefined {}
    };
    const other = new ScriptedChip();
    other.answers.set("", [0, 0x75]);
    const world = new VirtualWorld({ driver: { tmp117: Registers, bmp280: thrower } });
    world.hardware.bus.attach(0x4a, other);
    const { device, events, clock } = setUp(
      world,
      { kind: "tmp117", bus, address: 0x4a },
      { kind: "bmp280", bus, readings: { pressure: {} } },
    );
    clock.advance(120_000);
    deepEqual(events("sensor.fault"), [
      { name: "temperature", fault: "wrong-chip" },
      { name: "pressure", fault: "wrong-chip" },
    ]);
    device.close();
  });

  it("gives humidity in percent whatever its driver gives, and never beyond what there is", () => {
    const part = scripted(() => ({
      thermometer: { temperature: 20 },
      barometer: { pressure: 101_325 },
      hygrometer: { humidity: 0.425 },
    }));
    const { device, records, clock } = setUp({ bme68x: part.Driver }, { kind: "bme68x", bus });
    clock.advance(5000);
    deepEqual([records("humidity").at(-1)?.["v"], records("humidity").at(-1)?.["u"]], [42.5, "%RH"]);
    deepEqual([records("pressure").at(-1)?.["v"], records("pressure").at(-1)?.["u"]], [1013.25, "hPa"]);
    device.close();
    const beyond = scripted(() => ({ thermometer: { temperature: 20 }, hygrometer: { humidity: 103 } }));
    const wet = setUp({ si7020: beyond.Driver }, { kind: "si7020", bus });
    wet.clock.advance(5000);
    deepEqual([wet.records("humidity").at(-1)?.["v"], wet.records("humidity").at(-1)?.["quality"]], [100, "limited"]);
    equal(wet.records("temperature").at(-1)?.["quality"], undefined);
    wet.device.close();
  });

  it("that has none yet is asked again for five seconds, then is a fault; one that has none once is none", () => {
    const air = (C02: number) => ({ carbonDioxideGasSensor: { C02 }, vocSensor: { tvoc: 12 } });
    const script = scripted((count) => (count < 3 ? false : count === 3 ? air(0) : count === 9 ? false : air(512)));
    const { device, records, events, clock } = setUp({ ccs811: script.Driver }, { kind: "ccs811", bus });
    clock.advance(60_000);
    deepEqual(events("sensor.fault"), []);
    ok(records("co2").length > 20 && records("co2").every(({ v, quality }) => v === 512 && quality === "estimated"));
    deepEqual([records("tvoc").at(-1)?.["v"], records("tvoc").at(-1)?.["u"]], [0.012, "ppm"]);
    device.close();
    const never = scripted(() => false);
    const silent = setUp({ ccs811: never.Driver }, { kind: "ccs811", bus });
    silent.clock.advance(60_000);
    deepEqual(silent.events("sensor.fault"), [
      { name: "co2", fault: "timeout" },
      { name: "tvoc", fault: "timeout" },
    ]);
    // A driver that keeps to itself that nobody acknowledged.
    const mute = setUp({ tmp117: Mute }, tmp117);
    mute.clock.advance(5000);
    mute.chips.tmp117.fault = "no-answer";
    mute.clock.advance(60_000);
    deepEqual(mute.events("sensor.fault"), [{ name: "temperature", fault: "no-answer" }]);
    mute.device.close();
    ok(never.seen.made >= 5 && never.seen.made <= 8, `tried ${never.seen.made} times`);
    silent.device.close();
  });

  it("that sleeps after a loss of its power is told at each sample how to convert", () => {
    const told: object[] = [];
    const air = { thermometer: { temperature: 20 }, barometer: { pressure: 98_000 } };
    const script = scripted(() => air, { configure: (settings) => void told.push(settings) });
    const { device, events, clock } = setUp({ bmp280: script.Driver }, { kind: "bmp280", bus });
    clock.advance(20_000);
    ok(told.length >= script.seen.samples && script.seen.samples >= 10 && script.seen.made === 1);
    for (const settings of told) equal((settings as { mode: number }).mode, 1);
    deepEqual(events("sensor.fault"), []);
    device.close();
  });

  it("that throws is contained and tried again with growing delays, and the others go on", () => {
    const script = scripted(
      () => {
        throw new TypeError("cannot read property humidity of undefined");
      },
      {
        close: () => {
          throw new Error("close");
        },
      },
    );
    const { device, records, events, clock } = setUp(
      { si7020: script.Driver },
      { kind: "si7020", bus },
      {
        kind: "sht4x",
        bus,
        readings: { temperature: { name: "room" } },
      },
    );
    clock.advance(120_000);
    const fault = "exception: cannot read property humidity of undefined";
    deepEqual(
      events("sensor.fault"),
      ["temperature", "humidity"].map((name) => ({ name, fault })),
    );
    ok(script.seen.made >= 6 && script.seen.made <= 9, `made ${script.seen.made} times in two minutes`);
    ok(records("room").length > 55);
    equal(device.exceptions, 0);
    device.close();
  });

  it("that leaves a value out tells the others, and one that leaves out all is a fault", () => {
    const far = scripted((count) => ({
      proximity: { distance: count % 2 === 0 ? 123 : null },
      thermometer: { temperature: 19.5 },
    }));
    const { device, records, events, clock } = setUp({ urm09: far.Driver }, { kind: "urm09", bus });
    clock.advance(60_000);
    deepEqual([records("distance").at(-1)?.["v"], records("distance").at(-1)?.["u"]], [123, "cm"]);
    ok(records("distance").length < records("temperature").length);
    deepEqual(events("sensor.fault"), []);
    device.close();
    const empty = scripted(() => ({ thermometer: {}, hygrometer: {} }));
    const none = setUp({ am2320: empty.Driver }, { kind: "am2320", bus });
    none.clock.advance(30_000);
    equal((none.events("sensor.fault")[0] as { fault: string }).fault, "no-reading");
    none.device.close();
  });
});
