/** Desired and reported state: each version taken once, reported when it is true, refused with place and reason. */
import type { SettingDefinition } from "../../src/device/state/setting.js";
import { errorCodes } from "../../src/protocol/faults.js";
import { deviceMethods, type Params } from "../../src/protocol/messages.js";
import { freeze } from "../../src/protocol/schema.js";
import { validate } from "../../src/protocol/validate.js";
import { close, deepEqual, equal, ok } from "../support/assert.js";
import { example } from "../support/example.js";
import type { Message } from "../support/scripted-cloud.js";
import { VirtualWorld } from "../support/virtual-world.js";

type Report = Params<"state.reported">;

const settings: readonly SettingDefinition[] = [
  {
    name: "nightTarget",
    title: "Night temperature",
    schema: freeze({ type: "number", minimum: 5, maximum: 25 }),
    initial: 16,
    check: (value) => (Number(value) % 1 === 0.13 ? "must not be unlucky" : undefined),
  },
];

function reportsOf(world: VirtualWorld): Report[] {
  const reports = world.cloud.messages.filter(({ method }) => method === "state.reported");
  for (const { params } of reports) equal(validate(deviceMethods["state.reported"].params, params), undefined);
  return reports.map(({ params }) => params as unknown as Report);
}

let id = 0;
function desire(world: VirtualWorld, params: unknown): Message | undefined {
  const own = `desired-${id++}`;
  world.cloud.request(own, "state.desired", params);
  world.clock.advance(200);
  return world.cloud.responses.filter((response) => response.id === own).at(-1);
}

/** The same board, started again. */
function restart(world: VirtualWorld, device: { close(): void }) {
  device.close();
  world.clock.advance(1000);
  return world.startOnline({ settings });
}

describe("desired state", () => {
  it("is reported at the start of a connection: version 0, and the defaults", () => {
    const world = new VirtualWorld();
    const device = world.startOnline({ settings });
    world.clock.advance(500);
    deepEqual(reportsOf(world), [
      {
        version: 0,
        settings: {
          label: "",
          logLevel: "info",
          timeZone: "",
          pingMs: 25000,
          thinSeconds: 0,
          sampleScale: 1,
          nightTarget: 16,
        },
      },
    ]);
    equal(world.cloud.hellos[0]?.["desired"], undefined);
    device.close();
  });

  it("comes as a message: settings take effect, actuators are set where they differ, then it is reported", () => {
    const world = new VirtualWorld();
    const device = world.startOnline({ settings });
    world.clock.advance(500);
    const patch = { settings: { label: "Desk", nightTarget: 18.5 }, actuators: { relay: true, lamp: 0 } };
    deepEqual(desire(world, { version: 7, patch })?.result, { version: 7 });
    equal(world.hardware.pins.shown(2), 1);
    const report = reportsOf(world).at(-1);
    equal(report?.version, 7);
    deepEqual(report?.refused, []);
    equal((report?.settings as Record<string, unknown>)["label"], "Desk");
    equal(device.settings.get("nightTarget"), 18.5);
    device.close();
  });

  it("holds for an actuator that stands so for the time being, on its way elsewhere", () => {
    const world = new VirtualWorld();
    const device = world.startOnline({ settings });
    world.clock.advance(500);
    world.cloud.request("fade", "actuator.set", { name: "lamp", value: 1, transitionMs: 5000 });
    world.clock.advance(1000);
    equal(device.parts.actuators.valueOf("lamp"), 0);
    desire(world, { version: 7, patch: { actuators: { lamp: 0 } } });
    world.clock.advance(10_000);
    equal(device.parts.actuators.valueOf("lamp"), 0);
    equal(reportsOf(world).at(-1)?.version, 7);
    device.close();
  });

  it("is taken once: the same version changes nothing, also behind a restart, and hello says which it is", () => {
    const world = new VirtualWorld();
    let device = world.startOnline({ settings });
    const message = { version: 3, patch: { settings: { label: "A" }, actuators: { relay: true } } };
    desire(world, message);
    world.cloud.request("off", "actuator.set", { name: "relay", value: false });
    world.clock.advance(200);
    deepEqual(desire(world, message)?.result, { version: 3 });
    equal(world.hardware.pins.shown(2), 0);
    device = restart(world, device);
    equal(world.cloud.hellos.at(-1)?.["desired"], 3);
    equal(device.settings.get("label"), "A");
    deepEqual(desire(world, message)?.result, { version: 3 });
    equal(world.hardware.pins.shown(2), 0);
    equal(reportsOf(world).at(-1)?.version, 3);
    device.close();
  });

  it("comes with hello's result to a device that was away", () => {
    const world = new VirtualWorld();
    world.cloud.helloResult = {
      desired: { version: 9, patch: { settings: { sampleScale: 2 }, actuators: { relay: true } } },
    };
    const device = world.startOnline({ settings });
    world.clock.advance(500);
    equal(device.settings.version, 9);
    equal(world.hardware.pins.shown(2), 1);
    equal(reportsOf(world).at(-1)?.version, 9);
    device.close();
  });

  it("that is malformed in hello's result is logged, and the session goes on", () => {
    for (const desired of [
      5,
      { version: 0, patch: {} },
      { version: 1 },
      { version: 1, patch: { settings: 5 } },
      null,
    ]) {
      const world = new VirtualWorld();
      world.cloud.helloResult = { desired };
      const device = world.startOnline({ settings });
      world.clock.advance(500);
      equal(device.session.state, "online");
      ok(
        world.virtual.printed.some((line) => line.includes("state.refused")),
        JSON.stringify(desired),
      );
      equal(reportsOf(world).at(-1)?.version, 0);
      device.close();
    }
  });

  it("builds on the version that the device has, or is refused with its version", () => {
    const world = new VirtualWorld();
    const device = world.startOnline({ settings });
    desire(world, { version: 4, patch: { settings: { label: "A", nightTarget: 20 } } });
    const conflict = desire(world, { version: 6, from: 5, patch: { settings: { label: "B" } } });
    deepEqual([conflict?.error?.code, conflict?.error?.data], [errorCodes.conflict, { version: 4 }]);
    equal(device.settings.get("label"), "A");
    desire(world, { version: 5, from: 4, patch: { settings: { label: null } } });
    deepEqual(device.settings.stored, { nightTarget: 20 });
    // The whole: what is not named has its default.
    desire(world, { version: 6, patch: { settings: { label: "C" } } });
    deepEqual(device.settings.stored, { label: "C" });
    equal(device.settings.get("nightTarget"), 16);
    device.close();
  });

  it("is refused key by key, with the place and the reason; the rest is in force", () => {
    const world = new VirtualWorld();
    const device = world.startOnline({ settings });
    desire(world, { version: 1, patch: { settings: { nightTarget: 20 } } });
    desire(world, {
      version: 2,
      from: 1,
      patch: {
        settings: { nightTarget: 26, label: 5, logLevel: "loud", "no/such": 1, sampleScale: 3 },
        actuators: { relay: 1, heater: true, lamp: { a: 1 } },
        firmware: {},
      },
    });
    const report = reportsOf(world).at(-1);
    equal(report?.version, 2);
    deepEqual(report?.refused?.map(({ at }) => at).sort(), [
      "/actuators/heater",
      "/actuators/lamp",
      "/actuators/relay",
      "/firmware",
      "/settings/label",
      "/settings/logLevel",
      "/settings/nightTarget",
      "/settings/no~1such",
    ]);
    const reasons = new Map(report?.refused?.map(({ at, reason }) => [at, reason]));
    equal(reasons.get("/settings/nightTarget"), "must be at most 25");
    equal(reasons.get("/actuators/relay"), "must be true or false");
    equal(reasons.get("/settings/no~1such"), "is no setting of this device");
    deepEqual(device.settings.stored, { nightTarget: 20, sampleScale: 3 });
    equal(world.hardware.pins.shown(2), 0);
    device.close();
  });

  it("is refused in a report also when another version follows before there was one", () => {
    const world = new VirtualWorld();
    const lights = example.definition.actuators.map((each) =>
      each.kind === "light" ? { ...each, transitionMs: 5000 } : each,
    );
    const device = world.startOnline({ settings, definition: { ...example.definition, actuators: lights, rules: [] } });
    world.clock.advance(500);
    const wrong = { settings: { nightTarget: 26, sampleScale: -1 }, actuators: { lamp: 1, heater: true, boiler: 1 } };
    desire(world, { version: 1, patch: wrong });
    desire(world, {
      version: 2,
      from: 1,
      patch: { settings: { label: "A", sampleScale: 2 }, actuators: { heater: null } },
    });
    equal(reportsOf(world).at(-1)?.version, 0, "the lamp is on its way");
    world.clock.advance(6000);
    const refusals = (): unknown[] => [
      reportsOf(world).at(-1)?.version,
      reportsOf(world)
        .at(-1)
        ?.refused?.map(({ at }) => at),
    ];
    deepEqual(refusals(), [2, ["/settings/nightTarget", "/actuators/boiler"]]);
    // Told by now: what the next one says is of itself alone, though its connection was lost meanwhile.
    desire(world, { version: 3, from: 2, patch: { settings: { label: "B" } } });
    deepEqual(refusals(), [3, []]);
    device.close();
  });

  it("is not taken when it cannot be stored, and is taken later", () => {
    const world = new VirtualWorld();
    const device = world.startOnline({ settings });
    const { keyValue } = world.virtual.board.storage;
    const { open } = keyValue;
    keyValue.open = (place) => ({
      ...open(place),
      read: () => undefined,
      write: () => {
        throw new Error("no room");
      },
      close: () => undefined,
    });
    const message = { version: 1, patch: { settings: { label: "A" }, actuators: { relay: true } } };
    const refused = desire(world, message);
    deepEqual([refused?.error?.code, refused?.error?.data], [errorCodes.notStored, { reason: "no room" }]);
    equal(device.settings.get("label"), "");
    equal(world.hardware.pins.shown(2), 0);
    keyValue.open = open;
    deepEqual(desire(world, message)?.result, { version: 1 });
    equal(device.settings.get("label"), "A");
    device.close();
  });

  it("names what is stored and not good, instead of replacing it", () => {
    const world = new VirtualWorld();
    const store = world.virtual.board.storage.keyValue.open({ path: "state" });
    const text = '{"version":5,"settings":{"nightTarget":99,"label":"ok","gone":1}}';
    store.write("settings", text);
    const device = world.startOnline({ settings });
    world.clock.advance(500);
    equal(device.settings.get("nightTarget"), 16);
    equal(device.settings.get("label"), "ok");
    equal(store.read("settings"), text);
    deepEqual(reportsOf(world).at(-1)?.refused, [
      { at: "/stored/nightTarget", reason: "must be at most 25" },
      { at: "/stored/gone", reason: "is no setting of this device" },
    ]);
    ok(world.virtual.printed.some((line) => line.includes("settings.stored: /stored/nightTarget")));
    device.close();
    store.write("settings", "{broken");
    const other = world.startOnline({ settings });
    world.clock.advance(500);
    equal(reportsOf(world).at(-1)?.refused?.[0]?.at, "/stored");
    equal(other.settings.version, 0);
    other.close();
  });

  it("scales the intervals of sensors, and what goes into the log", () => {
    const world = new VirtualWorld();
    const device = world.startOnline({ settings });
    const count = () => world.cloud.stored.filter(({ record }) => record["n"] === "temperature").length;
    desire(world, { version: 1, patch: { settings: { sampleScale: 10, logLevel: "error" } } });
    world.clock.advance(25_000);
    const before = count();
    const lines = world.virtual.printed.length;
    world.clock.advance(200_000);
    close(count() - before, 10, 1);
    device.log.write("warn", "unheard", undefined, world.clock.nowMs);
    equal(world.virtual.printed.length, lines);
    desire(world, { version: 2, patch: { settings: { logLevel: "debug" } } });
    world.cloud.peer?.reset();
    ok(world.clock.advanceUntil(() => world.cloud.hellos.length === 2, 40000));
    world.clock.advance(1000);
    ok(world.cloud.logs.some(({ level }) => level === "debug"));
    device.close();
  });

  it("asks for another heartbeat in hello", () => {
    const world = new VirtualWorld();
    const device = world.startOnline({ settings });
    equal(world.cloud.hellos[0]?.["pingMs"], undefined);
    desire(world, { version: 1, patch: { settings: { pingMs: 60_000 } } });
    const again = restart(world, device);
    equal(world.cloud.hellos.at(-1)?.["pingMs"], 60_000);
    equal(validate(deviceMethods.hello.params, world.cloud.hellos.at(-1)), undefined);
    again.close();
  });

  /** What is stored as taken, and the relay's pin at each write of it. */
  function watchStored(world: VirtualWorld): [version: number, relay: number | undefined][] {
    const writes: [number, number | undefined][] = [];
    const { keyValue } = world.virtual.board.storage;
    const { open } = keyValue;
    keyValue.open = (place) => {
      const store = open(place);
      const write = (key: string, value: string) => {
        store.write(key, value);
        if (key === "settings") writes.push([JSON.parse(value).version, world.hardware.pins.shown(2)]);
      };
      return {
        read: (key) => store.read(key),
        delete: (key) => store.delete(key),
        close: () => store.close(),
        write,
      };
    };
    return writes;
  }

  it("is stored as taken behind its actuators: a cut of power before they are set lets it come again", () => {
    const world = new VirtualWorld();
    const device = world.startOnline({ settings });
    const writes = watchStored(world);
    desire(world, { version: 1, patch: { settings: { label: "A" }, actuators: { relay: true } } });
    desire(world, { version: 2, from: 1, patch: { actuators: { relay: false } } });
    desire(world, { version: 3, from: 2, patch: { settings: { label: "B" } } });
    deepEqual(writes, [
      [0, 0], // the settings, so that they can be refused with nothing set
      [1, 1],
      [2, 0],
      [3, 0],
    ]);
    device.close();
  });

  it("is stored as taken when an actuator that needs time is there, also when another version follows meanwhile", () => {
    const world = new VirtualWorld();
    const lights = example.definition.actuators.map((each) =>
      each.kind === "light" ? { ...each, transitionMs: 5000 } : each,
    );
    const start = () =>
      world.startOnline({ settings, definition: { ...example.definition, actuators: lights, rules: [] } });
    let device = start();
    desire(world, { version: 1, patch: { actuators: { lamp: 1 } } });
    desire(world, { version: 2, from: 1, patch: { settings: { label: "A" } } });
    equal(device.settings.version, 2);
    deepEqual(reportsOf(world).at(-1)?.version, 0, "nothing that is not true");
    device.close();
    device = start();
    equal(world.cloud.hellos.at(-1)?.["desired"], undefined, "version 1 comes again");
    equal(device.settings.get("label"), "A");
    desire(world, { version: 2, patch: { settings: { label: "A" }, actuators: { lamp: 1 } } });
    world.clock.advance(6000);
    equal(reportsOf(world).at(-1)?.version, 2);
    device.close();
    device = start();
    equal(world.cloud.hellos.at(-1)?.["desired"], 2);
    device.close();
  });

  it("survives power that goes at any write of it: it is taken, or it is not", () => {
    for (const cutBefore of [true, false]) {
      const world = new VirtualWorld();
      const device = world.startOnline({ settings });
      desire(world, { version: 1, patch: { settings: { label: "A" } } });
      const { keyValue } = world.virtual.board.storage;
      const { open } = keyValue;
      keyValue.open = (place) => {
        const store = open(place);
        const cut = () => {
          device.close();
          throw new Error("power is gone");
        };
        return {
          read: (key) => store.read(key),
          delete: (key) => store.delete(key),
          close: () => store.close(),
          write: (key, value) => {
            if (!cutBefore) store.write(key, value);
            cut();
          },
        };
      };
      desire(world, { version: 2, from: 1, patch: { settings: { label: "B" } } });
      keyValue.open = open;
      const again = world.startOnline({ settings });
      equal(world.cloud.hellos.at(-1)?.["desired"], cutBefore ? 1 : 2);
      equal(again.settings.get("label"), cutBefore ? "A" : "B");
      again.close();
    }
  });
});
