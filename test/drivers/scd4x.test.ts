import SCD4x, { type SCD4xSettings } from "../../src/drivers/scd4x.js";
import { checksum } from "../../src/drivers/words.js";
import { close, deepEqual, equal, ok, throws } from "../support/assert.js";
import { onBus, ScriptedChip } from "./support/scripted-chip.js";

const dataReady = [0x80, 0x06, checksum(Uint8Array.of(0x80, 0x06), 0)];
const notReady = [0x80, 0x00, 0xa2]; // the datasheet's example (3.8.2)
const measurement = [0x01, 0xf4, 0x33, 0x66, 0x67, 0xa2, 0x5e, 0xb9, 0x3c]; // 500 ppm, 25 Cel, 37 %RH (3.5.2)

function setUp(settings: SCD4xSettings = {}) {
  const { chip, options } = onBus(0x62, new ScriptedChip());
  chip.answers.set("e4b8", dataReady);
  chip.answers.set("ec05", measurement);
  const driver = new SCD4x(options);
  driver.configure(settings);
  /** Calls sample() until it gives a value or a fault; the times that it asked to wait. */
  const run = () => {
    const waits = [driver.conversionMs];
    for (let i = 0; i < 200; i++) {
      const sample = driver.sample();
      if (sample !== undefined || driver.fault !== "not-ready") return { sample, waits };
      waits.push(driver.conversionMs);
    }
    throw new Error("it never ends");
  };
  return { chip, driver, run };
}

describe("SCD4x driver", () => {
  it("computes the checksums of the datasheet's examples", () => {
    for (const [high, low, crc] of [
      [0xbe, 0xef, 0x92],
      [0x80, 0x00, 0xa2],
      [0x07, 0xe6, 0x48],
      [0x07, 0x9e, 0x09],
      [0x03, 0xdb, 0x42],
      [0x01, 0xf4, 0x33],
      [0x5e, 0xb9, 0x3c],
      [0x01, 0xe0, 0xb4],
      [0x00, 0x01, 0xb0],
    ] as const)
      equal(checksum(Uint8Array.of(high, low), 0), crc);
  });

  it("turns the datasheet's example of a measurement into ppm, degrees and percent", () => {
    const { driver, run } = setUp();
    ok(driver.start());
    const { sample } = run();
    equal(sample?.carbonDioxideDetector.CO2, 500);
    close(sample?.thermometer.temperature ?? 0, 25, 0.005);
    close(sample?.hygrometer.humidity ?? 0, 37, 0.005);
    equal(driver.fault, undefined);
  });

  it("stops a chip that may be measuring, starts it, and waits for as long as the datasheet says", () => {
    const { chip, driver, run } = setUp();
    ok(driver.start());
    deepEqual(run().waits, [500, 5000, 1, 1]);
    deepEqual(chip.written, [
      [0x3f, 0x86],
      [0x21, 0xb1],
      [0xe4, 0xb8],
      [0xec, 0x05],
    ]);
    ok(driver.start(), "it goes on measuring");
    deepEqual(run().waits, [1, 1]);
    equal(chip.written.length, 6);
  });

  it("sends temperature offset, altitude and pressure as the datasheet's examples have them", () => {
    const { chip, driver, run } = setUp({ temperatureOffset: 5.4, altitude: 1950, pressure: 98700 });
    driver.start();
    deepEqual(run().waits, [500, 1, 1, 1, 5000, 1, 1]);
    deepEqual(chip.written.slice(1, 4), [
      [0x24, 0x1d, 0x07, 0xe6, 0x48],
      [0x24, 0x27, 0x07, 0x9e, 0x09],
      [0xe0, 0x00, 0x03, 0xdb, 0x42],
    ]);
    ok(driver.compensate(98700), "while it measures");
    deepEqual(chip.written.at(-1), [0xe0, 0x00, 0x03, 0xdb, 0x42]);
    for (const wrong of [{ altitude: 3001 }, { pressure: 0 }, { temperatureOffset: -1 }, { altitude: Number.NaN }])
      throws(() => driver.configure(wrong), "is not within");
    throws(() => driver.compensate(1013), "is not within");
  });

  it("measures every 30 s with lowPower", () => {
    const { chip, driver, run } = setUp({ lowPower: true });
    driver.start();
    deepEqual(run().waits, [500, 30000, 1, 1]);
    deepEqual(chip.written[1], [0x21, 0xac]);
  });

  it("says that it is settling until each quantity's response time has passed, and after a restart again", () => {
    for (const [settings, expected] of [
      [{}, { CO2: 12, humidity: 18, temperature: 24 }],
      [{ lowPower: true }, { CO2: 2, humidity: 3, temperature: 4 }],
    ] as const) {
      const { chip, driver, run } = setUp(settings);
      const count = (): Record<string, number> => {
        const settling = { CO2: 0, humidity: 0, temperature: 0 };
        for (let i = 0; i < 40; i++) {
          driver.start();
          ok(run().sample);
          for (const name of ["CO2", "humidity", "temperature"] as const)
            if (driver.qualityOf(name) === "settling") settling[name]++;
        }
        return settling;
      };
      deepEqual(count(), expected);
      chip.isThere = false;
      equal(driver.start(), false);
      chip.isThere = true;
      deepEqual(count(), expected);
    }
  });

  it("says which values stand at the ends of what it puts out", () => {
    const words = (...values: number[]) =>
      values.flatMap((word) => [word >> 8, word & 0xff, checksum(Uint8Array.of(word >> 8, word & 0xff), 0)]);
    const { chip, driver, run } = setUp();
    for (const [CO2, humidity] of [
      [40000, 0x8000],
      [500, 0],
      [500, 0xffff],
    ] as const) {
      chip.answers.set("ec05", words(CO2, 0x6667, humidity));
      driver.start();
      ok(run().sample);
      equal(driver.qualityOf("CO2"), CO2 === 40000 ? "limited" : "settling");
      equal(driver.qualityOf("humidity"), humidity === 0x8000 ? "settling" : "limited");
    }
  });

  it("asks again while no value is ready, and gives up after twice the interval", () => {
    const { chip, driver, run } = setUp();
    chip.answers.set("e4b8", notReady);
    driver.start();
    const { sample, waits } = run();
    equal(sample, undefined);
    equal(driver.fault, "timeout");
    const waitedMs = waits.reduce((sum, ms) => sum + ms, 0);
    ok(waitedMs > 15000 && waitedMs < 16000, String(waitedMs));
    chip.answers.set("e4b8", dataReady);
    ok(driver.start());
    deepEqual(run().waits, [500, 5000, 1, 1], "everything begins anew");
  });

  it("gives a fault, never a value, for a wrong checksum, no answer, and what it cannot measure", () => {
    const wrong = (at: number) => measurement.map((byte, i) => (i === at ? byte ^ 1 : byte));
    const words = (CO2: number, temperature: number) =>
      [CO2, temperature, 0x8000].flatMap((word) => {
        const bytes = Uint8Array.of(word >> 8, word & 0xff);
        return [...bytes, checksum(bytes, 0)];
      });
    for (const [command, answer, fault] of [
      ["ec05", wrong(2), "wrong-crc"],
      ["ec05", wrong(5), "wrong-crc"],
      ["ec05", wrong(8), "wrong-crc"],
      ["e4b8", [0x80, 0x06, 0], "wrong-crc"],
      ["ec05", words(0, 0x6667), "out-of-range"],
      ["ec05", words(40001, 0x6667), "out-of-range"],
      ["ec05", words(500, 0), "out-of-range"],
      ["ec05", words(500, 0xffff), "out-of-range"],
    ] as const) {
      const { chip, driver, run } = setUp();
      chip.answers.set(command, answer);
      driver.start();
      equal(run().sample, undefined, `${command} ${answer}`);
      equal(driver.fault, fault);
      equal(driver.sample(), undefined, "nothing old comes after it");
    }
    const { chip, driver, run } = setUp();
    driver.start();
    chip.isThere = false;
    equal(run().sample, undefined);
    equal(driver.fault, "no-answer");
    equal(driver.start(), false);
    equal(driver.fault, "no-answer");
  });

  it("stops the chip when it is closed, twice as well, and throws when it is used then", () => {
    const { chip, driver, run } = setUp();
    driver.start();
    run();
    driver.close();
    driver.close();
    deepEqual(chip.written.at(-1), [0x3f, 0x86]);
    equal(chip.written.length, 5);
    throws(() => driver.start(), "closed");
    throws(() => driver.sample(), "closed");
  });
});
