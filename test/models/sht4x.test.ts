import { Climate } from "../../hosts/models/climate.js";
import { crc8 } from "../../hosts/models/crc8.js";
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import { SHT4x } from "../../hosts/models/sht4x.js";
import { Probe, World } from "../../hosts/models/world.js";
import { close, deepEqual, equal, ok } from "../support/assert.js";

function chip(random?: SeededRandom) {
  const clock = { ms: 0, now: () => clock.ms };
  const probe = new Probe(new World(clock, { series: new Climate() }));
  probe.set("temperature", 25);
  probe.set("humidity", 50);
  const sht4x = new SHT4x({ clock, probe, serialNumber: 0x12345678, random });
  const command = (byte: number) => sht4x.write(Uint8Array.of(byte));
  const read = (count = 6) => {
    const into = new Uint8Array(count);
    return sht4x.read(into) ? into : undefined;
  };
  const measure = (byte = 0xfd, waitMs = 8.3) => {
    ok(command(byte), "command is acknowledged");
    clock.ms += waitMs;
    return values(read());
  };
  return { clock, probe, sht4x, command, read, measure };
}

function values(bytes: Uint8Array | undefined): { temperature: number; humidity: number } {
  if (bytes === undefined) throw new Error("no data");
  const [t1 = 0, t2 = 0, t3 = 0, h1 = 0, h2 = 0, h3 = 0] = bytes;
  equal(t3, crc8(t1, t2), "CRC of the temperature");
  equal(h3, crc8(h1, h2), "CRC of the humidity");
  return {
    temperature: -45 + (175 * ((t1 << 8) | t2)) / 65535,
    humidity: -6 + (125 * ((h1 << 8) | h2)) / 65535,
  };
}

describe("SHT4x model", () => {
  it("computes the datasheet's CRC of 0xBEEF, 0x92", () => {
    equal(crc8(0xbe, 0xef), 0x92);
  });

  it("measures what surrounds it to the word's resolution when noise is off", () => {
    const { measure } = chip();
    const { temperature, humidity } = measure();
    close(temperature, 25, 0.0014);
    close(humidity, 50, 0.001);
  });

  it("has data after 8.3, 4.5 and 1.6 ms at high, medium and low precision, and does not acknowledge a read before", () => {
    for (const [byte, durationMs] of [
      [0xfd, 8.3],
      [0xf6, 4.5],
      [0xe0, 1.6],
    ] as const) {
      const { clock, command, read } = chip();
      ok(command(byte));
      equal(read(), undefined);
      clock.ms += durationMs - 0.01;
      equal(read(), undefined);
      clock.ms += 0.01;
      close(values(read()).temperature, 25, 0.01);
    }
  });

  it("heats by each of the six commands, longer for 1 s than for 0.1 s, hotter and drier with more power", () => {
    let previous = { temperature: Number.POSITIVE_INFINITY, humidity: -10 };
    for (const byte of [0x39, 0x2f, 0x1e]) {
      const { clock, command, read } = chip();
      ok(command(byte));
      clock.ms += 1000;
      equal(read(), undefined);
      clock.ms += 108.3;
      const heated = values(read());
      ok(heated.temperature < previous.temperature && heated.temperature > 30);
      ok(heated.humidity > previous.humidity && heated.humidity < 45);
      previous = heated;
    }
    for (const byte of [0x32, 0x24, 0x15]) ok(chip().measure(byte, 118.3).temperature > 27);
  });

  it("gives its serial number at once, with both checksums", () => {
    const { command, read } = chip();
    ok(command(0x89));
    deepEqual(read(), Uint8Array.of(0x12, 0x34, crc8(0x12, 0x34), 0x56, 0x78, crc8(0x56, 0x78)));
  });

  it("gives its data once", () => {
    const { measure, read } = chip();
    measure();
    equal(read(), undefined);
  });

  it("gives part of its data to a short read and 0xFF after it to a long one", () => {
    const { clock, command, read } = chip();
    command(0xfd);
    clock.ms += 10;
    equal(read(2)?.length, 2);
    command(0xfd);
    clock.ms += 10;
    equal(read(8)?.[7], 0xff);
  });

  it("does not acknowledge unknown commands, commands of two bytes, or any but soft reset while it measures", () => {
    const { clock, sht4x, command, read } = chip();
    equal(command(0x00), false);
    equal(sht4x.write(Uint8Array.of(0xfd, 0x00)), false);
    ok(command(0xfd));
    equal(command(0xfd), false);
    equal(command(0x89), false);
    ok(command(0x94));
    equal(command(0xfd), false, "resetting takes 1 ms");
    clock.ms += 1;
    equal(read(), undefined, "the measurement is gone");
    ok(command(0xfd));
  });

  it("answers nothing at all with the fault no-answer, and again after it", () => {
    const { sht4x, command, read, measure } = chip();
    sht4x.fault = "no-answer";
    equal(command(0xfd), false);
    equal(command(0x94), false);
    equal(read(), undefined);
    sht4x.fault = "none";
    close(measure().temperature, 25, 0.01);
  });

  it("sends wrong checksums with the fault wrong-crc", () => {
    const { clock, sht4x, command, read } = chip();
    sht4x.fault = "wrong-crc";
    command(0xfd);
    clock.ms += 10;
    const [t1 = 0, t2 = 0, t3 = 0, h1 = 0, h2 = 0, h3 = 0] = read() ?? [];
    ok(t3 !== crc8(t1, t2));
    ok(h3 !== crc8(h1, h2));
  });

  it("repeats its last values with the fault stuck", () => {
    const { probe, sht4x, measure } = chip();
    measure();
    sht4x.fault = "stuck";
    probe.set("temperature", 40);
    close(measure().temperature, 25, 0.01);
    sht4x.fault = "none";
    close(measure().temperature, 40, 0.01);
  });

  it("takes twenty times as long with the fault slow", () => {
    const { clock, sht4x, command, read } = chip();
    sht4x.fault = "slow";
    command(0xfd);
    clock.ms += 100;
    equal(read(), undefined);
    clock.ms += 66;
    ok(read());
  });

  it("reads 130 Cel and 119 %RH, beyond its range, with the fault out-of-range", () => {
    const { sht4x, measure } = chip();
    sht4x.fault = "out-of-range";
    deepEqual(measure(), { temperature: 130, humidity: 119 });
  });

  it("clamps what it cannot express", () => {
    const { probe, measure } = chip();
    probe.set("temperature", -60);
    equal(measure().temperature, -45);
    probe.set("temperature", 150);
    equal(measure().temperature, 130);
  });

  it("adds noise within the precision, the same for the same seed", () => {
    const series = (seed: number) => {
      const { measure } = chip(new SeededRandom(seed));
      return Array.from({ length: 50 }, () => measure().temperature);
    };
    const first = series(1);
    deepEqual(series(1), first);
    ok(new Set(first).size > 10);
    for (const value of first) close(value, 25, 0.042);
  });
});
