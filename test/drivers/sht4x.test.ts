import { Bus, type Chip } from "../../hosts/models/bus.js";
import { I2C } from "../../hosts/models/i2c.js";
import { Pins } from "../../hosts/models/pins.js";
import type { I2COptions } from "../../src/board/io.js";
import SHT4x from "../../src/drivers/sht4x.js";
import { checksum } from "../../src/drivers/words.js";
import { close, deepEqual, equal, ok, throws } from "../support/assert.js";
import { VirtualWorld } from "../support/virtual-world.js";

/** A chip that gives the same bytes at every read and notes what was written. */
class Fixed implements Chip {
  readonly written: number[] = [];
  bytes = Uint8Array.of();
  isThere = true;
  write(bytes: Uint8Array): boolean {
    this.written.push(...bytes);
    return this.isThere;
  }
  read(into: Uint8Array): boolean {
    into.set(this.bytes);
    return this.isThere;
  }
}

function setUp() {
  const bus = new Bus();
  const pins = new Pins();
  const chip = new Fixed();
  bus.attach(0x44, chip);
  const io = class extends I2C {
    constructor(options: I2COptions) {
      super(pins, bus, options);
    }
  };
  return { chip, driver: new SHT4x({ sensor: { io, data: 21, clock: 22 } }) };
}

describe("SHT4x driver", () => {
  it("turns the words of the datasheet into degrees and percent", () => {
    const { chip, driver } = setUp();
    // CRC of 0xBEEF is 0x92: the datasheet's own example (4.4).
    const cases: [bytes: number[], temperature: number, humidity: number][] = [
      [[0xbe, 0xef, 0x92, 0xbe, 0xef, 0x92], -45 + (175 * 0xbeef) / 65535, -6 + (125 * 0xbeef) / 65535],
      [[0x66, 0x66, 0x93, 0x80, 0x00, 0xa2], 25, 56.501],
    ];
    for (const [bytes, temperature, humidity] of cases) {
      chip.bytes = Uint8Array.from(bytes);
      ok(driver.start());
      const sample = driver.sample();
      equal(driver.fault, undefined, bytes.join());
      close(sample?.thermometer.temperature ?? Number.NaN, temperature, 0.001);
      close(sample?.hygrometer.humidity ?? Number.NaN, humidity, 0.001);
    }
  });

  it("says that a humidity is cut to an end of its range", () => {
    const { chip, driver } = setUp();
    for (const [word, isLimited] of [
      [0x0000, true],
      [0xffff, true],
      [0x8000, false],
    ] as const) {
      const humidity = [word >> 8, word & 0xff];
      chip.bytes = Uint8Array.of(0x66, 0x66, 0x93, ...humidity, checksum(Uint8Array.from(humidity), 0));
      driver.start();
      ok(driver.sample());
      equal(driver.qualityOf("humidity"), isLimited ? "limited" : undefined);
      equal(driver.qualityOf("temperature"), undefined);
    }
  });

  it("writes the command of its precision and says how long it takes", () => {
    const { chip, driver } = setUp();
    driver.start();
    equal(driver.conversionMs, 9);
    driver.configure({ precision: "medium" });
    driver.start();
    equal(driver.conversionMs, 5);
    driver.configure({ precision: "low" });
    driver.start();
    equal(driver.conversionMs, 2);
    deepEqual(chip.written, [0xfd, 0xf6, 0xe0]);
  });

  it("clamps humidity to 0 and 100 and refuses a temperature outside of its range", () => {
    const { chip, driver } = setUp();
    chip.bytes = Uint8Array.of(0x66, 0x66, 0x93, 0, 0, 0x81);
    driver.start();
    equal(driver.sample()?.hygrometer.humidity, 0);
    chip.bytes = Uint8Array.of(0x66, 0x66, 0x93, 0xff, 0xff, 0xac);
    driver.start();
    equal(driver.sample()?.hygrometer.humidity, 100);
    chip.bytes = Uint8Array.of(0xff, 0xff, 0xac, 0x66, 0x66, 0x93);
    driver.start();
    equal(driver.sample(), undefined);
    equal(driver.fault, "out-of-range");
  });

  it("gives a fault, never an old value, for a wrong checksum, no answer, or no conversion", () => {
    const { chip, driver } = setUp();
    equal(driver.sample(), undefined);
    equal(driver.fault, "not-ready");
    for (const at of [2, 5]) {
      chip.bytes = Uint8Array.of(0xbe, 0xef, 0x92, 0xbe, 0xef, 0x92);
      chip.bytes[at] = 0x93;
      driver.start();
      equal(driver.sample(), undefined);
      equal(driver.fault, "wrong-crc");
    }
    chip.isThere = false;
    equal(driver.start(), false);
    equal(driver.fault, "no-answer");
    chip.isThere = true;
    driver.start();
    chip.isThere = false;
    for (const fault of ["not-ready", "not-ready", "not-ready", "no-answer", "not-ready"]) {
      equal(driver.sample(), undefined);
      equal(driver.fault, fault);
    }
  });

  it("makes no new object for a sample", () => {
    const { chip, driver } = setUp();
    chip.bytes = Uint8Array.of(0xbe, 0xef, 0x92, 0xbe, 0xef, 0x92);
    driver.start();
    const first = driver.sample();
    driver.start();
    ok(first === driver.sample());
  });

  it("reads the simulated chip, when it has waited for as long as it said and not before", () => {
    const world = new VirtualWorld();
    world.hardware.sht4x.probe.set("temperature", 30);
    world.hardware.sht4x.probe.set("humidity", 40);
    const bus = world.virtual.board.I2C["default"];
    ok(bus !== undefined);
    const driver = new SHT4x({ sensor: bus });
    driver.start();
    world.clock.advance(5);
    equal(driver.sample(), undefined);
    equal(driver.fault, "not-ready");
    world.clock.advance(driver.conversionMs);
    const sample = driver.sample();
    close(sample?.thermometer.temperature ?? 0, 30, 0.01);
    close(sample?.hygrometer.humidity ?? 0, 40, 0.01);
    driver.close();
  });

  it("gives its address back when it is closed, twice as well, and throws when it is used then", () => {
    const { driver } = setUp();
    driver.close();
    driver.close();
    throws(() => driver.start(), "closed");
    throws(() => driver.sample(), "closed");
  });
});
