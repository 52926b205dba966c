import { deepEqual, equal } from "../../support/assert.js";
import { VirtualWorld } from "../../support/virtual-world.js";

describe("a contact", () => {
  it("counts how many times it has become active, and not its bouncing", () => {
    const world = new VirtualWorld();
    const { clock, hardware } = world;
    const readings = { active: { name: "door" }, count: { name: "openings" } };
    const contact = { kind: "contact", pin: "button", mode: "inputPullUp", activeLow: true, readings };
    const device = world.startOnline({ definition: { sensors: [contact], actuators: [] } });
    clock.advance(1000);
    for (let i = 0; i < 3; i++) {
      for (const isPressed of [true, false, true, false, true]) {
        hardware.press(isPressed);
        clock.advance(3);
      }
      clock.advance(1000);
      hardware.press(false);
      clock.advance(1000);
    }
    const records = (name: string) => world.cloud.stored.map(({ record }) => record).filter(({ n }) => n === name);
    deepEqual(
      records("openings").map(({ v }) => v),
      [0, 1, 2, 3],
    );
    equal(records("openings")[0]?.["u"], "count");
    deepEqual(
      records("door").map(({ vb }) => vb),
      [false, true, false, true, false, true, false],
    );
    device.close();
  });

  it("that is active at the start has not become so", () => {
    const world = new VirtualWorld();
    world.hardware.press(true);
    const contact = { kind: "contact", pin: "button", mode: "inputPullUp", activeLow: true };
    const device = world.startOnline({ definition: { sensors: [contact], actuators: [] } });
    world.clock.advance(1000);
    const counts = world.cloud.stored.map(({ record }) => record).filter(({ n }) => n === "count");
    deepEqual(
      counts.map(({ v }) => v),
      [0],
    );
    device.close();
  });
});
