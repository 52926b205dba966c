/** Rules: thresholds, states, buttons, conditions, actions, and that none runs away. By the clock: clock.test.ts. */
import { deepEqual, equal, ok } from "../../support/assert.js";
import { Rig } from "../support/rig.js";
import { acts, actuators, counted, withRules } from "../support/rule-rig.js";

describe("a rule with a threshold", () => {
  it("acts when the reading passes it, once, until it has gone back by the hysteresis", () => {
    const rig = withRules(counted({ when: [{ reading: "temperature", above: 25, hysteresis: 1 }] }));
    const course: [value: number, acts: number][] = [
      [25, 0],
      [25.1, 1],
      [26, 1],
      [24.5, 1],
      [25.5, 1],
      [24, 1],
      [25.5, 2],
    ];
    for (const [value, count] of course) {
      rig.read("temperature", value);
      equal(acts(rig), count, String(value));
    }
  });

  it("counts one that is passed at the start, and a band between two", () => {
    const rig = withRules(counted({ when: [{ reading: "temperature", above: 10, below: 20, hysteresis: 2 }] }));
    rig.read("temperature", 15);
    equal(acts(rig), 1);
    rig.read("temperature", 21.9);
    rig.read("temperature", 15);
    equal(acts(rig), 1);
    rig.read("temperature", 22);
    rig.read("temperature", 15);
    equal(acts(rig), 2);
  });

  it("waits until it has been so for a time, if it says so", () => {
    const rig = withRules(counted({ when: [{ reading: "temperature", below: 5, forMs: 10000 }] }));
    rig.read("temperature", 4);
    rig.run(9000);
    rig.read("temperature", 6);
    rig.run(20000);
    equal(acts(rig), 0);
    rig.read("temperature", 4);
    rig.run(5000);
    rig.lose("temperature");
    rig.run(20000);
    equal(acts(rig), 0, "a sensor that does not work says nothing");
    rig.read("temperature", 4);
    rig.run(9999);
    equal(acts(rig), 0);
    rig.run(1);
    equal(acts(rig), 1);
    rig.run(60000);
    equal(acts(rig), 1);
  });
});

describe("a rule with a state", () => {
  it("acts when it becomes so, not when it is so at the start", () => {
    const rig = withRules(counted({ when: [{ reading: "window", is: true }] }));
    rig.read("window", true);
    equal(acts(rig), 0);
    rig.read("window", false);
    rig.read("window", true);
    equal(acts(rig), 1);
  });

  it("knows actuators and their controls, whoever changed them", () => {
    const rig = withRules(
      counted({ when: [{ reading: "fan", is: true }] }),
      counted({ name: "s", when: [{ reading: "door", is: "locked" }] }),
      counted({ name: "t", when: [{ reading: "heating.mode", is: "heat" }] }),
      counted({ name: "u", when: [{ reading: "lamp", above: 0.5 }] }),
    );
    rig.parts.actuators.tellAll(rig.now);
    rig.set("fan", true);
    rig.run(0);
    equal(acts(rig), 1);
    rig.set("door", "locked");
    rig.run(50);
    equal(acts(rig), 1);
    rig.run(50);
    equal(acts(rig), 2);
    rig.set("heating.mode", "heat");
    rig.run(0);
    equal(acts(rig), 3);
    rig.set("lamp", 1, 1000);
    rig.run(999);
    equal(acts(rig), 3);
    rig.run(1);
    equal(acts(rig), 4);
  });
});

describe("a rule with a button", () => {
  const rules = ["pressed", "released", "short", "double", "long"].map((press) => ({
    name: press,
    when: [{ button: "button", press }],
    do: [{ event: press }],
    perMinute: 60,
  }));
  const pressed = (...steps: number[]): string => {
    const rig = withRules(...rules);
    rig.read("button", false);
    let isDown = false;
    for (const ms of steps) {
      isDown = !isDown;
      rig.read("button", isDown);
      rig.run(ms);
    }
    return rig.eventNames().join(" ");
  };

  it("tells a short press from a double and a long one", () => {
    equal(pressed(100, 1000), "pressed released short");
    equal(pressed(100, 200, 100, 1000), "pressed released pressed double released");
    equal(pressed(900, 1000), "pressed long released");
    equal(pressed(799, 1000), "pressed released short");
    equal(pressed(100, 399, 2000, 1000), "pressed released pressed double released");
    equal(pressed(100, 401, 100, 1000), "pressed released short pressed released short");
    equal(pressed(5000), "pressed long");
    equal(pressed(100, 200, 100, 200, 100, 1000), "pressed released pressed double released pressed released short");
  });

  it("is not pressed by how it stands at the start, nor by a contact that does not work", () => {
    const rig = withRules(...rules);
    rig.read("button", true);
    rig.run(2000);
    deepEqual(rig.eventNames(), []);
    rig.read("button", false);
    rig.run(1000);
    deepEqual(rig.eventNames(), ["released"]);
    rig.read("button", true);
    rig.lose("button");
    rig.run(2000);
    deepEqual(rig.eventNames(), ["released", "pressed", "sensor.fault"]);
  });

  it("means a press when it does not say which", () => {
    const rig = withRules(counted({ when: [{ button: "button" }] }));
    rig.read("button", false);
    rig.read("button", true);
    equal(acts(rig), 1);
  });
});

describe("the conditions of a rule", () => {
  it("have all to be so at that moment", () => {
    const rig = withRules(
      counted({
        when: [{ button: "button" }],
        if: [
          { reading: "temperature", above: 20 },
          { reading: "fan", is: false },
        ],
      }),
    );
    const press = () => {
      rig.read("button", false);
      rig.read("button", true);
      return acts(rig);
    };
    rig.parts.actuators.tellAll(rig.now);
    equal(press(), 0, "there is no reading yet");
    rig.read("temperature", 21);
    equal(press(), 1);
    rig.set("fan", true);
    equal(press(), 1);
    rig.set("fan", false);
    rig.lose("temperature");
    equal(press(), 1, "a lost reading is none");
  });

  it("may be a span of the day, over midnight too, on days on which it begins", () => {
    const cases: [condition: object, at: string, isSo: boolean][] = [
      [{ from: "08:00", to: "20:00" }, "2026-01-12T07:00:00Z", true],
      [{ from: "08:00", to: "20:00" }, "2026-01-12T06:59:00Z", false],
      [{ from: "08:00", to: "20:00" }, "2026-01-12T19:00:00Z", false],
      [{ from: "22:00", to: "06:00" }, "2026-01-12T21:00:00Z", true],
      [{ from: "22:00", to: "06:00" }, "2026-01-12T04:59:00Z", true],
      [{ from: "22:00", to: "06:00" }, "2026-01-12T05:00:00Z", false],
      [{ from: "22:00", to: "06:00", days: ["sunday"] }, "2026-01-12T04:00:00Z", true],
      [{ from: "22:00", to: "06:00", days: ["monday"] }, "2026-01-12T04:00:00Z", false],
      [{ from: "22:00", to: "06:00", days: ["monday"] }, "2026-01-12T22:00:00Z", true],
      [{ from: "10:00", to: "10:00" }, "2026-01-12T03:00:00Z", true],
    ];
    for (const [condition, at, isSo] of cases) {
      const rig = withRules(counted({ when: [{ reading: "x", above: 0 }], if: [condition] }));
      rig.virtual.board.clock.setWall(Date.parse(at));
      rig.read("x", 1);
      equal(acts(rig), isSo ? 1 : 0, `${JSON.stringify(condition)} ${at}`);
    }
    const unknown = withRules(counted({ when: [{ reading: "x", above: 0 }], if: [{ from: "00:00", to: "00:00" }] }));
    unknown.read("x", 1);
    equal(acts(unknown), 0);
  });
});

describe("the actions of a rule", () => {
  it("set, turn round, and tell, in their order; one that fails does not keep the others", () => {
    const rig = withRules({
      name: "all",
      when: [{ reading: "x", above: 0 }],
      do: [
        { set: "fan", value: 7 },
        { set: "lamp", value: 0.5, transitionMs: 1000 },
        { set: "heating.target", value: 18 },
        { event: "done", data: "well" },
      ],
    });
    rig.read("x", 1);
    rig.run(1000);
    deepEqual([rig.value("fan"), rig.value("lamp"), rig.value("heating.target")], [false, 0.5, 18]);
    deepEqual(rig.events, [{ name: "done", data: { text: "well" } }]);
    ok(rig.lines.includes("warn rule.failed: all: value must be true or false"), rig.lines.join());
  });

  it("turn switches, lights and locks round, and say when there is no other state", () => {
    for (const [name, from, to] of [
      ["fan", true, false],
      ["fan", false, true],
      ["lamp", 0.4, 0],
      ["lamp", 0, 1],
      ["door", "locked", "unlocking"],
      ["door", "unlocked", "locking"],
    ] as const) {
      const rig = withRules({ name: "r", when: [{ reading: "x", above: 0 }], do: [{ toggle: name }] });
      rig.set(name, from);
      rig.run(100);
      rig.read("x", 1);
      equal(rig.value(name), to, `${name} ${from}`);
    }
    const rig = withRules({
      name: "r",
      when: [{ reading: "x", above: 0 }],
      do: [{ toggle: "heating" }, { toggle: "y" }],
    });
    rig.read("x", 1);
    deepEqual(rig.lines.filter((line) => line.includes("rule.failed")).length, 2);
  });
});

describe("rules together", () => {
  it("act at most so often as they may, are counted, and said once when it begins", () => {
    const rig = withRules({ name: "r", when: [{ button: "b" }], do: [{ event: "acted" }], perMinute: 3 });
    rig.read("b", false);
    for (let i = 0; i < 30; i++) {
      rig.read("b", true);
      rig.read("b", false);
      rig.run(1000);
    }
    equal(acts(rig), 3 + 1);
    equal(rig.parts.rules?.suppressed, 26);
    equal(rig.lines.filter((line) => line.includes("rule.limited")).length, 2);
  });

  it("that answer each other cannot run away", () => {
    const rig = withRules(
      { name: "on", when: [{ reading: "fan", is: false }], do: [{ set: "fan", value: true }] },
      { name: "off", when: [{ reading: "fan", is: true }], do: [{ set: "fan", value: false }] },
    );
    let changes = 0;
    rig.virtual.hardware.pins.onOutput((pin) => {
      if (pin === 12) changes++;
    });
    rig.parts.actuators.tellAll(rig.now);
    rig.set("fan", true);
    rig.run(60 * 60000);
    ok(changes <= 2 * (6 + 6 * 60) + 1, `${changes} changes an hour`);
  });

  it("act without a cloud", () => {
    const rig = withRules(counted({ when: [{ reading: "x", above: 0 }], do: [{ set: "fan", value: true }] }));
    rig.isOnline = false;
    rig.read("x", 1);
    equal(rig.value("fan"), true);
  });

  it("that come with another definition know the actuators that go on", () => {
    const rig = new Rig({ actuators });
    rig.set("fan", true);
    const rules = [counted({ when: [{ reading: "x", above: 0 }], if: [{ reading: "fan", is: true }] })];
    rig.parts.replace({ sensors: [], actuators, rules }, rig.now);
    rig.read("x", 1);
    equal(acts(rig), 1);
  });

  it("are none when there are none", () => {
    equal(new Rig({ actuators, rules: [] }).parts.rules, undefined);
  });
});
