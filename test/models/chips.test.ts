/** The simulated chips by their registers, and each of their faults; each against its driver too. */
import { BH1750 as LightModel } from "../../hosts/models/bh1750.js";
import { BME280 as AirModel } from "../../hosts/models/bme280.js";
import type { ChipModel, ChipModelOptions } from "../../hosts/models/chip-model.js";
import { crc8 } from "../../hosts/models/crc8.js";
import { INA219 as CurrentModel } from "../../hosts/models/ina219.js";
import { SCD4x as GasModel } from "../../hosts/models/scd4x.js";
import { SHT4x as ClimateModel } from "../../hosts/models/sht4x.js";
import type { Quantity } from "../../hosts/models/weather.js";
import { Probe } from "../../hosts/models/world.js";
import BH1750 from "../../src/drivers/bh1750.js";
import BME280 from "../../src/drivers/bme280.js";
import type { DriverFault, DriverQuality, I2CDriverOptions } from "../../src/drivers/i2c-driver.js";
import INA219 from "../../src/drivers/ina219.js";
import SCD4x from "../../src/drivers/scd4x.js";
import SHT4x from "../../src/drivers/sht4x.js";
import { onBus } from "../drivers/support/scripted-chip.js";
import { close, deepEqual, equal, ok } from "../support/assert.js";

const around: Readonly<Record<Quantity, number>> = Object.freeze({
  temperature: 21.5,
  humidity: 40,
  light: 500,
  co2: 900,
  pressure: 98000,
  voltage: 11.9,
  current: 1.25,
  power: 0,
});

interface Driver {
  fault: DriverFault | undefined;
  readonly conversionMs: number;
  start(): boolean;
  sample(): object | undefined;
  qualityOf?(property: string): DriverQuality | undefined;
  close(): void;
}

interface Pair {
  readonly name: string;
  readonly address: number;
  model(options: ChipModelOptions): ChipModel;
  driver(options: I2CDriverOptions): Driver;
  readonly expected: Readonly<Record<string, readonly [value: number, tolerance: number]>>;
  /** What the driver says of each fault of the chip; undefined: a value, as the chip cannot tell. */
  readonly faults: Readonly<Partial<Record<string, DriverFault>>>;
  /** What "out-of-range" gives where it is no fault: the end of the range, and the driver says that it is. */
  readonly end?: Readonly<Record<string, number>>;
}

const temperature = [21.5, 0.01] as const;
const humidity = [40, 0.01] as const;
const pairs: readonly Pair[] = [
  {
    name: "SHT4x",
    address: 0x44,
    model: (options) => new ClimateModel({ ...options, serialNumber: 1 }),
    driver: (options) => new SHT4x(options),
    expected: { temperature, humidity },
    faults: { "no-answer": "no-answer", "wrong-crc": "wrong-crc", slow: "no-answer", "out-of-range": "out-of-range" },
  },
  {
    name: "SCD4x",
    address: 0x62,
    model: (options) => new GasModel({ ...options, serialNumber: 1 }),
    driver: (options) => new SCD4x(options),
    expected: { CO2: [900, 0], temperature, humidity },
    faults: {
      "no-answer": "no-answer",
      "wrong-crc": "wrong-crc",
      stuck: "timeout",
      slow: "timeout",
      "out-of-range": "out-of-range",
    },
  },
  {
    name: "BME280",
    address: 0x76,
    model: (options) => new AirModel(options),
    driver: (options) => new BME280(options),
    expected: { temperature: [21.5, 0.02], pressure: [98000, 3], humidity: [40, 0.1] },
    faults: { "no-answer": "no-answer", stuck: "timeout", slow: "timeout", "out-of-range": "out-of-range" },
  },
  {
    name: "BH1750",
    address: 0x23,
    model: (options) => new LightModel(options),
    driver: (options) => new BH1750(options),
    expected: { illuminance: [500, 1] },
    faults: { "no-answer": "no-answer" },
    end: { illuminance: 54612.5 },
  },
  {
    name: "INA219",
    address: 0x40,
    model: (options) => new CurrentModel(options),
    driver: (options) => new INA219(options),
    expected: { voltage: [11.9, 0.004], current: [1.25, 0.0002], power: [14.875, 0.01] },
    faults: { "no-answer": "no-answer", stuck: "timeout", slow: "timeout", "out-of-range": "overflow" },
  },
];

function setUp(pair: Pair) {
  const clock = { ms: 1e6, now: () => clock.ms };
  const values = { ...around };
  const probe = new Probe({ value: (quantity) => values[quantity] });
  const model = pair.model({ clock, probe });
  const { options } = onBus(pair.address, model);
  const driver = pair.driver(options);
  /** As the device does it: start, wait, read, wait again while it is not ready. */
  const run = (): object | undefined => {
    if (!driver.start()) return undefined;
    for (let i = 0; i < 300; i++) {
      clock.ms += driver.conversionMs;
      const sample = driver.sample();
      if (sample !== undefined || driver.fault !== "not-ready") return sample;
    }
    throw new Error("it is never ready");
  };
  return { clock, values, model, driver, run };
}

/** All numbers of a sample by their property. */
function flat(sample: object | undefined): Record<string, number> {
  const all: Record<string, number> = {};
  for (const part of Object.values(sample ?? {})) Object.assign(all, part);
  return all;
}

function holds(sample: object | undefined, pair: Pair, note: string): void {
  const values = flat(sample);
  deepEqual(Object.keys(values).sort(), Object.keys(pair.expected).sort(), note);
  for (const [name, [value, tolerance]] of Object.entries(pair.expected))
    close(values[name] ?? Number.NaN, value, tolerance, `${note}: ${name}`);
}

for (const pair of pairs) {
  describe(`${pair.name} chip and driver`, () => {
    it("agree on what surrounds the chip, again and again", () => {
      const { clock, driver, run } = setUp(pair);
      for (let i = 0; i < 3; i++) {
        holds(run(), pair, `sample ${i}`);
        equal(driver.fault, undefined);
        clock.ms += 10000;
      }
    });

    for (const fault of setUp(pair).model.faults.filter((name) => name !== "none")) {
      const expected = pair.faults[fault];
      it(`${fault}: ${expected === undefined ? "the value stays right, the last one or the end" : `fault ${expected}`}, and heals`, () => {
        const { clock, model, driver, run } = setUp(pair);
        holds(run(), pair, "before");
        clock.ms += 10000;
        model.fault = fault;
        const sample = run();
        if (fault === "out-of-range" && pair.end !== undefined) {
          deepEqual(flat(sample), pair.end);
          for (const name in pair.end) equal(driver.qualityOf?.(name), "limited");
        } else if (expected === undefined) holds(sample, pair, fault);
        else equal(sample, undefined);
        equal(driver.fault, expected);
        model.fault = "none";
        clock.ms += 10000;
        holds(run(), pair, "healed");
      });
    }

    it("give no old value after a fault in the middle of a conversion", () => {
      const { clock, values, model, driver, run } = setUp(pair);
      run();
      clock.ms += 10000;
      driver.start();
      model.fault = "no-answer";
      clock.ms += driver.conversionMs;
      while (driver.sample() === undefined && driver.fault === "not-ready") clock.ms += 10;
      equal(driver.fault, "no-answer");
      model.fault = "none";
      values.temperature = 25;
      values.current = 0.5;
      values.light = 100;
      clock.ms += 10000;
      equal(driver.sample(), undefined, "nothing without a new start");
      const fresh = flat(run());
      for (const [name, value] of Object.entries({ temperature: 25, current: 0.5, illuminance: 100 }))
        if (name in pair.expected) close(fresh[name] ?? Number.NaN, value, 1, name);
      driver.close();
    });
  });
}

function raw(pair: Pair) {
  const { clock, values, model } = setUp(pair);
  const read = (count: number) => {
    const into = new Uint8Array(count);
    return model.read(into) ? into : undefined;
  };
  const write = (...bytes: number[]) => model.write(Uint8Array.from(bytes));
  return { clock, values, model, read, write };
}

const [, gas, air, light, current] = pairs as unknown as readonly [Pair, Pair, Pair, Pair, Pair];

describe("SCD4x model", () => {
  it("does not acknowledge while it executes, what it does not know, wrong checksums, or settings while it measures", () => {
    const { clock, read, write } = raw(gas);
    ok(write(0x36, 0x82), "serial number");
    equal(read(9), undefined, "it takes 1 ms");
    clock.ms += 1;
    deepEqual(read(3), Uint8Array.of(0xf8, 0x96, 0x31));
    equal(write(0x12, 0x34), false);
    equal(write(0x21), false);
    equal(write(0x24, 0x27, 0x07, 0x9e, 0x08), false);
    ok(write(0x24, 0x27, 0x07, 0x9e, 0x09));
    clock.ms += 1;
    ok(write(0x23, 0x22));
    clock.ms += 1;
    deepEqual(read(3), Uint8Array.of(0x07, 0x9e, 0x09));
    ok(write(0x21, 0xb1));
    equal(write(0x21, 0xb1), false);
    equal(write(0x24, 0x27, 0x07, 0x9e, 0x09), false);
    ok(write(0xe0, 0x00, 0x03, 0xdb, 0x42), "pressure may be set");
    clock.ms += 1;
    ok(write(0x3f, 0x86));
    clock.ms += 499;
    equal(write(0x21, 0xb1), false);
    clock.ms += 1;
    ok(write(0x21, 0xb1));
  });

  it("has a value after 5 s, once, and says whether it has", () => {
    const { clock, read, write } = raw(gas);
    const isReady = () => {
      write(0xe4, 0xb8);
      clock.ms += 1;
      const [high = 0, low = 0, crc = 0] = read(3) ?? [];
      equal(crc, crc8(high, low));
      return (((high << 8) | low) & 0x7ff) !== 0;
    };
    write(0x21, 0xb1);
    clock.ms += 4990;
    equal(isReady(), false);
    ok(write(0xec, 0x05));
    clock.ms += 1;
    equal(read(9), undefined, "not acknowledged");
    clock.ms += 10;
    ok(isReady());
    write(0xec, 0x05);
    clock.ms += 1;
    equal(read(9)?.[1], 900 & 0xff);
    equal(isReady(), false);
    clock.ms += 5000;
    ok(isReady());
  });

  it("measures a single shot in 5 s", () => {
    const { clock, read, write } = raw(gas);
    ok(write(0x21, 0x9d));
    clock.ms += 4999;
    equal(write(0xec, 0x05), false);
    clock.ms += 1;
    ok(write(0xec, 0x05));
    clock.ms += 1;
    equal(read(9)?.[1], 900 & 0xff);
  });

  it("reckons with the pressure that altitude or ambient pressure tell it", () => {
    for (const [settings, expected] of [
      [{}, 711],
      [{ altitude: 1950 }, 900],
      [{ pressure: 80000 }, 900],
    ] as const) {
      const { model, driver, run } = setUp(gas);
      (model as GasModel).airPressure = 80000; // at 1,950 m
      (driver as SCD4x).configure(settings);
      close(flat(run())["CO2"] ?? 0, expected, 5, JSON.stringify(settings));
    }
  });

  it("reads too warm by what its offset lacks", () => {
    const { driver, run } = setUp(gas);
    (driver as SCD4x).configure({ temperatureOffset: 0 });
    close(flat(run())["temperature"] ?? 0, 25.5, 0.01);
  });

  it("takes a second to start when it is put back on the bus, and has forgotten its settings", () => {
    const { clock, model, write } = raw(gas);
    write(0xe0, 0x00, 0x03, 0xdb, 0x42);
    equal((model as GasModel).knownPressure, 98700);
    model.fault = "no-answer";
    model.fault = "none";
    clock.ms += 999;
    equal(write(0x21, 0xb1), false);
    clock.ms += 1;
    ok(write(0x21, 0xb1));
    close((model as GasModel).knownPressure, 101300, 1);
  });
});

describe("BME280 model", () => {
  it("has its id, calibration and status in registers that a read walks through", () => {
    const { read, write } = raw(air);
    write(0xd0);
    deepEqual(read(1), Uint8Array.of(0x60));
    write(0x88);
    deepEqual(read(4), Uint8Array.of(27504 & 255, 27504 >> 8, 26435 & 255, 26435 >> 8));
    write(0xe1);
    deepEqual(read(7), Uint8Array.of(370 & 255, 370 >> 8, 0, 19, 0x29, 3, 30));
    write(0xf3);
    equal(read(1)?.[0], 0);
  });

  it("measures once when forced, then sleeps; says that it measures meanwhile", () => {
    const { clock, read, write } = raw(air);
    write(0xf7);
    deepEqual(read(8), Uint8Array.of(0x80, 0, 0, 0x80, 0, 0, 0x80, 0), "nothing yet");
    write(0xf2, 1, 0xf4, 0x25);
    write(0xf3);
    deepEqual(read(2), Uint8Array.of(8, 0x25));
    clock.ms += 9.2;
    equal(read(1)?.[0], 8);
    clock.ms += 0.2;
    deepEqual(read(2), Uint8Array.of(0, 0x24));
    write(0xf7);
    ok(read(1)?.[0] !== 0x80);
  });

  it("leaves out what is not oversampled, and humidity whose setting was written after the others", () => {
    const { clock, read, write } = raw(air);
    write(0xf4, 0x21, 0xf2, 1);
    clock.ms += 20;
    write(0xf7);
    const [pressure, , , temperature, , , humidity] = read(8) ?? [];
    equal(pressure, 0x80);
    ok(temperature !== 0x80);
    equal(humidity, 0x80);
  });

  it("loses its settings by a reset and copies its calibration for 2 ms", () => {
    const { clock, read, write } = raw(air);
    write(0xf2, 1, 0xf4, 0x27);
    write(0xe0, 0xb6);
    write(0xf3);
    deepEqual(read(2), Uint8Array.of(1, 0));
    clock.ms += 2;
    equal(read(1)?.[0], 0);
  });

  it("measures all the time in normal mode", () => {
    const { clock, values, read, write } = raw(air);
    write(0xf2, 1, 0xf4, 0x27);
    clock.ms += 20;
    write(0xfa);
    const first = read(2);
    values.temperature = 30;
    ok((read(2)?.[1] ?? 0) !== first?.[1]);
  });
});

describe("BH1750 model", () => {
  it("converts in 180 ms at most, keeps the value, and clears it when told while it has power", () => {
    const { clock, read, write } = raw(light);
    deepEqual(read(2), Uint8Array.of(0, 0));
    write(0x20);
    clock.ms += 179;
    deepEqual(read(2), Uint8Array.of(0, 0));
    clock.ms += 1;
    deepEqual(read(2), Uint8Array.of(600 >> 8, 600 & 255));
    write(0x07);
    deepEqual(read(2), Uint8Array.of(600 >> 8, 600 & 255), "it has powered down");
    write(0x01);
    write(0x07);
    deepEqual(read(2), Uint8Array.of(0, 0));
  });

  it("takes time and sensitivity from its measurement time, resolution from its mode", () => {
    const { clock, values, read, write } = raw(light);
    write(0x44);
    write(0x6a);
    write(0x21);
    clock.ms += 359;
    deepEqual(read(2), Uint8Array.of(0, 0));
    clock.ms += 1;
    deepEqual(read(2), Uint8Array.of(2400 >> 8, 2400 & 255));
    write(0x10);
    clock.ms += 400;
    deepEqual(read(2), Uint8Array.of(1200 >> 8, 1200 & 255));
    values.light = 1;
    deepEqual(read(2), Uint8Array.of(0, 2), "continuous");
    equal(write(0x30), false);
    equal(write(0x20, 0x20), false);
  });

  it("saturates", () => {
    const { clock, values, read, write } = raw(light);
    values.light = 100000;
    write(0x20);
    clock.ms += 180;
    deepEqual(read(2), Uint8Array.of(0xff, 0xff));
  });
});

describe("INA219 model", () => {
  const worked = { ...current, model: (options: ChipModelOptions) => new CurrentModel({ ...options, shunt: 0.002 }) };

  it("has the registers of the datasheet's worked example", () => {
    const { clock, values, read, write } = raw(worked);
    values.voltage = 11.98;
    values.current = 10;
    const register = (at: number) => {
      write(at);
      const [high = 0, low = 0] = read(2) ?? [];
      return (high << 8) | low;
    };
    equal(register(0), 0x399f, "as after power-on");
    write(0, 0x01, 0x9f);
    write(5, 0x50, 0x00);
    clock.ms += 2;
    deepEqual([register(1), register(2), register(4), register(3)], [0x07d0, 0x5d98 | 2, 0x2710, 0x1766]);
    equal(register(5), 0x5000);
  });

  it("has no current until it is calibrated, and loses that with its power", () => {
    const { clock, model, read, write } = raw(current);
    clock.ms += 2;
    write(4);
    deepEqual(read(2), Uint8Array.of(0, 0));
    write(5, 0x10, 0x62);
    deepEqual(read(2), Uint8Array.of(0x10, 0x62));
    model.fault = "no-answer";
    equal(write(5), false);
    model.fault = "none";
    write(5);
    deepEqual(read(2), Uint8Array.of(0, 0));
  });

  it("converts once when triggered, in the time of its resolution, and says when it is done", () => {
    const { clock, values, read, write } = raw(current);
    const bus = () => {
      write(2);
      const [high = 0, low = 0] = read(2) ?? [];
      return { flags: low & 3, voltage: ((high << 5) | (low >> 3)) * 0.004 };
    };
    write(0, 0x39, 0x9b);
    clock.ms += 1;
    equal(bus().flags, 0);
    clock.ms += 0.1;
    deepEqual([bus().flags, Math.round(bus().voltage * 1000)], [2, 11900]);
    values.voltage = 5;
    clock.ms += 10;
    equal(Math.round(bus().voltage * 1000), 11900, "once");
    write(3);
    read(2);
    equal(bus().flags, 0, "reading the power clears it");
    write(0, 0x39, 0xfb);
    clock.ms += 68;
    equal(bus().flags, 0, "averages take longer");
  });

  it("clamps the shunt voltage to its gain, and flags what its registers cannot hold", () => {
    const { clock, values, read, write } = raw(current);
    values.current = 5;
    write(5, 0xff, 0xfe);
    write(0, 0x39, 0x9b);
    clock.ms += 2;
    write(1);
    deepEqual(read(2), Uint8Array.of(0x7d, 0x00));
    write(2);
    equal((read(2)?.[1] ?? 0) & 1, 1);
  });
});
