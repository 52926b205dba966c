/** Lights: duty, gamma, transitions, on and off with the last brightness, limits. */
import { close, deepEqual, equal, ok } from "../../support/assert.js";
import { Rig } from "../support/rig.js";

const lamp = { kind: "light", name: "lamp", pin: 12 };

describe("light", () => {
  it("has the brightness that it is told, 0 to 1, and refuses all else", () => {
    const rig = new Rig({ actuators: [lamp] });
    for (const value of [0.5, 1, 0, 0.001]) {
      equal(rig.set("lamp", value), undefined);
      close(rig.shown(12), value, 0.001);
      equal(rig.value("lamp"), value);
    }
    for (const value of [-0.01, 1.01, Number.NaN, Number.POSITIVE_INFINITY, true, "on"]) {
      equal(rig.set("lamp", value)?.message, "value must be a number from 0 to 1", String(value));
    }
    deepEqual(rig.told("lamp"), [0.5, 1, 0, 0.001]);
  });

  it("turns brightness into duty by its gamma and its least duty", () => {
    const rig = new Rig({ actuators: [{ ...lamp, gamma: 2, minimumDuty: 0.1 }] });
    for (const [value, duty] of [
      [0, 0],
      [0.5, 0.325],
      [1, 1],
      [0.001, 0.1],
    ] as const) {
      rig.set("lamp", value);
      close(rig.shown(12), duty, 0.001);
    }
  });

  it("gets there over its transition time in small steps, and tells where it is at the end", () => {
    const rig = new Rig({ actuators: [{ ...lamp, transitionMs: 1000 }] });
    rig.set("lamp", 1);
    const shown: number[] = [];
    for (let i = 0; i < 10; i++) {
      rig.run(100);
      shown.push(Math.round(rig.shown(12) * 100) / 100);
    }
    deepEqual(shown, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
    deepEqual(rig.told("lamp"), [0, 1]);
    equal(rig.parts.findActuator("lamp")?.target, undefined);
    equal(rig.parts.deadline, Number.POSITIVE_INFINITY);
  });

  it("takes the transition of the command before its own, and begins anew where it is", () => {
    const rig = new Rig({ actuators: [{ ...lamp, transitionMs: 1000 }] });
    rig.set("lamp", 1, 0);
    equal(rig.shown(12), 1);
    rig.set("lamp", 0, 2000);
    deepEqual([rig.value("lamp"), rig.parts.findActuator("lamp")?.target], [1, 0]);
    rig.run(1000);
    rig.set("lamp", 1, 500);
    close(Number(rig.value("lamp")), 0.5, 0.001);
    rig.run(250);
    close(rig.shown(12), 0.75, 0.011);
    rig.run(250);
    equal(rig.value("lamp"), 1);
    rig.set("lamp", 0, 1000);
    rig.run(300);
    rig.set("lamp", 0.3, 0);
    rig.run(5000);
    close(rig.shown(12), 0.3, 0.001);
    equal(rig.value("lamp"), 0.3);
  });

  it("goes back to the brightness that it had last when it is told to be on", () => {
    const rig = new Rig({ actuators: [lamp] });
    equal(rig.set("lamp.on", true), undefined);
    equal(rig.value("lamp"), 1);
    rig.set("lamp", 0.4);
    rig.set("lamp.on", true);
    equal(rig.value("lamp"), 0.4);
    rig.set("lamp.on", false);
    deepEqual([rig.value("lamp"), rig.value("lamp.on"), rig.shown(12)], [0, false, 0]);
    rig.set("lamp.on", true);
    deepEqual([rig.value("lamp"), rig.value("lamp.on")], [0.4, true]);
    equal(rig.set("lamp.on", 1)?.message, "value must be true or false");
  });

  it("has the limits of an output: a maximum on-time ends a transition too, an interlock delays it", () => {
    const rig = new Rig({
      actuators: [
        { ...lamp, maximumOnMs: 1000, interlock: "x", interlockDelayMs: 100 },
        { ...lamp, name: "other", pin: 13, interlock: "x" },
      ],
    });
    rig.run(100);
    rig.set("lamp", 1, 5000);
    rig.run(500);
    ok(rig.shown(12) > 0);
    rig.run(600);
    deepEqual([rig.shown(12), rig.value("lamp")], [0, 0]);
    rig.run(10000);
    equal(rig.shown(12), 0);
    rig.set("lamp", 0.5);
    rig.set("other", 1);
    deepEqual([rig.shown(12), rig.shown(13), rig.value("lamp")], [0, 0, 0]);
    equal(rig.parts.findActuator("other")?.target, 1);
    rig.run(100);
    deepEqual([rig.shown(13), rig.value("other")], [1, 1]);
  });

  it("that waits for its interlock gives up when another is wanted", () => {
    const rig = new Rig({
      actuators: [
        { ...lamp, interlock: "x", interlockDelayMs: 1000 },
        { ...lamp, name: "other", pin: 13, interlock: "x" },
      ],
    });
    rig.set("lamp", 1, 10000);
    rig.run(100);
    rig.set("other", 1);
    rig.run(20000);
    deepEqual([rig.shown(12), rig.shown(13), rig.value("lamp")], [0, 1, 0]);
  });

  it("says when the hardware does not do it, and stays where it is", () => {
    const rig = new Rig({ actuators: [lamp] });
    const { PWM } = rig.virtual.hardware.io;
    PWM.prototype.write = () => {
      throw new Error("pin is dead");
    };
    equal(rig.set("lamp", 0.5)?.code, -32008);
    equal(rig.value("lamp"), 0);
    equal(rig.set("lamp", 0.5, 1000), undefined);
    rig.run(5000);
    equal(rig.value("lamp"), 0);
    deepEqual(rig.events, [{ name: "actuator.fault", data: { name: "lamp", fault: "hardware" } }]);
  });
});
