import type { Application } from "../../src/device/application.js";
import { quantities } from "../../src/device/quantities.js";
import { convert, isConvertible, isUnit, unitNames } from "../../src/device/units.js";
import start from "../../src/main.js";
import { close, equal, ok } from "../support/assert.js";
import { VirtualWorld } from "../support/virtual-world.js";

describe("units", () => {
  it("of one quantity are turned into each other", () => {
    close(convert(1013.25, "hPa", "Pa"), 101325, 1e-6);
    close(convert(101325, "Pa", "hPa"), 1013.25, 1e-9);
    close(convert(25, "Cel", "K"), 298.15, 1e-9);
    close(convert(0, "K", "Cel"), -273.15, 1e-9);
    close(convert(1.5, "kWh", "Wh"), 1500, 1e-9);
    close(convert(0.5, "/", "%"), 50, 1e-9);
    close(convert(90, "min", "h"), 1.5, 1e-12);
  });

  it("of different quantities are not", () => {
    ok(!isConvertible("Cel", "hPa"));
    ok(!isConvertible("%RH", "%"));
    ok(isConvertible("lx", "lx"));
    equal(convert(5, "Cel", "hPa"), 5);
  });

  it("are those of the registry, by whole names", () => {
    for (const unit of ["Cel", "%RH", "lx", "ppm", "V", "mA", "W", "hPa", "/", "m3", "count", "dBm", "1/min"]) {
      ok(isUnit(unit), unit);
    }
    for (const unit of ["c", "", " ", "RH", "lux", "constructor", "m3 l"]) ok(!isUnit(unit), unit);
    equal(new Set(unitNames()).size, unitNames().length);
  });

  it("of every quantity that a driver gives are registered", () => {
    for (const { key, unit } of Object.values(quantities)) ok(unit === undefined || isUnit(unit), key);
  });
});

describe("a reading", () => {
  it("is told in the unit that its definition wants, and filtered in it", () => {
    const filters = [{ kind: "clamp", minimum: 290, maximum: 295 }];
    const readings = { temperature: { unit: "K", filters }, humidity: {} };
    const sensors = [{ kind: "sht4x", bus: "default", readings }];
    const application: Application = { definition: { sensors, actuators: [] } };
    const world = new VirtualWorld();
    world.hardware.sht4x.probe.set("temperature", 20);
    const device = start(world.virtual.board, application);
    world.clock.advance(6000);
    const told = () => world.cloud.stored.filter(({ record }) => record["n"] === "temperature").at(-1)?.record;
    equal(told()?.["u"], "K");
    close(Number(told()?.["v"]), 293.15, 0.02);
    world.hardware.sht4x.probe.set("temperature", 30);
    world.clock.advance(6000);
    equal(told()?.["v"], 295);
    device.close();
  });
});

describe("sampling jitter", () => {
  it("is measured against the moment that each sample was due", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    world.clock.advance(60_000);
    const { jitter } = device.parts;
    ok(jitter.samples > 60, String(jitter.samples));
    ok(jitter.maximumMs <= 2, String(jitter.maximumMs));
    const { timer } = world.virtual.board;
    const set = timer.set.bind(timer);
    timer.set = (callback, delayMs) => set(callback, delayMs + 40); // a timer that is always late
    jitter.reset();
    world.clock.advance(60_000);
    ok(jitter.maximumMs >= 39 && jitter.maximumMs < 90, String(jitter.maximumMs));
    ok(jitter.meanMs > 10 && jitter.meanMs <= jitter.maximumMs, String(jitter.meanMs));
    device.close();
  });
});
