import { humidityBy, pressureBy, temperatureBy, wordsOf } from "../../hosts/models/bme280-compensation.js";
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import BME280 from "../../src/drivers/bme280.js";
import { compensateHumidity, compensatePressure, fineTemperature } from "../../src/drivers/bme280-compensation.js";
import { close, deepEqual, equal, ok, throws } from "../support/assert.js";
import { onBus, ScriptedChip } from "./support/scripted-chip.js";

/** The calculation example that Bosch gives for these formulas (BMP280 datasheet, 3.12), with a usual humidity part. */
const example = Object.freeze({
  t: [27504, 26435, -1000],
  p: [36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000],
  h: [75, 370, 0, 313, 50, 30],
} as const);
const words = wordsOf(example);
const temperatureCount = 519888;
const pressureCount = 415148;
const humidityCount = 28100;

function registers(more: Readonly<Record<number, number>> = {}): number[] {
  const counts = [pressureCount, temperatureCount].flatMap((count) => [
    count >> 12,
    (count >> 4) & 255,
    (count & 15) << 4,
  ]);
  const all = [0, 0x24, 0, 0, ...counts, humidityCount >> 8, humidityCount & 255];
  for (const [at, byte] of Object.entries(more)) all[Number(at)] = byte;
  return all;
}

function setUp(data = registers()) {
  const { chip, options } = onBus(0x76, new ScriptedChip());
  chip.answers.set("d0", [0x60]);
  chip.answers.set("f3", data);
  chip.answers.set("88", [...words.subarray(0, 26)]);
  chip.answers.set("e1", [...words.subarray(26)]);
  return { chip, driver: new BME280(options) };
}

describe("BME280 compensation", () => {
  it("gives the values of Bosch's calculation example", () => {
    const fine = fineTemperature(words, temperatureCount);
    close(fine, 128422, 1);
    close(fine / 5120, 25.08, 0.005);
    close(compensatePressure(words, pressureCount, fine) ?? 0, 100653.27, 0.01);
  });

  it("agrees with the integer formulas of 4.2.3 over the chip's range and other calibrations", () => {
    const random = new SeededRandom(280);
    const around = (value: number, by: number) => Math.round(value + random.noise() * by);
    for (let i = 0; i < 300; i++) {
      const [t1, t2, t3] = example.t;
      const calibration = {
        t: [around(t1, 900), around(t2, 900), around(t3, 900)],
        p: example.p.map((word) => around(word, Math.abs(word) / 40)),
        h: [75, around(370, 30), around(0, 0), around(313, 20), around(50, 20), 30],
      };
      const other = wordsOf(calibration);
      const counts = [around(500000, 60000), around(400000, 80000), around(28000, 8000)] as const;
      const [temperature, coarse] = temperatureBy(calibration, counts[0]);
      const fine = fineTemperature(other, counts[0]);
      const note = `${i}: ${JSON.stringify(calibration)} ${counts}`;
      close(fine / 5120, temperature, 0.011, note);
      // The integer's fine temperature is rounded; given the same one, the formulas differ by their own rounding alone.
      close(compensatePressure(other, counts[1], coarse) ?? 0, pressureBy(calibration, counts[1], coarse), 1.5, note);
      close(compensateHumidity(other, counts[2], coarse), humidityBy(calibration, counts[2], coarse), 0.05, note);
    }
  });

  it("does not divide by a calibration of 0", () => {
    equal(compensatePressure(new Uint8Array(33), pressureCount, 128422), undefined);
  });
});

describe("BME280 driver", () => {
  it("reads the calibration once, forces a measurement, and turns its counts into Cel, Pa and %RH", () => {
    const { chip, driver } = setUp();
    ok(driver.start());
    const sample = driver.sample();
    equal(driver.fault, undefined);
    close(sample?.thermometer.temperature ?? 0, 25.08, 0.005);
    close(sample?.barometer.pressure ?? 0, 100653.27, 0.01);
    const [, fine] = temperatureBy(example, temperatureCount);
    close(sample?.hygrometer.humidity ?? 0, humidityBy(example, humidityCount, fine), 0.05);
    ok(driver.start());
    ok(driver.sample() === sample, "the same object");
    deepEqual(chip.written, [
      [0xd0],
      [0xf3],
      [0x88],
      [0xe1],
      [0xf2, 1, 0xf4, 0x25],
      [0xf3],
      [0xf2, 1, 0xf4, 0x25],
      [0xf3],
    ]);
  });

  it("takes as long as 9.1 says, more with oversampling", () => {
    const { chip, driver } = setUp();
    equal(driver.conversionMs, 10);
    driver.configure({ oversampling: 16 });
    equal(driver.conversionMs, 113);
    driver.start();
    deepEqual(chip.written.at(-1), [0xf2, 5, 0xf4, 0xb5]);
    throws(() => driver.configure({ oversampling: 3 as 2 }), "none of 1, 2, 4, 8, 16");
  });

  it("waits while it measures, and not for ever", () => {
    const { chip, driver } = setUp(registers({ 0: 8 }));
    equal(driver.start(), true);
    for (const fault of ["not-ready", "not-ready", "not-ready", "timeout", "not-ready"]) {
      equal(driver.sample(), undefined);
      equal(driver.fault, fault);
    }
    driver.start();
    driver.sample();
    chip.answers.set("f3", registers());
    ok(driver.sample());
  });

  it("says that a humidity is cut to an end of its range", () => {
    for (const [data, isLimited] of [
      [registers({ 10: 0, 11: 0 }), true],
      [registers({ 10: 0xff, 11: 0xff }), true],
      [registers(), false],
    ] as const) {
      const { driver } = setUp(data);
      driver.start();
      ok(driver.sample());
      equal(driver.qualityOf("humidity"), isLimited ? "limited" : undefined);
      equal(driver.qualityOf("pressure"), undefined);
    }
  });

  it("gives a fault, never a value, for another chip, lost settings, no counts, and what is out of range", () => {
    const skipped = { 4: 0x80, 5: 0, 6: 0 };
    for (const [data, fault] of [
      [registers({ 1: 0 }), "reset"],
      [registers(skipped), "out-of-range"],
      [registers({ 7: 0x80, 8: 0, 9: 0 }), "out-of-range"],
      [registers({ 7: 0xff }), "out-of-range"],
      [registers({ 4: 0xff }), "out-of-range"],
      [registers({ 4: 0 }), "out-of-range"],
    ] as const) {
      const { driver } = setUp(data);
      driver.start();
      equal(driver.sample(), undefined, String(data));
      equal(driver.fault, fault, String(data));
    }
    const { chip, driver } = setUp();
    chip.answers.set("d0", [0x58]);
    equal(driver.start(), false);
    equal(driver.fault, "wrong-chip");
    chip.answers.set("d0", [0x60]);
    chip.answers.set("f3", [1]);
    equal(driver.start(), false);
    equal(driver.fault, "timeout", "its calibration is not there yet");
    chip.isThere = false;
    equal(driver.start(), false);
    equal(driver.fault, "no-answer");
    driver.close();
    driver.close();
    throws(() => driver.start(), "closed");
  });
});
