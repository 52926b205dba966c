/** The check of rules and actuators: what is wrong is found at its place, with the reason. */
import { actuatorKind } from "../../../src/device/actuator-kind.js";
import { checkDefinition } from "../../../src/device/check/check-definition.js";
import { problemText } from "../../../src/device/check/problems.js";
import { Kinds } from "../../../src/device/kinds.js";
import { freeze } from "../../../src/protocol/schema.js";
import { deepEqual, equal } from "../../support/assert.js";
import { Rig } from "../support/rig.js";

const board = { pin: { button: 0 }, I2C: {} };
const sensors = [{ kind: "contact", pin: "button", mode: "input", readings: { active: { name: "button" } } }];
const fan = { kind: "switch", name: "fan", pin: 12 };
const lamp = { kind: "light", name: "lamp", pin: 13 };
const heating = { kind: "climate", name: "heating", reading: "button", heat: { pin: 14 } };

const found = (definition: object): string[] =>
  checkDefinition({ sensors, actuators: [fan, lamp, heating], ...definition }, board, new Kinds({})).map(problemText);
const rule = (fields: object): string[] =>
  found({ rules: [{ name: "r", when: [{ button: "button" }], do: [{ toggle: "fan" }], ...fields }] });
const actuator = (...actuators: object[]): string[] => found({ actuators });

describe("the check of rules", () => {
  it("finds nothing wrong with sound ones", () => {
    deepEqual(rule({}), []);
    deepEqual(
      found({
        timeZone: "CET-1CEST,M3.5.0,M10.5.0/3",
        rules: [
          {
            name: "a",
            when: [
              { at: "07:00", days: ["monday"] },
              { reading: "heating.target", above: 1, below: 2, hysteresis: 0.5, forMs: 1000 },
              { reading: "fan", is: true },
              { button: "button", press: "long" },
            ],
            if: [
              { from: "22:00", to: "06:00" },
              { reading: "lamp", above: 0.5 },
            ],
            do: [
              { set: "lamp.on", value: true },
              { set: "heating.mode", value: "heat" },
              { event: "x", data: "y" },
            ],
            perMinute: 1,
          },
        ],
      }),
      [],
    );
  });

  it("names what is missing, too much, unknown, or does not go together", () => {
    const cases: [fields: object, ...problems: string[]][] = [
      [{ when: [] }, "rules[0].when: must have at least 1 items"],
      [{ when: [{}] }, "rules[0].when[0]: must have one of reading, button, at"],
      [
        { when: [{ reading: "fan", is: 1, at: "07:00" }] },
        "rules[0].when[0]: must have one of reading, button, at, not reading and at",
      ],
      [{ when: [{ reading: "fan" }] }, "rules[0].when[0]: must have above, below or is"],
      [
        { when: [{ reading: "fam", is: true }] },
        'rules[0].when[0].reading: there is no reading or actuator "fam"; did you mean "fan"?',
      ],
      [{ when: [{ button: "fan" }] }, 'rules[0].when[0].button: there is no reading "fan"; known are button'],
      [
        { when: [{ button: "button", press: "hard" }] },
        "rules[0].when[0].press: must be one of pressed, released, short, double, long",
      ],
      [{ when: [{ button: "button", above: 1 }] }, "rules[0].when[0].above: belongs to reading, not to button"],
      [{ when: [{ at: "24:00" }] }, "rules[0].when[0].at: must be a time from 00:00 to 23:59"],
      [{ when: [{ at: "7:00" }] }, "rules[0].when[0].at: must be a time from 00:00 to 23:59"],
      [{ when: [{ reading: "lamp", above: 2, below: 1 }] }, "rules[0].when[0].above: must be less than below (1)"],
      [{ when: [{ reading: "lamp", is: 1, above: 0 }] }, "rules[0].when[0].is: leaves nothing to above or below"],
      [{ if: [{ from: "07:00" }] }, "rules[0].if[0].to: is missing"],
      [
        { if: [{ reading: "fan", is: true, days: ["monday"] }] },
        "rules[0].if[0].days: belongs to from, not to reading",
      ],
      [
        { if: [{ from: "07:00", to: "08:00", days: ["funday"] }] },
        "rules[0].if[0].days[0]: must be one of sunday, monday, tuesday, wednesday, thursday, friday, saturday",
      ],
      [{ do: [{ set: "fan" }] }, "rules[0].do[0].value: is missing"],
      [
        { do: [{ set: "heating.speed", value: 1 }] },
        'rules[0].do[0].set: there is no actuator "heating.speed"; known are fan, lamp, lamp.on, heating, heating.mode, heating.target',
      ],
      [
        { do: [{ toggle: "fan", event: "x" }] },
        "rules[0].do[0]: must have one of set, toggle, event, not toggle and event",
      ],
      [{ do: [{ event: "x", value: 1 }] }, "rules[0].do[0].value: belongs to set, not to event"],
      [{ perMinute: 0 }, "rules[0].perMinute: must be at least 0.01"],
      [{ name: undefined, do: undefined }, "rules[0].name: must be a string", "rules[0].do: must be an array"],
    ];
    for (const [fields, ...problems] of cases) deepEqual(rule(fields), problems, JSON.stringify(fields));
    deepEqual(found({ timeZone: "Europe/Berlin" })[0]?.startsWith("timeZone: must have an offset"), true);
  });
});

describe("the check of the values that rules set", () => {
  const door = { kind: "lock", name: "door", unlock: { pin: 15 }, driveMs: 500 };
  const cooler = { kind: "climate", name: "cool.room", reading: "button", cool: { pin: 16 }, minimum: 10, maximum: 18 };
  const own = actuatorKind({
    title: "Own",
    options: freeze({ type: "object", properties: {} }),
    open: () => {
      throw new Error("not opened here");
    },
  });
  const kinds = new Kinds({ actuators: { own } });
  const actuators = [fan, lamp, heating, door, cooler, { kind: "own", name: "own" }];
  const set = (name: string, value: unknown): string[] => {
    const rules = [{ name: "r", when: [{ button: "button" }], do: [{ event: "x" }, { set: name, value }] }];
    return checkDefinition({ sensors, actuators, rules }, board, kinds).map(problemText);
  };

  it("finds nothing wrong with what the actuator takes when it is set", () => {
    const good: [name: string, value: unknown][] = [
      ["fan", true],
      ["lamp", 0.5],
      ["lamp.on", false],
      ["heating", "heat"],
      ["heating", 21],
      ["heating.mode", "off"],
      ["heating.target", 30],
      ["door", "unlocked"],
      ["cool.room.target", 10],
      ["own", "whatever"],
      ["own", 7],
    ];
    for (const [name, value] of good) deepEqual(set(name, value), [], `${name} ${value}`);
  });

  it("names what it takes where it is something else", () => {
    const wrong: [name: string, value: unknown, reason: string][] = [
      ["fan", 1, 'the switch "fan" takes true or false'],
      ["fan", "on", 'the switch "fan" takes true or false'],
      ["lamp", true, 'the light "lamp" takes a number from 0 to 1'],
      ["lamp", 2, 'the light "lamp" takes a number from 0 to 1'],
      ["lamp.on", 1, 'the light "lamp.on" takes true or false'],
      ["heating", true, 'the climate "heating" takes off or heat, or a number from 5 to 30'],
      ["heating.mode", "cool", 'the climate "heating.mode" takes off or heat'],
      ["heating.target", 31, 'the climate "heating.target" takes a number from 5 to 30'],
      ["door", "open", 'the lock "door" takes locked or unlocked'],
      ["door", false, 'the lock "door" takes locked or unlocked'],
      ["cool.room.target", 9, 'the climate "cool.room.target" takes a number from 10 to 18'],
    ];
    for (const [name, value, reason] of wrong)
      deepEqual(set(name, value), [`rules[0].do[1].value: ${reason}`], `${name} ${value}`);
  });

  it("agrees with the actuators themselves, for any value", () => {
    const rig = new Rig({ actuators: [fan, lamp, heating, door], sensors: [] });
    const values = [
      true,
      false,
      0,
      0.5,
      1,
      -1,
      5,
      21,
      30,
      30.5,
      "",
      "off",
      "heat",
      "cool",
      "auto",
      "locked",
      "unlocked",
    ];
    for (const name of ["fan", "lamp", "lamp.on", "heating", "heating.mode", "heating.target", "door"]) {
      for (const value of values)
        equal(set(name, value).length === 0, rig.set(name, value) === undefined, `${name} ${value}`);
    }
    rig.parts.close(rig.now);
  });
});

describe("the check of actuators", () => {
  it("names limits that contradict, and an interlock that is alone", () => {
    deepEqual(actuator({ ...fan, maximumOnMs: 1000, minimumOnMs: 2000 }), [
      "actuators[0].minimumOnMs: must be at most maximumOnMs (1000)",
    ]);
    deepEqual(actuator({ ...fan, interlockDelayMs: 10 }), ["actuators[0].interlockDelayMs: belongs to an interlock"]);
    deepEqual(actuator({ ...fan, interlock: "shuter" }, { ...lamp, interlock: "shutter" }), [
      'actuators[0].interlock: no other output names the interlock "shuter"; did you mean "shutter"?',
      'actuators[1].interlock: no other output names the interlock "shutter"; did you mean "shuter"?',
    ]);
    deepEqual(actuator({ ...fan, interlock: "x" }, { ...lamp, interlock: "x", interlockDelayMs: 5 }), []);
  });

  it("names what a climate or a lock cannot be", () => {
    const cases: [fields: object, problem: string][] = [
      [{ heat: undefined }, "heat: must be an object"],
      [{ minimum: 30, maximum: 10 }, "minimum: must be less than maximum (10)"],
      [{ target: 40 }, "target: must be from 5 to 30"],
      [{ restore: "cool" }, "restore: must be one of off, heat, by its outputs"],
      [{ onCloudLost: { after: 5, state: "auto" } }, "onCloudLost.state: must be one of off, heat, by its outputs"],
      [
        { heat: { pin: 14, minimumOnMs: 10, maximumOnMs: 10, interlock: "x" } },
        "heat.interlock: there is no such field here",
      ],
      [{ reading: "outside" }, 'reading: there is no reading "outside"'],
    ];
    for (const [fields, problem] of cases) {
      const problems = actuator({ ...heating, ...fields });
      deepEqual([problems.length, problems[0]?.startsWith(`actuators[0].${problem}`)], [1, true], problems.join());
    }
    const { heat: _, ...bare } = heating;
    deepEqual(actuator(bare), ["actuators[0].heat: is missing, and so is cool"]);
    const lock = { kind: "lock", name: "door", unlock: { pin: 15 }, driveMs: 500 };
    deepEqual(actuator({ ...lock, contact: "button" }), [
      "actuators[0].contact: is for a motor with a lock output; a strike is locked by itself",
    ]);
    deepEqual(actuator({ ...lock, lock: { pin: 16 }, contact: "button", unlockedContact: "button" }), [
      "actuators[0].unlockedContact: is contact already",
    ]);
    deepEqual(actuator({ ...lock, lock: { pin: 15 } }), [
      "actuators[0].lock.pin: 15 is used by actuators[0].unlock.pin already",
    ]);
    deepEqual(actuator({ ...lock, restore: "open" }), [
      "actuators[0].restore: must be one of safe, last, locked, unlocked",
    ]);
  });
});
