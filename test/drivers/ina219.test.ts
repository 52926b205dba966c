import INA219 from "../../src/drivers/ina219.js";
import { close, deepEqual, equal, ok, throws } from "../support/assert.js";
import { onBus, ScriptedChip } from "./support/scripted-chip.js";

/** Registers of table 3 of SBOS448F: 10 A at 12 V through 2 milliohm, 1 mA a count; the conversion is done. */
const example = { "01": [0x07, 0xd0], "02": [0x5d, 0x98 | 2], "04": [0x27, 0x10], "03": [0x17, 0x66] } as const;

function setUp(registers: Readonly<Record<string, readonly number[]>> = example) {
  const { chip, options } = onBus(0x40, new ScriptedChip());
  for (const [name, answer] of Object.entries(registers)) chip.answers.set(name, answer);
  const driver = new INA219(options);
  driver.configure({ shunt: 0.002, maximumCurrent: 32.768 });
  return { chip, driver };
}

describe("INA219 driver", () => {
  it("measures what the datasheet's worked example does: 11.98 V, 10 A, 119.8 W", () => {
    const { chip, driver } = setUp();
    ok(driver.start());
    const sample = driver.sample();
    equal(driver.fault, undefined);
    close(sample?.electricity.voltage ?? 0, 11.98, 1e-9);
    close(sample?.electricity.current ?? 0, 10, 1e-9);
    close(sample?.electricity.power ?? 0, 119.8, 1e-9);
    deepEqual(chip.written[0], [5, 0x50, 0x00], "its calibration");
  });

  it("writes calibration and configuration at each start: a chip that lost its power measures rightly", () => {
    const { chip, options } = onBus(0x40, new ScriptedChip());
    const driver = new INA219(options);
    driver.start();
    // 32 V, gain 8 for 0.32 V, 12 bits, shunt and bus once; trunc(0.04096 / (3.2 / 32768 * 0.1)), even
    deepEqual(chip.written, [
      [5, 4194 >> 8, 4194 & 0xff],
      [0, 0x39, 0x9b],
    ]);
    driver.configure({ shunt: 0.01, maximumCurrent: 4, averaging: 128 });
    equal(driver.conversionMs, 151);
    driver.start();
    deepEqual(chip.written[3], [0, 0x27, 0xfb], "gain 1 for 0.04 V, averages of 128");
    equal(chip.written.length, 4);
  });

  it("clamps a calibration that the register cannot hold, and refuses what the chip cannot measure", () => {
    const { chip, driver } = setUp();
    driver.configure({ shunt: 0.001, maximumCurrent: 1 });
    driver.start();
    deepEqual(chip.written[0], [5, 0xff, 0xfe]);
    for (const settings of [{ shunt: 0 }, { maximumCurrent: -1 }, { shunt: 1 }, { shunt: Number.NaN }])
      throws(() => driver.configure(settings), "is not within 0.32 V");
    for (const averaging of [0, 3, 256, Number.NaN]) throws(() => driver.configure({ averaging }), "power of 2");
  });

  it("gives negative current and power when it flows back", () => {
    const { driver } = setUp({ ...example, "01": [0xf8, 0x30], "04": [0xd8, 0xf0] });
    driver.start();
    const sample = driver.sample();
    close(sample?.electricity.current ?? 0, -10, 1e-9);
    close(sample?.electricity.power ?? 0, -119.8, 1e-9);
  });

  it("waits for the conversion, and not for ever", () => {
    const { chip, driver } = setUp({ ...example, "02": [0x5d, 0x98] });
    equal(driver.conversionMs, 2);
    driver.start();
    for (const fault of ["not-ready", "not-ready", "not-ready", "timeout", "not-ready"]) {
      equal(driver.sample(), undefined);
      equal(driver.fault, fault);
    }
    driver.start();
    driver.sample();
    chip.answers.set("02", example["02"]);
    close(driver.sample()?.electricity.current ?? 0, 10, 1e-9);
  });

  it("says that a shunt at the end of its range gives the least that can flow, in both directions", () => {
    // 1 mOhm and 40 A: gain 1, 4000 counts; calibration 33554 A/32768 a count
    for (const [shunt, isLimited] of [
      [4000, true],
      [-4000, true],
      [3999, false],
    ] as const) {
      const { chip, driver } = setUp();
      driver.configure({ shunt: 0.001, maximumCurrent: 40 });
      driver.start();
      const [, high = 0, low = 0] = chip.written[0] ?? [];
      const current = Math.trunc((shunt * (high * 256 + low)) / 4096);
      chip.answers.set("01", [(shunt >> 8) & 0xff, shunt & 0xff]);
      chip.answers.set("04", [(current >> 8) & 0xff, current & 0xff]);
      close(driver.sample()?.electricity.current ?? 0, shunt / 100, 0.01);
      equal(driver.qualityOf("current"), isLimited ? "limited" : undefined);
      equal(driver.qualityOf("power"), isLimited ? "limited" : undefined);
      equal(driver.qualityOf("voltage"), undefined);
    }
  });

  it("gives a fault, never a value, for overflow, lost settings and no answer", () => {
    for (const [registers, fault] of [
      [{ ...example, "02": [0x5d, 0x98 | 3] }, "overflow"],
      [{ ...example, "01": [0x7f, 0xff] }, "overflow"],
      [{ ...example, "04": [0, 0], "03": [0, 0] }, "reset"],
    ] as const) {
      const { driver } = setUp(registers);
      driver.start();
      equal(driver.sample(), undefined);
      equal(driver.fault, fault);
    }
    const { chip, driver } = setUp();
    driver.start();
    chip.isThere = false;
    equal(driver.sample(), undefined);
    equal(driver.fault, "no-answer");
    equal(driver.start(), false);
    driver.close();
    driver.close();
    throws(() => driver.sample(), "closed");
  });
});
