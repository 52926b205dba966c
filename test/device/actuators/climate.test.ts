/** Climates: what is decided by the reading, cycle times, loss of the sensor, the maximum on-time. */
import { deepEqual, equal, ok } from "../../support/assert.js";
import { Rig } from "../support/rig.js";

const both = {
  kind: "climate",
  name: "heating",
  reading: "temperature",
  heat: { pin: 12, minimumOnMs: 60000, minimumOffMs: 30000 },
  cool: { pin: 13, minimumOnMs: 60000, minimumOffMs: 30000 },
};
const simple = { ...both, heat: { pin: 12 }, cool: { pin: 13 }, staleMs: 60000 };
const outputs = (rig: Rig) => [rig.shown(12), rig.shown(13)];

describe("climate", () => {
  it("heats from below the hysteresis up to its target, cools from above it down to it", () => {
    const rig = new Rig({ actuators: [simple] });
    rig.set("heating.target", 21);
    rig.set("heating.mode", "auto");
    const course: [temperature: number, value: string][] = [
      [21, "idle"],
      [20.6, "idle"],
      [20.5, "heating"],
      [20.9, "heating"],
      [21, "idle"],
      [20.6, "idle"],
      [21.4, "idle"],
      [21.5, "cooling"],
      [21.1, "cooling"],
      [21, "idle"],
      [25, "cooling"],
      [10, "heating"],
    ];
    for (const [temperature, value] of course) {
      rig.read("temperature", temperature);
      equal(rig.value("heating"), value, String(temperature));
    }
    deepEqual(outputs(rig), [1, 0]);
  });

  it("does what its mode says alone, and nothing when it is off", () => {
    const rig = new Rig({ actuators: [simple] });
    rig.read("temperature", 5);
    deepEqual([rig.value("heating"), rig.value("heating.mode"), rig.value("heating.target")], ["off", "off", 20]);
    rig.set("heating.mode", "cool");
    equal(rig.value("heating"), "idle");
    rig.set("heating.mode", "heat");
    equal(rig.value("heating"), "heating");
    rig.read("temperature", 40);
    equal(rig.value("heating"), "idle");
    rig.set("heating.mode", "cool");
    equal(rig.value("heating"), "cooling");
    rig.set("heating.mode", "off");
    deepEqual([...outputs(rig), rig.value("heating")], [0, 0, "off"]);
  });

  it("takes a mode or a target by its own name too, in the range of its definition", () => {
    const rig = new Rig({ actuators: [{ ...simple, cool: undefined, minimum: 10, maximum: 25 }] });
    equal(rig.set("heating", "heat"), undefined);
    equal(rig.set("heating", 22), undefined);
    deepEqual([rig.value("heating.mode"), rig.value("heating.target")], ["heat", 22]);
    equal(rig.set("heating.target", 9)?.message, "value must be a number from 10 to 25");
    equal(rig.set("heating.target", "22")?.code, -32602);
    equal(rig.set("heating.mode", "cool")?.message, "value must be one of off, heat");
    equal(rig.set("heating.mode", true)?.code, -32602);
    equal(rig.set("heating.speed", 1)?.code, -32003);
    deepEqual(rig.told("heating.mode"), ["heat", "heat"]);
    deepEqual(rig.told("heating.target"), [20, 22]);
  });

  it("keeps its cycle times, whatever the reading and the mode do, and never heats and cools together", () => {
    const rig = new Rig({ actuators: [{ ...both, changeoverMs: 10000 }] });
    rig.set("heating.mode", "auto");
    rig.read("temperature", 10);
    deepEqual(outputs(rig), [0, 0], "the off-time counts from the start");
    rig.run(30000);
    deepEqual(outputs(rig), [1, 0]);
    rig.read("temperature", 30);
    deepEqual(outputs(rig), [1, 0]);
    rig.set("heating.mode", "off");
    rig.run(59999);
    deepEqual(outputs(rig), [1, 0]);
    rig.run(1);
    deepEqual(outputs(rig), [0, 0]);
    rig.set("heating.mode", "cool");
    rig.read("temperature", 30);
    rig.run(9999);
    deepEqual(outputs(rig), [0, 0]);
    rig.run(1);
    deepEqual(outputs(rig), [0, 1]);
    deepEqual(rig.told("heating").at(-1), "cooling");
  });

  it("goes off and is a fault without a reading: when its sensor has one, and when it is silent too long", () => {
    const rig = new Rig({ actuators: [simple] });
    rig.set("heating.mode", "heat");
    rig.read("temperature", 10);
    rig.run(30000);
    deepEqual(outputs(rig), [1, 0]);
    rig.lose("temperature");
    deepEqual(outputs(rig), [0, 0]);
    deepEqual(rig.events.at(-1), { name: "actuator.fault", data: { name: "heating", fault: "no-reading" } });
    rig.read("temperature", 10);
    deepEqual(outputs(rig), [1, 0]);
    rig.run(59999);
    deepEqual(outputs(rig), [1, 0]);
    rig.run(1);
    deepEqual(outputs(rig), [0, 0]);
    deepEqual(rig.eventNames(), ["sensor.fault", "actuator.fault", "actuator.healed", "actuator.fault"]);
    rig.set("heating.mode", "off");
    equal(rig.eventNames().at(-1), "actuator.healed");
  });

  it("whose sensor is silent from the start says so after its time, and does nothing before", () => {
    const rig = new Rig({ actuators: [{ ...simple, restore: "heat" }] });
    rig.run(59999);
    deepEqual([rig.events.length, ...outputs(rig)], [0, 0, 0]);
    rig.run(1);
    deepEqual(rig.eventNames(), ["actuator.fault"]);
  });

  it("goes on by a reading that a filter holds back, for its sensor works", () => {
    const rig = new Rig({ actuators: [simple] });
    rig.set("heating.mode", "heat");
    rig.read("temperature", 10);
    for (let i = 0; i < 10; i++) {
      rig.run(30000);
      rig.parts.reporter.confirm("temperature", undefined, rig.now);
    }
    deepEqual([...outputs(rig), rig.events.length], [1, 0, 0]);
  });

  it("stays off after its maximum on-time without effect, until it is set or the target is reached", () => {
    const rig = new Rig({ actuators: [{ ...simple, heat: { pin: 12, maximumOnMs: 20000 } }] });
    rig.set("heating.mode", "auto");
    rig.read("temperature", 10);
    rig.run(20000);
    deepEqual(outputs(rig), [0, 0]);
    deepEqual(rig.eventNames(), ["actuator.limited"]);
    rig.read("temperature", 9);
    rig.run(10000);
    deepEqual(outputs(rig), [0, 0]);
    rig.set("heating.target", 21);
    deepEqual(outputs(rig), [1, 0]);
    rig.run(20000);
    rig.read("temperature", 22);
    rig.read("temperature", 10);
    deepEqual(outputs(rig), [1, 0]);
  });

  it("has its mode and target again after a restart, when its definition says so", () => {
    const rig = new Rig({ actuators: [{ ...simple, restore: "last" }] });
    rig.set("heating.mode", "heat");
    rig.set("heating.target", 23.5);
    rig.run(5000);
    deepEqual(rig.stored(), { "heating.mode": "heat", "heating.target": 23.5 });
    rig.restart();
    deepEqual([rig.value("heating.mode"), rig.value("heating.target")], ["heat", 23.5]);
    ok(!rig.lines.some((line) => line.startsWith("warn")), rig.lines.join());
  });

  it("without an output cannot be opened, and the others are", () => {
    const rig = new Rig({
      actuators: [
        { kind: "climate", name: "none", reading: "temperature" },
        { kind: "climate", name: "half", reading: "temperature", heat: { pin: 14 }, cool: { pin: 99 } },
        simple,
        { kind: "switch", name: "heater", pin: 14 },
      ],
    });
    deepEqual(
      rig.parts.actuators.all.map(({ definition }) => definition.name),
      ["heating", "heater"],
    );
  });
});
