/** Switches and what all outputs have in common: limits, interlock, restart, lost cloud, failing hardware. */
import { deepEqual, equal, ok } from "../../support/assert.js";
import { Rig } from "../support/rig.js";

const up = { kind: "switch", name: "up", pin: 12 };
const down = { kind: "switch", name: "down", pin: 13 };

describe("switch", () => {
  it("is on and off as it is told, and refuses what is neither", () => {
    const rig = new Rig({ actuators: [up] });
    equal(rig.set("up", true), undefined);
    deepEqual([rig.value("up"), rig.shown(12)], [true, 1]);
    equal(rig.set("up", 1)?.message, "value must be true or false");
    equal(rig.set("up", "on")?.code, -32602);
    equal(rig.set("up.on", true)?.code, -32003);
    equal(rig.set("other", true)?.code, -32003);
    rig.set("up", false);
    deepEqual([rig.value("up"), rig.shown(12)], [false, 0]);
    deepEqual(rig.told("up"), [true, false]);
  });

  it("is on while its pin is low when it is active low, and off before anybody asks", () => {
    const rig = new Rig({ actuators: [{ ...up, activeLow: true }] });
    equal(rig.shown(12), 1);
    rig.set("up", true);
    equal(rig.shown(12), 0);
  });

  it("goes off by itself after its maximum on-time, which asking again does not prolong, and says so", () => {
    const rig = new Rig({ actuators: [{ ...up, maximumOnMs: 5000 }] });
    rig.set("up", true);
    for (let i = 0; i < 4; i++) {
      rig.run(1000);
      rig.set("up", true);
    }
    rig.run(999);
    equal(rig.value("up"), true);
    rig.run(1);
    equal(rig.shown(12), 0);
    equal(rig.told("up").at(-1), false);
    deepEqual(rig.events, [{ name: "actuator.limited", data: { name: "up", limit: "maximum-on" } }]);
    equal(rig.set("up", true), undefined);
    equal(rig.value("up"), true);
  });

  it("keeps its minimum times, does what was asked last when it may, and says where it is on its way to", () => {
    const rig = new Rig({ actuators: [{ ...up, minimumOnMs: 3000, minimumOffMs: 2000 }] });
    rig.set("up", true);
    equal(rig.value("up"), false, "the off-time counts from the start");
    equal(rig.parts.findActuator("up")?.target, true);
    rig.run(2000);
    equal(rig.value("up"), true);
    rig.set("up", false);
    equal(rig.value("up"), true);
    rig.set("up", true);
    rig.set("up", false);
    rig.run(2999);
    equal(rig.shown(12), 1);
    rig.run(1);
    equal(rig.shown(12), 0);
    equal(rig.parts.findActuator("up")?.target, undefined);
    deepEqual(rig.told("up").slice(-1), [false]);
  });
});

describe("interlock", () => {
  const pair = [
    { ...up, interlock: "shutter", interlockDelayMs: 500 },
    { ...down, interlock: "shutter" },
  ];

  it("switches the other off, and waits before it goes on; the newest request wins", () => {
    const rig = new Rig({ actuators: pair });
    rig.run(500);
    rig.set("up", true);
    equal(rig.shown(12), 1);
    rig.set("down", true);
    deepEqual([rig.shown(12), rig.shown(13)], [0, 0]);
    equal(rig.told("up").at(-1), false);
    rig.run(499);
    equal(rig.shown(13), 0);
    rig.run(1);
    equal(rig.shown(13), 1);
    equal(rig.told("down").at(-1), true);
    rig.set("up", true);
    rig.set("down", true);
    equal(rig.parts.findActuator("up")?.target, undefined);
    rig.run(5000);
    deepEqual([rig.shown(12), rig.shown(13)], [0, 1]);
  });

  it("waits its delay after a start too, for nobody knows what was on", () => {
    const rig = new Rig({ actuators: pair });
    rig.set("up", true);
    equal(rig.shown(12), 0);
    rig.run(500);
    equal(rig.shown(12), 1);
  });

  it("waits for a minimum on-time instead of cutting it short", () => {
    const rig = new Rig({
      actuators: [
        { ...up, interlock: "x", minimumOnMs: 3000 },
        { ...down, interlock: "x" },
      ],
    });
    rig.set("up", true);
    rig.set("down", true);
    rig.run(2999);
    deepEqual([rig.shown(12), rig.shown(13)], [1, 0]);
    rig.run(1);
    deepEqual([rig.shown(12), rig.shown(13)], [0, 1]);
  });

  it("does not switch on while the other cannot be switched off", () => {
    const rig = new Rig({
      actuators: [
        { ...up, interlock: "x" },
        { ...down, interlock: "x" },
      ],
    });
    rig.set("up", true);
    const { Digital } = rig.virtual.hardware.io;
    const write = Digital.prototype.write;
    let isDead = true;
    Digital.prototype.write = function (value) {
      if (isDead && value === 0) throw new Error("stuck");
      write.call(this, value);
    };
    equal(rig.set("down", true), undefined);
    rig.run(3000);
    deepEqual([rig.shown(12), rig.shown(13)], [1, 0]);
    deepEqual(rig.eventNames(), ["actuator.fault"]);
    equal(rig.parts.findActuator("up")?.fault, "hardware");
    isDead = false;
    rig.run(1000);
    deepEqual([rig.shown(12), rig.shown(13)], [0, 1]);
    deepEqual(rig.eventNames(), ["actuator.fault", "actuator.healed"]);
  });
});

describe("after a restart", () => {
  it("an actuator is safe, as it was last, or as its definition says", () => {
    const rig = new Rig({
      actuators: [
        { kind: "switch", name: "a", pin: 12, restore: "last" },
        { kind: "switch", name: "b", pin: 13 },
        { kind: "switch", name: "c", pin: 14, restore: true },
        { kind: "switch", name: "d", pin: 15, safe: true },
        { kind: "light", name: "e", pin: 16, restore: "last" },
        { kind: "light", name: "f", pin: 17, restore: 0.5 },
      ],
    });
    const all = () => ["a", "b", "c", "d", "e", "f"].map((name) => rig.value(name));
    deepEqual(all(), [false, false, true, true, 0, 0.5]);
    for (const name of ["a", "b"]) rig.set(name, true);
    for (const name of ["c", "d"]) rig.set(name, false);
    rig.set("e", 0.25);
    rig.set("f", 0.25);
    rig.run(5000);
    deepEqual(rig.stored(), { a: true, e: 0.25 });
    rig.restart(false);
    deepEqual(all(), [true, false, true, true, 0.25, 0.5]);
  });

  it("what is stored may be anything: what is no value of it is its safe state", () => {
    for (const last of ["{", "[1]", "null", '{"a":"x","e":7}', '{"a":null}', "{}", '{"e":[1]}']) {
      const rig = new Rig(
        {
          actuators: [
            { kind: "switch", name: "a", pin: 12, restore: "last", safe: true },
            { kind: "light", name: "e", pin: 16, restore: "last", safe: 0.5 },
          ],
        },
        { last },
      );
      deepEqual([rig.value("a"), rig.value("e")], [true, 0.5], last);
    }
  });

  it("two of an interlock are not both on, whatever was stored", () => {
    const pair = [
      { ...up, interlock: "x", restore: "last" },
      { ...down, interlock: "x", restore: "last" },
    ];
    const rig = new Rig({ actuators: pair }, { last: '{"up":true,"down":true}' });
    rig.run(1000);
    deepEqual([rig.shown(12), rig.shown(13)], [0, 1]);
  });

  it("values that change all the time are stored within a budget, and the last one before an orderly end", () => {
    const rig = new Rig({ actuators: [{ kind: "light", name: "e", pin: 16, restore: "last" }] });
    let writes = 0;
    const { change } = rig.virtual.hardware.keyValue;
    rig.virtual.hardware.keyValue.change = function (...args) {
      writes++;
      change.apply(this, args);
    };
    for (let i = 0; i < 3600; i++) {
      rig.set("e", (i % 100) / 100);
      rig.run(1000);
    }
    ok(writes <= 6 + 60, `${writes} writes an hour`);
    ok(writes >= 60, `${writes} writes an hour`);
    rig.set("e", 0.125);
    rig.restart();
    equal(rig.value("e"), 0.125);
  });

  it("safe mode takes their safe state, and keeps what was stored for afterwards", () => {
    const rig = new Rig({
      actuators: [
        { ...up, restore: "last" },
        { ...down, restore: true },
      ],
    });
    rig.set("up", true);
    rig.run(5000);
    rig.isSafe = true;
    rig.restart();
    rig.run(60000);
    deepEqual([rig.value("up"), rig.value("down")], [false, false]);
    deepEqual(rig.stored(), { up: true });
    rig.isSafe = false;
    rig.restart();
    deepEqual([rig.value("up"), rig.value("down")], [true, true]);
  });

  it("another definition keeps the last values of what was there", () => {
    const lamp = { kind: "light", name: "e", pin: 16, restore: "last" };
    const rig = new Rig({ actuators: [lamp] });
    rig.set("e", 0.25);
    rig.parts.replace({ sensors: [], actuators: [{ ...lamp, title: "Lamp" }] }, rig.now);
    equal(rig.value("e"), 0.25);
  });

  it("storage that is full is said, and tried again", () => {
    const rig = new Rig({ actuators: [{ ...up, restore: "last" }] });
    const { keyValue } = rig.virtual.hardware;
    const { change } = keyValue;
    keyValue.change = () => {
      throw new Error("no room");
    };
    rig.set("up", true);
    rig.run(5000);
    ok(rig.lines.some((line) => line.includes("no room")));
    keyValue.change = change;
    rig.run(60000);
    deepEqual(rig.stored(), { up: true });
  });
});

describe("when the cloud is lost", () => {
  it("an actuator keeps its state, or takes the one that its definition names, once for each outage", () => {
    const rig = new Rig({
      actuators: [up, { ...down, onCloudLost: { after: 60, state: true } }],
    });
    rig.set("up", true);
    rig.run(1000);
    rig.isOnline = false;
    rig.run(59999);
    equal(rig.value("down"), false);
    rig.run(2);
    equal(rig.value("down"), true);
    deepEqual(rig.events, [{ name: "actuator.cloud-lost", data: { name: "down" } }]);
    rig.set("down", false);
    rig.run(600000);
    equal(rig.value("down"), false, "a person at the device has the last word");
    rig.isOnline = true;
    rig.run(1000);
    rig.isOnline = false;
    rig.run(61000);
    deepEqual([rig.value("up"), rig.value("down")], [true, true]);
  });

  it("a cloud that never came counts from the start", () => {
    const rig = new Rig({ actuators: [{ ...down, onCloudLost: { after: 5, state: true } }] });
    rig.isOnline = false;
    rig.run(5000);
    equal(rig.value("down"), true);
  });
});
