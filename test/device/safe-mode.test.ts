/** Safe mode: restarts in a row that nobody asked for leave the link and setup alone, so that it can be helped from afar. */
import type { Command } from "../../src/device/commands/command.js";
import { deviceLimits } from "../../src/device/limits.js";
import { errorCodes } from "../../src/protocol/faults.js";
import { deviceMethods } from "../../src/protocol/messages.js";
import { freeze } from "../../src/protocol/schema.js";
import { validate } from "../../src/protocol/validate.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { VirtualWorld } from "../support/virtual-world.js";

const commands: readonly Command[] = [
  { name: "home.own", params: freeze({ type: "object", properties: {} }), run: () => undefined },
];

/** Starts again for a reason, as the host does. */
function startBy(world: VirtualWorld, reason: string) {
  Object.assign(world.virtual, { board: { ...world.virtual.board, restartReason: { reason } } });
  return world.startOnline({ commands });
}

/** A life of so many ms that ends without a word. */
function live(world: VirtualWorld, reason: string, ms: number): boolean {
  const device = startBy(world, reason);
  const { isSafe } = device;
  world.clock.advance(ms);
  device.close();
  world.clock.advance(500);
  return isSafe;
}

describe("safe mode", () => {
  it("comes with the third restart in five minutes, and hello says it", () => {
    const world = new VirtualWorld();
    deepEqual(
      [live(world, "power", 30_000), live(world, "crash", 30_000), live(world, "watchdog", 60_000)],
      [false, false, false],
    );
    const device = startBy(world, "crash");
    equal(device.isSafe, true);
    equal(world.cloud.hellos.at(-1)?.["isSafe"], true);
    equal(validate(deviceMethods.hello.params, world.cloud.hellos.at(-1)), undefined);
    equal(world.cloud.hellos[0]?.["isSafe"], undefined);
    device.close();
  });

  it("does not come for power cuts, for restarts that were asked for, or for those far between", () => {
    const cuts = new VirtualWorld();
    for (let i = 0; i < 6; i++) equal(live(cuts, "power", 5000), false);
    const asked = new VirtualWorld();
    for (let i = 0; i < 6; i++) {
      const device = startBy(asked, "software");
      equal(device.isSafe, false);
      device.restart("a test");
      asked.clock.advance(4000);
    }
    const rare = new VirtualWorld();
    for (let i = 0; i < 6; i++) equal(live(rare, "crash", 170_000), false);
  });

  it("has no sensors, no rules, nothing of the application, and its actuators in their safe state", () => {
    const world = new VirtualWorld();
    for (let i = 0; i < 2; i++) live(world, "crash", 5000);
    const readings = () => world.cloud.stored.filter(({ priority }) => priority === "periodic").length;
    const device = startBy(world, "crash");
    world.clock.advance(1000);
    const before = readings();
    world.clock.advance(60_000);
    equal(readings(), before);
    equal(device.parts.sensors.length, 0);
    equal(device.commands.find("home.own"), undefined);
    const ask = (id: number, method: string, params: unknown) => {
      world.cloud.request(id, method, params);
      world.clock.advance(200);
      return world.cloud.responses.filter((response) => response.id === id).at(-1);
    };
    equal(ask(1, "actuator.set", { name: "relay", value: true })?.error?.code, errorCodes.unsupported);
    equal(ask(4, "device.identify", { seconds: 3 })?.error?.code, errorCodes.unsupported);
    ask(2, "state.desired", { version: 1, patch: { settings: { label: "x" }, actuators: { relay: true } } });
    equal(world.hardware.pins.shown(2), 0);
    equal(world.hardware.pins.shown(4), 0);
    equal(device.settings.get("label"), "x");
    ok(ask(3, "ping", {})?.result !== undefined);
    device.close();
  });

  it("takes no version of what is desired for good that names an actuator: it comes again afterwards", () => {
    const world = new VirtualWorld();
    for (let i = 0; i < 2; i++) live(world, "crash", 5000);
    const safe = startBy(world, "crash");
    const desire = (params: { version: number; from?: number; patch: object }) => {
      world.cloud.request(`version-${params.version}`, "state.desired", params);
      world.clock.advance(200);
    };
    const refused = () => world.cloud.messages.filter(({ method }) => method === "state.reported").at(-1)?.params;
    desire({ version: 1, patch: { settings: { label: "x" } } });
    desire({ version: 2, from: 1, patch: { actuators: { relay: true } } });
    const reason = "the device is in safe mode";
    deepEqual((refused() as { refused: unknown }).refused, [{ at: "/actuators/relay", reason }]);
    desire({ version: 3, from: 2, patch: { settings: { label: "y" } } });
    equal(safe.settings.version, 3);
    safe.close();
    const again = startBy(world, "power");
    deepEqual([again.isSafe, world.cloud.hellos.at(-1)?.["desired"], again.settings.get("label")], [false, 1, "y"]);
    desire({ version: 3, patch: { settings: { label: "y" }, actuators: { relay: true } } });
    equal(world.hardware.pins.shown(2), 1);
    again.close();
    const last = startBy(world, "power");
    equal(world.cloud.hellos.at(-1)?.["desired"], 3);
    last.close();
  });

  it("is left by a command, and then all is there again", () => {
    const world = new VirtualWorld();
    for (let i = 0; i < 2; i++) live(world, "crash", 5000);
    const device = startBy(world, "crash");
    equal(device.isSafe, true);
    world.cloud.request("r", "device.restart", {});
    world.clock.advance(4000);
    equal(world.virtual.restarts.length, 1);
    const again = startBy(world, "software");
    equal(again.isSafe, false);
    ok(again.parts.sensors.length > 0 && again.commands.find("home.own") !== undefined);
    again.close();
  });

  it("is left by itself after a stable time", () => {
    const world = new VirtualWorld();
    for (let i = 0; i < 2; i++) live(world, "crash", 5000);
    startBy(world, "crash");
    world.clock.advance(deviceLimits.safeModeMs - 30_000);
    equal(world.virtual.restarts.length, 0);
    world.clock.advance(60_000);
    equal(world.virtual.restarts.length, 1);
    const again = startBy(world, "software");
    equal(again.isSafe, false);
    again.close();
  });

  it("does not come of what is stored and is no list, nor of a storage that fails", () => {
    const world = new VirtualWorld();
    const store = world.virtual.board.storage.keyValue.open({ path: "state" });
    for (const text of ["nonsense", '{"a":1}', '["x",null,-5]']) {
      store.write("restarts", text);
      equal(live(world, "crash", 400_000), false);
    }
    equal(store.read("restarts"), undefined);
  });
});
