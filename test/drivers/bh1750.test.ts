import BH1750 from "../../src/drivers/bh1750.js";
import { close, deepEqual, equal, ok, throws } from "../support/assert.js";
import { onBus, ScriptedChip } from "./support/scripted-chip.js";

function setUp() {
  const { chip, options } = onBus(0x23, new ScriptedChip());
  const driver = new BH1750(options);
  const lux = (high: number, low: number) => {
    chip.answers.set("", [high, low]);
    ok(driver.start());
    return driver.sample()?.lightmeter.illuminance ?? Number.NaN;
  };
  return { chip, driver, lux };
}

describe("BH1750 driver", () => {
  it("turns the datasheet's example, 1000 0011 1001 0000, into 28,067 lx", () => {
    close(setUp().lux(0b10000011, 0b10010000), 28067, 0.5);
  });

  it("writes the measurement time in two parts, then converts once at high resolution", () => {
    const { chip, driver, lux } = setUp();
    equal(driver.conversionMs, 180);
    lux(0, 100);
    driver.configure({ measurementTime: 138 });
    equal(driver.conversionMs, 360);
    close(lux(0x83, 0x90), 14033.5, 0.5, "half of it: twice as sensitive");
    driver.configure({ isFine: true, measurementTime: 69 });
    close(lux(0x83, 0x90), 14033.5, 0.5);
    deepEqual(
      chip.written.map(([byte]) => byte),
      [0x01, 0x07, 0x42, 0x65, 0x20, 0x01, 0x07, 0x44, 0x6a, 0x20, 0x01, 0x07, 0x42, 0x65, 0x21],
    );
    for (const measurementTime of [30, 255, 69.5, Number.NaN])
      throws(() => driver.configure({ measurementTime }), "is not an integer within 31..254");
  });

  it("takes 0 for dark when it stays, after the register was cleared", () => {
    const { chip, driver } = setUp();
    chip.answers.set("", [0, 0]);
    driver.start();
    for (let i = 0; i < 3; i++) {
      equal(driver.sample(), undefined);
      equal(driver.fault, "not-ready");
    }
    equal(driver.sample()?.lightmeter.illuminance, 0);
    equal(driver.fault, undefined);
    driver.start();
    equal(driver.sample(), undefined);
    chip.answers.set("", [0, 120]);
    equal(driver.sample()?.lightmeter.illuminance, 100, "it took longer");
  });

  it("says that a saturated converter gives the least that it can be, until it is not any more", () => {
    const { driver, lux } = setUp();
    close(lux(0xff, 0xff), 54612.5, 0.1);
    equal(driver.fault, undefined);
    equal(driver.qualityOf(), "limited");
    lux(0xff, 0xfe);
    equal(driver.qualityOf(), undefined);
  });

  it("gives a fault, never a value, for no answer and no conversion", () => {
    const { chip, driver } = setUp();
    equal(driver.sample(), undefined);
    equal(driver.fault, "not-ready");
    driver.start();
    chip.isThere = false;
    equal(driver.sample(), undefined);
    equal(driver.fault, "no-answer");
    equal(driver.sample(), undefined);
    equal(driver.fault, "not-ready");
    equal(driver.start(), false);
    equal(driver.fault, "no-answer");
    driver.close();
    driver.close();
    throws(() => driver.start(), "closed");
  });
});
