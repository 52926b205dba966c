/** The example home: climate room, door, lamp, meter, on register-level chips, all of it by commands, with its faults. */
import type { ChipFault } from "../../hosts/models/chip-model.js";
import { chipNames } from "../../hosts/models/hardware.js";
import { steer } from "../../hosts/models/steering.js";
import start from "../../src/main.js";
import { serverMethods } from "../../src/protocol/messages.js";
import { validate } from "../../src/protocol/validate.js";
import { close, deepEqual, equal, ok } from "../support/assert.js";
import { exampleHome } from "../support/example.js";
import { VirtualWorld } from "../support/virtual-world.js";

function startHome() {
  const world = new VirtualWorld();
  const { clock, cloud, hardware, virtual } = world;
  const device = start(virtual.board, exampleHome);
  ok(
    clock.advanceUntil(() => device.session.isOnline, 5000),
    virtual.printed.join("\n"),
  );
  let lastId = 0;
  const ask = (method: string, params: object) => {
    const id = `home-${++lastId}`;
    cloud.request(id, method, params);
    clock.advance(200);
    return cloud.responses.find((response) => response.id === id);
  };
  const records = (name: string) =>
    cloud.stored.filter(({ record }) => record["n"] === name).map((each) => each.record);
  const value = (name: string) => {
    const last = records(name).at(-1);
    return last?.["v"] ?? last?.["vb"] ?? last?.["vs"];
  };
  const events = (name: string) =>
    cloud.stored.filter(({ record }) => record["name"] === name).map(({ record }) => record["data"]);
  const hand = (line: object) => equal(steer(hardware, JSON.stringify(line)), undefined);
  return { ...{ world, clock, cloud, hardware, device, ask, records, value, events, hand } };
}

describe("the example home", () => {
  it("tells of all that is wired, in registered units, and describes it", () => {
    const { clock, device, ask, records, cloud } = startHome();
    clock.advance(60_000);
    const units: Record<string, unknown> = {
      ...{ temperature: "Cel", humidity: "%RH", co2: "ppm", dewpoint: "Cel", light: "lx" },
      ...{ "house.power": "kW", "house.energy": "kWh", "supply.voltage": "V", "supply.power": "W" },
    };
    for (const name in units) {
      ok(records(name).length > 0, name);
      equal(records(name)[0]?.["u"], units[name], name);
    }
    for (const name of ["button", "door.bolt", "relay", "lamp", "door", "climate"]) {
      equal(records(name).length > 0, true, name);
    }
    deepEqual(
      cloud.stored.filter(({ record }) => record["name"] === "sensor.fault"),
      [],
    );
    const names: unknown[] = [];
    for (let from: number | undefined = 0; from !== undefined; ) {
      const page = ask("describe", { from })?.result as {
        sensors: { name: string }[];
        actuators: { name: string }[];
        next?: number;
      };
      equal(validate(serverMethods.describe.result, page), undefined);
      names.push(...page.sensors.map(({ name }) => name), ...page.actuators.map(({ name }) => name));
      from = page.next;
    }
    for (const name of [...Object.keys(units), "relay", "lamp", "door", "climate"]) ok(names.includes(name), name);
    equal(device.exceptions, 0);
    device.close();
  });

  it("heats its room to the target and cools it, by a command", () => {
    const { clock, device, ask, value, hand } = startHome();
    hand({ room: { temperature: 15 } });
    clock.advance(5000);
    close(Number(value("temperature")), 15, 0.3);
    deepEqual(ask("actuator.set", { name: "climate.target", value: 18 })?.error, undefined);
    deepEqual(ask("actuator.set", { name: "climate.mode", value: "auto" })?.error, undefined);
    clock.advance(20_000);
    equal(value("climate"), "heating");
    ok(clock.advanceUntil(() => value("climate") === "idle", 3_600_000));
    ok(Number(value("temperature")) >= 17.9, String(value("temperature")));
    hand({ room: { temperature: 26 } });
    clock.advance(60_000);
    equal(value("climate"), "cooling");
    device.close();
  });

  it("locks its door, sees that it is locked, and says when it is jammed", () => {
    const { clock, device, ask, value, hand } = startHome();
    deepEqual(ask("actuator.set", { name: "door", value: "locked" })?.error, undefined);
    clock.advance(5000);
    equal(value("door"), "locked");
    equal(value("door.bolt"), true);
    hand({ door: { jam: true } });
    ask("actuator.set", { name: "door", value: "unlocked" });
    clock.advance(6000);
    equal(value("door"), "jammed");
    hand({ door: { jam: false } });
    ask("actuator.set", { name: "door", value: "unlocked" });
    clock.advance(6000);
    equal(value("door"), "unlocked");
    device.close();
  });

  it("counts what the house takes, and goes on counting after a restart", () => {
    const { clock, device, value, world } = startHome();
    clock.advance(600_000);
    const energy = Number(value("house.energy"));
    ok(energy > 0 && Number(value("house.power")) > 0, `${energy} kWh`);
    device.close();
    world.hardware.reset();
    const again = start(world.virtual.board, exampleHome);
    clock.advance(30_000);
    ok(Number(value("house.energy")) >= energy);
    again.close();
  });

  it("shows each chip that is pulled off the bus as a fault of its readings, the others go on, and it heals", () => {
    const readings: Record<string, string> = { sht4x: "temperature", scd4x: "co2", ina219: "supply.voltage" };
    for (const name of chipNames) {
      const reading = readings[name];
      if (reading === undefined) continue;
      const { clock, device, records, events, hardware, cloud } = startHome();
      clock.advance(30_000);
      const none: ChipFault = "none";
      hardware.chips[name].fault = "no-answer";
      clock.advance(60_000);
      const names = (events("sensor.fault") as { name: string }[]).map((each) => each.name);
      ok(names.includes(reading), `${name}: ${names.join()}`);
      equal(names.filter((each) => each === reading).length, 1, "told once");
      const before = records("light").length;
      const stale = records(reading).length;
      clock.advance(60_000);
      ok(records("light").length >= before + 28, "the others go on");
      equal(records(reading).length, stale, "nothing is told in its place");
      hardware.chips[name].fault = none;
      clock.advance(120_000);
      ok(
        (events("sensor.healed") as { name: string }[]).some((each) => each.name === reading),
        name,
      );
      ok(records(reading).length > stale, name);
      equal(device.session.isOnline && device.exceptions === 0 && cloud.gaps === 0, true);
      device.close();
    }
  });

  it("says good night: what there is goes to rest", () => {
    const { clock, device, ask, value } = startHome();
    ask("actuator.set", { name: "lamp", value: 0.7 });
    ask("actuator.set", { name: "relay", value: true });
    const answer = ask("home.goodnight", {});
    deepEqual(Object.keys(answer?.result as object), ["lamp", "relay", "door", "climate.target"]);
    clock.advance(5000);
    deepEqual(["lamp", "relay", "door", "climate.target"].map(value), [0, false, "locked", 17]);
    device.close();
  });

  it("toggles its lamp by a long press, with its cloud or without", () => {
    const { clock, device, hardware } = startHome();
    hardware.radio.set({ state: "gone" });
    clock.advance(5000);
    hardware.press(true);
    clock.advance(1500);
    hardware.press(false);
    clock.advance(500);
    equal(hardware.pins.shown(4), 1);
    device.close();
  });
});
