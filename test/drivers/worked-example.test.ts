/** The driver that docs/drivers.md shows: against a chip of its registers, alone and as a kind that an application adds. */

import MCP9808 from "../../examples/driver/mcp9808.js";
import type { Chip } from "../../hosts/models/bus.js";
import { quantities } from "../../src/device/quantities.js";
import { driverKind } from "../../src/device/sensors/driver.js";
import { close, deepEqual, equal, ok } from "../support/assert.js";
import { VirtualWorld } from "../support/virtual-world.js";
import { onBus, ScriptedChip } from "./support/scripted-chip.js";

function setUp(high = 0xc1, low = 0x94) {
  const { chip, options } = onBus(0x18, new ScriptedChip());
  chip.answers.set("06", [0x00, 0x54]);
  chip.answers.set("05", [high, low]);
  return { chip, driver: new MCP9808(options) };
}

/** As much of the chip as the driver speaks to; it converts only while it is awake. */
class MCP9808Chip implements Chip {
  temperature = 21.25;
  isThere = true;
  #pointer = 0;
  #isAwake = false;
  #word = 0;

  write(bytes: Uint8Array): boolean {
    this.#pointer = bytes[0] ?? 0;
    if (this.#pointer === 1 && bytes.length === 3) this.#isAwake = bytes[1] === 0;
    if (this.#isAwake) this.#word = Math.round(this.temperature * 16) & 0x1fff;
    return this.isThere;
  }

  read(into: Uint8Array): boolean {
    const word = this.#pointer === 6 ? 0x0054 : this.#word;
    into.set([word >> 8, word & 0xff]);
    return this.isThere;
  }
}

describe("the worked example of a driver", () => {
  it("turns words into degrees, below 0 too, whatever the alarms say", () => {
    for (const [high, low, temperature] of [
      [0xc1, 0x94, 25.25],
      [0x01, 0x94, 25.25],
      [0x1f, 0xf0, -1],
      [0xfd, 0x80, -40],
      [0x07, 0xd0, 125],
    ] as const) {
      const { driver } = setUp(high, low);
      ok(driver.start());
      close(driver.sample()?.thermometer.temperature ?? Number.NaN, temperature, 1e-9);
      equal(driver.fault, undefined);
    }
  });

  it("wakes the chip and puts it to sleep again", () => {
    const { chip, driver } = setUp();
    driver.start();
    driver.sample();
    deepEqual(chip.written, [[6], [1, 0, 0], [5], [1, 1, 0]]);
  });

  it("gives a fault, never a value, for another chip, no answer, no conversion and what is out of range", () => {
    const { chip, driver } = setUp(0x07, 0xd1);
    equal(driver.sample(), undefined);
    equal(driver.fault, "not-ready");
    driver.start();
    equal(driver.sample(), undefined);
    equal(driver.fault, "out-of-range");
    chip.answers.set("06", [0x00, 0x55]);
    equal(driver.start(), false);
    equal(driver.fault, "wrong-chip");
    chip.isThere = false;
    equal(driver.start(), false);
    equal(driver.fault, "no-answer");
    driver.close();
    driver.close();
  });

  it("is a kind of sensors of an application, with faults that heal", () => {
    const mcp9808 = driverKind({
      title: "Microchip MCP9808",
      Driver: MCP9808,
      addresses: [0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f],
      readings: [quantities.temperature],
    });
    const world = new VirtualWorld();
    const chip = new MCP9808Chip();
    world.hardware.bus.attach(0x18, chip);
    const device = world.startOnline({
      sensors: { mcp9808 },
      definition: { sensors: [{ kind: "mcp9808", bus: "default", intervalMs: 1000 }], actuators: [] },
    });
    const told = () => world.cloud.stored.map(({ record }) => record).filter(({ n }) => n === "temperature");
    world.clock.advance(5000);
    deepEqual([told().at(-1)?.["v"], told().at(-1)?.["u"]], [21.25, "Cel"]);
    chip.isThere = false;
    world.clock.advance(5000);
    chip.isThere = true;
    chip.temperature = -3.5;
    world.clock.advance(20000);
    equal(told().at(-1)?.["v"], -3.5);
    const events = world.cloud.stored.map(({ record }) => record["name"]).filter((name) => name !== undefined);
    deepEqual(events, ["sensor.fault", "sensor.healed"]);
    device.close();
  });
});
