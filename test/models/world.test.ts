import { Climate } from "../../hosts/models/climate.js";
import { luxOfRaw, rawOfLux } from "../../hosts/models/light.js";
import { parseReplay, ReplayError } from "../../hosts/models/replay.js";
import type { Weather } from "../../hosts/models/weather.js";
import { Probe, World } from "../../hosts/models/world.js";
import { close, deepEqual, equal, ok, throws } from "../support/assert.js";

const csv = "time,temperature,humidity,light\n100,10,40,0\n110,20,60,1000\n120,0,50,500\n";

function at(series: { at(timeS: number, into: Weather): void }, timeS: number): Weather {
  const into = { temperature: 0, humidity: 0, light: 0, co2: 0, pressure: 0 };
  series.at(timeS, into);
  return into;
}

function recorded({ temperature, humidity, light }: Weather): readonly number[] {
  return [temperature, humidity, light];
}

describe("climate", () => {
  it("meets the normals at their hours and lies between them in between", () => {
    const climate = new Climate();
    const midnight = Date.UTC(2010, 6, 1, 8) / 1000; // 1 July 2010, 00:00 in UTC-8
    close(at(climate, midnight).temperature, 14.4, 1.5);
    const three = at(climate, midnight + 3 * 3600).temperature;
    const six = at(climate, midnight + 6 * 3600).temperature;
    close(at(climate, midnight + 4.5 * 3600).temperature, (three + six) / 2, 1e-9);
  });

  it("stays plausible over four years: -10..35 Cel, 20..100 %RH, 0..50,000 lx, dark nights, brighter summers", () => {
    const climate = new Climate();
    const start = Date.UTC(2024, 0, 1, 8) / 1000;
    let brightest = 0;
    for (let hour = 0; hour < 4 * 366 * 24; hour += 5) {
      const { temperature, humidity, light, co2, pressure } = at(climate, start + hour * 3600);
      ok(temperature > -10 && temperature < 35, `temperature ${temperature} at hour ${hour}`);
      ok(humidity > 20 && humidity <= 100, `humidity ${humidity} at hour ${hour}`);
      ok(light >= 0 && light <= 50000, `light ${light} at hour ${hour}`);
      ok(co2 >= 420 && co2 <= 1120, `CO2 ${co2} at hour ${hour}`);
      ok(pressure > 100300 && pressure < 102340, `pressure ${pressure} at hour ${hour}`);
      brightest = Math.max(brightest, light);
    }
    equal(at(climate, start).light, 0);
    const noonInJune = Date.UTC(2024, 5, 21, 20) / 1000;
    const noonInDecember = Date.UTC(2024, 11, 21, 20) / 1000;
    ok(at(climate, noonInJune).light > 2 * at(climate, noonInDecember).light);
    ok(brightest > 40000);
  });

  it("has no leap at midnight or at the end of the year", () => {
    const climate = new Climate();
    for (const midnight of [Date.UTC(2025, 2, 5, 8), Date.UTC(2026, 0, 1, 8)]) {
      const before = at(climate, midnight / 1000 - 1);
      const after = at(climate, midnight / 1000 + 1);
      close(after.temperature, before.temperature, 0.05);
      close(after.humidity, before.humidity, 0.3);
      close(after.co2, before.co2, 1);
      close(after.pressure, before.pressure, 1);
    }
  });
});

describe("replay", () => {
  it("meets its rows and lies between them in between", () => {
    const series = parseReplay(csv);
    deepEqual(recorded(at(series, 100)), [10, 40, 0]);
    deepEqual(recorded(at(series, 105)), [15, 50, 500]);
    deepEqual(recorded(at(series, 120)), [0, 50, 500]);
  });

  it("begins again one mean step after the last row", () => {
    const series = parseReplay(csv);
    equal(series.periodS, 30);
    deepEqual(recorded(at(series, 125)), [5, 45, 250]);
    deepEqual(at(series, 130), at(series, 100));
    deepEqual(at(series, 130 + 3000 + 5), at(series, 105));
    deepEqual(at(series, 95), at(series, 125));
  });

  it("takes one row, columns in any order, CRLF, a byte order mark and blank lines", () => {
    const series = parseReplay("\ufefflight, Humidity,time,temperature\r\n7,6,5,4\r\n\r\n");
    deepEqual(recorded(at(series, 123456)), [4, 6, 7]);
  });

  it("takes CO2 and pressure where the recording has them, else they follow their rules", () => {
    const series = parseReplay("time,pressure,temperature,humidity,light,co2\n0,98000,1,2,3,400\n10,99000,1,2,3,600\n");
    deepEqual([at(series, 5).co2, at(series, 5).pressure], [500, 98500]);
    const other = at(parseReplay("time,temperature,humidity,light\n0,1,2,3\n"), 0);
    ok(other.co2 > 420 && other.co2 < 1120 && other.pressure > 100300 && other.pressure < 102340);
  });

  it("names the line and what is wrong in it", () => {
    const cases: readonly (readonly [text: string, line: number, what: string])[] = [
      ["", 1, "no column time"],
      ["time,temperature,humidity\n", 1, "no column light"],
      ["time,temperature,humidity,light,colour\n", 1, 'unknown column "colour"'],
      ["time,temperature,humidity,light,light\n", 1, "light stands twice"],
      ["time,temperature,humidity,light\n", 2, "no rows"],
      [`${csv}130,1,2\n`, 5, "3 values where the header has 4"],
      [`${csv}130,1,2,3,4\n`, 5, "5 values"],
      [`${csv}130,warm,2,3\n`, 5, 'temperature "warm" is not a number'],
      [`${csv}130,,2,3\n`, 5, 'temperature "" is not a number'],
      [`${csv}130,Infinity,2,3\n`, 5, "is not a number"],
      [`${csv}130,1,101,3\n`, 5, "humidity 101 is not within 0..100 %RH"],
      ["time,temperature,humidity,light,co2\n1,1,2,3,x\n", 2, 'co2 "x" is not a number'],
      [`${csv}120,1,2,3\n`, 5, "time 120 is not after 120"],
      ["time,temperature,humidity,light\n1700000000000,1,2,3\n", 2, "not in epoch seconds"],
    ];
    for (const [text, line, what] of cases) {
      const error = throws(() => parseReplay(text), what);
      ok(error instanceof ReplayError && error.line === line, `${what}: ${error.message}`);
      ok(error.message.startsWith(`replay, line ${line}: `), error.message);
    }
  });
});

describe("world", () => {
  it("plays its series at a speed that can change without a leap", () => {
    const clock = { ms: 5000, now: () => clock.ms };
    const world = new World(clock, { series: parseReplay(csv) });
    clock.ms += 5000;
    equal(world.value("temperature"), 15);
    world.setSpeed(60);
    equal(world.value("temperature"), 15);
    clock.ms += 250;
    equal(world.timeS, 120);
    equal(world.value("temperature"), 0);
    world.setSpeed(0);
    clock.ms += 1e6;
    equal(world.timeS, 120);
    throws(() => world.setSpeed(-1), "speed -1");
    throws(() => world.setSpeed(Number.NaN), "speed NaN");
  });

  it("lets a hand set one quantity of one chip, and follow again", () => {
    const clock = { ms: 0, now: () => clock.ms };
    const world = new World(clock, { series: parseReplay(csv) });
    throws(() => world.value("voltage"), "voltage is no weather");
    const probe = new Probe(world);
    const other = new Probe(world);
    probe.set("temperature", 30);
    equal(probe.value("temperature"), 30);
    equal(probe.value("humidity"), 40);
    equal(other.value("temperature"), 10);
    probe.follow();
    equal(probe.value("temperature"), 10);
  });
});

describe("light curve", () => {
  it("runs from 0 to 99,999 lx and back", () => {
    equal(luxOfRaw(0), 0);
    close(luxOfRaw(4095), 99999, 1e-6);
    for (const lux of [0, 1, 10, 1200, 50000, 99999]) close(luxOfRaw(rawOfLux(lux)), lux, (lux + 1) * 0.0015);
    equal(rawOfLux(-5), 0);
    equal(rawOfLux(1e9), 4095);
  });
});
