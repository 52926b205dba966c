/** A lock and a climate of the firmware on the simulated door and room, through their sensors. */
import { steer } from "../../../hosts/models/steering.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { Rig } from "../support/rig.js";

const home = {
  sensors: [
    { kind: "sht4x", bus: "default", intervalMs: 2000 },
    { kind: "contact", pin: "bolt", mode: "inputPullUp", activeLow: true, readings: { active: { name: "bolt" } } },
    { kind: "contact", pin: "door", mode: "inputPullUp", activeLow: true, readings: { active: { name: "shut" } } },
  ],
  actuators: [
    ...[
      { kind: "lock", name: "lock", lock: { pin: "lock" }, unlock: { pin: "unlock" }, driveMs: 2000, contact: "bolt" },
    ],
    {
      ...{ kind: "climate", name: "heating", reading: "temperature", target: 21, restore: "last" },
      ...{ heat: { pin: "heater", minimumOnMs: 60000, minimumOffMs: 60000 }, cool: { pin: "cooler" } },
    },
  ],
  rules: [
    {
      name: "lock-at-night",
      when: [{ reading: "shut", is: true, forMs: 5000 }],
      if: [{ from: "22:00", to: "06:00" }],
      do: [{ set: "lock", value: "locked" }],
    },
  ],
};

function live(): { rig: Rig; line: (text: string) => void } {
  const rig = new Rig(home);
  rig.run(1000);
  return { rig, line: (text) => equal(steer(rig.virtual.hardware, text), undefined, text) };
}

describe("a home", () => {
  it("locks its door, hears the bolt arrive, and says when it is jammed", () => {
    const { rig, line } = live();
    equal(rig.value("lock"), "unlocked");
    rig.set("lock", "locked");
    rig.run(700);
    equal(rig.value("lock"), "locking");
    rig.run(200);
    equal(rig.value("lock"), "locked");
    equal(rig.virtual.hardware.pins.shown(16), 0);
    line('{"door":{"jam":true}}');
    rig.set("lock", "unlocked");
    rig.run(3000);
    equal(rig.value("lock"), "jammed");
    deepEqual(rig.events.at(-1), { name: "actuator.fault", data: { name: "lock", fault: "jammed" } });
    line('{"door":{"jam":false}}');
    rig.set("lock", "unlocked");
    rig.run(3000);
    equal(rig.value("lock"), "unlocked");
    line('{"door":{"bolt":"locked"}}');
    rig.run(100);
    equal(rig.value("lock"), "locked", "by a key");
    deepEqual(rig.told("lock").slice(-3), ["unlocking", "unlocked", "locked"]);
  });

  it("is as warm as it should be within the hour, and stays so without its cloud", () => {
    const { rig, line } = live();
    line('{"room":{"temperature":15}}');
    line('{"chip":"bme280","fault":"no-answer"}');
    rig.isOnline = false;
    rig.set("heating.mode", "heat");
    rig.run(3600000);
    const { room, sht4x } = rig.virtual.hardware;
    let least = 100;
    let most = 0;
    for (let i = 0; i < 360; i++) {
      rig.run(10000);
      least = Math.min(least, room.value("temperature"));
      most = Math.max(most, room.value("temperature"));
    }
    ok(least > 19.5 && most < 23, `${least} to ${most}`);
    sht4x.fault = "no-answer";
    rig.run(200000);
    deepEqual([rig.virtual.hardware.pins.shown(25), rig.value("heating")], [0, "idle"]);
    ok(rig.events.some(({ data }) => (data as { fault?: string } | undefined)?.fault === "no-reading"));
    sht4x.fault = "none";
    rig.run(1800000);
    ok(room.value("temperature") > 19.5);
  });

  it("locks itself when the door is shut at night", () => {
    const { rig, line } = live();
    rig.virtual.board.clock.setWall(Date.parse("2026-01-12T23:00:00Z"));
    line('{"door":{"open":true}}');
    rig.run(1000);
    line('{"door":{"open":false}}');
    rig.run(5900);
    equal(rig.value("lock"), "locked");
  });
});
