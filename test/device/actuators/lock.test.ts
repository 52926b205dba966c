/** Locks: the drive, its time, the contacts, jams, and the whole table of states and events. */
import { lockEvents, lockStates, lockTransitions } from "../../../src/device/actuators/lock-states.js";
import { deepEqual, equal } from "../../support/assert.js";
import { Rig } from "../support/rig.js";

const motor = { kind: "lock", name: "door", lock: { pin: 12 }, unlock: { pin: 13 }, driveMs: 1000, restMs: 200 };
const outputs = (rig: Rig) => [rig.shown(12), rig.shown(13)];

function rested(definition: object): Rig {
  const rig = new Rig({ actuators: [definition as typeof motor] });
  rig.run(200);
  return rig;
}

describe("lock", () => {
  it("is driven for its time, and without a contact taken to be where it was driven to", () => {
    const rig = rested(motor);
    equal(rig.value("door"), "unknown");
    equal(rig.set("door", "locked"), undefined);
    deepEqual([rig.value("door"), rig.parts.findActuator("door")?.target], ["locking", "locked"]);
    deepEqual(outputs(rig), [1, 0]);
    rig.set("door", "locked");
    rig.run(999);
    deepEqual(outputs(rig), [1, 0]);
    rig.run(1);
    deepEqual(outputs(rig), [0, 0]);
    equal(rig.value("door"), "locked");
    deepEqual(rig.told("door"), ["locking", "locking", "locked"], "a command is always answered with the state");
    rig.set("door", "locked");
    deepEqual(outputs(rig), [0, 0]);
    deepEqual(rig.events, []);
  });

  it("refuses what it cannot be", () => {
    const rig = rested(motor);
    for (const value of ["jammed", "locking", "", true, 1]) {
      equal(rig.set("door", value)?.message, 'value must be "locked" or "unlocked"');
    }
    deepEqual(outputs(rig), [0, 0]);
  });

  it("stops where its contact says that it is there", () => {
    const rig = rested({ ...motor, contact: "bolt" });
    rig.read("bolt", false);
    equal(rig.value("door"), "unlocked");
    rig.set("door", "locked");
    rig.run(300);
    rig.read("bolt", true);
    deepEqual(outputs(rig), [0, 0]);
    equal(rig.value("door"), "locked");
    deepEqual(rig.events, []);
  });

  it("is jammed when the drive is over and its contact contradicts, until it is where it should be", () => {
    const rig = rested({ ...motor, contact: "bolt" });
    rig.read("bolt", false);
    rig.set("door", "locked");
    rig.run(1000);
    deepEqual(outputs(rig), [0, 0]);
    equal(rig.value("door"), "jammed");
    deepEqual(rig.events, [{ name: "actuator.fault", data: { name: "door", fault: "jammed" } }]);
    rig.read("bolt", false);
    equal(rig.value("door"), "jammed");
    rig.set("door", "locked");
    deepEqual(outputs(rig), [0, 0], "a motor rests before the next drive");
    rig.run(200);
    deepEqual(outputs(rig), [1, 0]);
    rig.read("bolt", true);
    equal(rig.value("door"), "locked");
    deepEqual(rig.eventNames(), ["actuator.fault", "actuator.healed"]);
    equal(rig.parts.findActuator("door")?.fault, undefined);
  });

  it("is jammed on its way to unlocked when the contact does not open", () => {
    const rig = rested({ ...motor, contact: "bolt" });
    rig.read("bolt", true);
    rig.set("door", "unlocked");
    rig.run(1000);
    equal(rig.value("door"), "jammed");
    rig.read("bolt", false);
    equal(rig.value("door"), "unlocked", "somebody has freed it");
  });

  it("with one contact is driven all its time to the other end, with two it stops at both", () => {
    const one = rested({ ...motor, contact: "bolt" });
    one.read("bolt", true);
    one.set("door", "unlocked");
    one.run(100);
    one.read("bolt", false);
    deepEqual(outputs(one), [0, 1]);
    one.run(900);
    deepEqual([...outputs(one), one.value("door")], [0, 0, "unlocked"]);
    const two = rested({ ...motor, contact: "bolt", unlockedContact: "open" });
    two.read("bolt", true);
    two.read("open", false);
    two.set("door", "unlocked");
    two.read("bolt", false);
    two.run(300);
    two.read("open", true);
    deepEqual([...outputs(two), two.value("door")], [0, 0, "unlocked"]);
    two.read("open", false);
    equal(two.value("door"), "unknown", "in between, by hand");
  });

  it("believes its contacts more than its commands: a key is a change, a lost contact is no position", () => {
    const rig = rested({ ...motor, contact: "bolt" });
    rig.read("bolt", true);
    equal(rig.value("door"), "locked");
    rig.read("bolt", false);
    equal(rig.value("door"), "unlocked");
    rig.lose("bolt");
    equal(rig.value("door"), "unknown");
    rig.set("door", "locked");
    rig.run(1000);
    equal(rig.value("door"), "jammed");
    rig.read("bolt", true);
    equal(rig.value("door"), "locked");
    deepEqual(rig.told("door"), ["locked", "unlocked", "unknown", "locking", "jammed", "locked"]);
  });

  it("turns round after a rest, and never drives both ways", () => {
    const rig = rested(motor);
    rig.set("door", "locked");
    rig.run(300);
    rig.set("door", "unlocked");
    deepEqual([...outputs(rig), rig.value("door")], [0, 0, "unlocking"]);
    rig.run(199);
    deepEqual(outputs(rig), [0, 0]);
    rig.run(1);
    deepEqual(outputs(rig), [0, 1]);
    rig.run(1000);
    deepEqual([...outputs(rig), rig.value("door")], [0, 0, "unlocked"]);
  });

  it("is not driven after a restart unless its definition says so", () => {
    const last = '{"door":"locked"}';
    const kept = new Rig({ actuators: [motor] }, { last });
    kept.run(5000);
    equal(kept.value("door"), "unknown");
    const restored = new Rig({ actuators: [{ ...motor, restore: "last" }] }, { last });
    restored.run(300);
    deepEqual(outputs(restored), [1, 0]);
    const jammed = new Rig(
      { actuators: [{ ...motor, restore: "last", safe: "unlocked" }] },
      { last: '{"door":"jammed"}' },
    );
    jammed.run(300);
    deepEqual(outputs(jammed), [0, 1]);
  });

  it("of the strike kind is open while its output is on, at most for its time", () => {
    const rig = rested({ kind: "lock", name: "door", unlock: { pin: 13 }, driveMs: 3000, restMs: 200 });
    equal(rig.value("door"), "locked");
    rig.set("door", "unlocked");
    deepEqual([rig.shown(13), rig.value("door")], [1, "unlocked"]);
    rig.run(2000);
    rig.set("door", "unlocked");
    rig.run(1000);
    deepEqual([rig.shown(13), rig.value("door")], [0, "locked"]);
    rig.set("door", "unlocked");
    equal(rig.value("door"), "unlocking");
    rig.set("door", "locked");
    rig.run(1000);
    deepEqual([rig.shown(13), rig.value("door")], [0, "locked"]);
    deepEqual(rig.told("door"), ["unlocked", "unlocked", "locked", "unlocking", "locked"]);
    deepEqual(rig.events, []);
  });

  it("says when the hardware does not do it", () => {
    const rig = rested(motor);
    rig.virtual.hardware.io.Digital.prototype.write = () => {
      throw new Error("pin is dead");
    };
    equal(rig.set("door", "locked")?.code, -32008);
    equal(rig.value("door"), "unknown");
  });
});

describe("the states of a lock", () => {
  it("lead to known states alone, and every state but the driven ones is left by a command", () => {
    for (const state of lockStates) {
      for (const event of lockEvents) {
        const next = lockTransitions[state][event];
        if (next !== undefined) equal(lockStates.includes(next), true);
      }
      equal(lockTransitions[state].lock, "locking");
      equal(lockTransitions[state].unlock, "unlocking");
    }
  });

  it("end a drive in one of three ways, and at rest know no end of a drive", () => {
    for (const state of ["unknown", "locked", "unlocked", "jammed"] as const) {
      deepEqual([lockTransitions[state].driven, lockTransitions[state].blocked], [undefined, undefined]);
    }
    for (const [state, there, event] of [
      ["locking", "locked", "atLocked"],
      ["unlocking", "unlocked", "atUnlocked"],
    ] as const) {
      const { driven, blocked } = lockTransitions[state];
      deepEqual([driven, blocked, lockTransitions[state][event]], [there, "jammed", there]);
      deepEqual(lockTransitions[state].lost, undefined);
    }
    deepEqual(lockTransitions.locking.atUnlocked, undefined);
    deepEqual(lockTransitions.unlocking.atLocked, undefined);
  });
});
