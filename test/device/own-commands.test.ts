/** Restart, factory reset, identify, and the log from afar: what concerns the device itself. */
import { errorCodes } from "../../src/protocol/faults.js";
import { serverMethods } from "../../src/protocol/messages.js";
import { validate } from "../../src/protocol/validate.js";
import { close, deepEqual, equal, ok } from "../support/assert.js";
import { home } from "../support/provisioning-world.js";
import type { Message } from "../support/scripted-cloud.js";
import { defaultSettings } from "../support/virtual-board.js";
import { VirtualWorld } from "../support/virtual-world.js";

type Line = { t?: number; level: string; code: string; text?: string };

function ask(world: VirtualWorld, id: string | number, method: string, params: unknown = {}): Message | undefined {
  world.cloud.request(id, method, params);
  world.clock.advance(100);
  return world.cloud.responses.filter((response) => response.id === id).at(-1);
}

const logged = (world: VirtualWorld): Line[] => world.cloud.logs as unknown as Line[];

describe("device.restart", () => {
  it("is answered, ends in order, and restarts the board", () => {
    const world = new VirtualWorld();
    world.startOnline();
    deepEqual(ask(world, "r", "device.restart")?.result, {});
    world.clock.advance(3000);
    deepEqual(world.virtual.restarts, ["restart was asked for"]);
    equal(world.cloud.peer?.closeCode, 1000);
    equal(world.clock.pending, 0);
  });
});

describe("device.reset", () => {
  it("asks for the device's id, so that it is no mistake", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    for (const params of [{}, { confirm: "" }, { confirm: "desk-2" }, { confirm: true }]) {
      equal(ask(world, JSON.stringify(params), "device.reset", params)?.error?.code, errorCodes.invalidParams);
    }
    world.clock.advance(5000);
    equal(world.virtual.restarts.length, 0);
    equal(device.session.state, "online");
    device.close();
  });

  it("forgets credentials, settings, and what waits; says so; and starts anew without a server", () => {
    const world = new VirtualWorld();
    world.startOnline();
    ask(world, "s", "state.desired", { version: 4, patch: { settings: { label: "Desk" } } });
    const stream = String(world.cloud.hellos[0]?.["stream"]);
    deepEqual(ask(world, "x", "device.reset", { confirm: "desk-1" })?.result, {});
    world.clock.advance(5000);
    deepEqual(world.virtual.restarts, ["reset by command"]);
    ok(
      world.cloud.stored.some(({ record }) => record["name"] === "device.reset"),
      "the event",
    );
    ok(
      logged(world).some(({ code }) => code === "device.reset"),
      "the line",
    );
    const again = world.start();
    world.clock.advance(60_000);
    equal(again.session.state, "unset");
    equal(again.settings.version, 0);
    equal(again.settings.get("label"), "");
    ok(again.outbox.stream !== stream, "another stream");
    const contents = JSON.stringify(world.hardware.keyValue.contents);
    ok(!contents.includes("secret-token") && !contents.includes("Desk"), contents);
    again.close();
  });
});

describe("device.reset, of a device that has something in every store", () => {
  it("leaves nothing of a person's, whatever else is described by then", () => {
    const world = new VirtualWorld();
    const { keyValue, meter } = world.hardware;
    meter.probe.set("power", 7200);
    const pulses = { kind: "pulses", pin: "meter", mode: "inputPullUp", pulsesPerUnit: 1000 };
    const lamp = { kind: "light", name: "lamp", pin: "lamp", restore: "last" };
    const device = world.startOnline({ definition: { sensors: [pulses], actuators: [lamp] } });
    const thin = keyValue.open({ path: "mooring" });
    thin.write("outbox.thin", "60");
    ask(world, "s", "state.desired", { version: 4, patch: { settings: { label: "Desk" }, actuators: { lamp: 1 } } });
    world.clock.advance(60_000);
    const text = JSON.stringify({ sensors: [], actuators: [lamp] });
    ask(world, "d", "device.configure", { part: 0, parts: 1, text });
    ok(world.clock.advanceUntil(() => device.configuration.source === "stored", 10_000));
    const { actuators, definition, meters, state } = keyValue.contents;
    for (const store of [actuators, definition, meters, state]) ok(Object.keys(store ?? {}).length > 0);
    ask(world, "x", "device.reset", { confirm: "desk-1" });
    world.clock.advance(5000);
    deepEqual(world.virtual.restarts, ["reset by command"]);
    const left = Object.entries(keyValue.contents).flatMap(([path, store]) =>
      Object.keys(store).map((key) => `${path}/${key}`),
    );
    deepEqual(left, ["mooring/time.seen"]);
  });
});

describe("device.reset, when power goes or storage fails", () => {
  /** What is stored after a reset that stops with change number `cut` of the storage, and the next start. */
  function resetUntil(cut: number): { text: string; isCut: boolean } {
    let left = Number.POSITIVE_INFINITY;
    const store = () => {
      if (left-- <= 0) throw new Error("power is gone");
    };
    const contents = { mooring: { ...defaultSettings, "server.key": "SECRETKEY" } };
    const world = new VirtualWorld({ keyValue: { contents, store } });
    world.startOnline();
    ask(world, "s", "state.desired", { version: 4, patch: { settings: { label: "Desk" } } });
    ask(world, "x", "device.reset", { confirm: "desk-1" });
    left = cut;
    world.clock.advance(5000);
    deepEqual(world.virtual.restarts, ["reset by command"]);
    const isCut = left < 0;
    left = Number.POSITIVE_INFINITY;
    const again = world.start();
    world.clock.advance(5000);
    again.close();
    return { text: JSON.stringify(world.hardware.keyValue.contents), isCut };
  }

  it("is completed by the next start, unless nothing of it was begun", () => {
    let begun = 0;
    for (let cut = 0; ; cut++) {
      const { text, isCut } = resetUntil(cut);
      const held = ["secret-token", "SECRETKEY", "Desk"].filter((each) => text.includes(each));
      ok(held.length === 0 || (begun === 0 && held.length === 3), `cut ${cut}: ${text}`);
      ok(!text.includes("reset.pending"), text);
      if (held.length === 0) begun++;
      if (!isCut) break;
    }
    ok(begun >= 5, String(begun));
  });

  it("does not keep the device from starting when it cannot be completed", () => {
    const contents = { mooring: { ...defaultSettings, "setup.commit": '{"device.name":"x"}', "reset.pending": "1" } };
    const store = () => {
      throw new Error("worn out");
    };
    const world = new VirtualWorld({ keyValue: { contents, store }, networks: [home] });
    const device = world.start();
    world.clock.advance(1000);
    equal(device.exceptions, 0);
    device.close();
  });
});

describe("device.identify", () => {
  it("blinks the lamp, tells how long it has, and leaves the lamp as it was", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    ask(world, "on", "actuator.set", { name: "lamp", value: 0.25, transitionMs: 0 });
    world.clock.advance(2000);
    const told = () => world.cloud.stored.filter(({ record }) => record["n"] === "lamp").length;
    const before = told();
    const { pins } = world.hardware;
    const shown = pins.shown(4);
    const seen = new Set<number | undefined>();
    world.cloud.request("i", "device.identify", { seconds: 3 });
    for (let i = 0; i < 30; i++) {
      world.clock.advance(90);
      seen.add(pins.shown(4));
    }
    ok(seen.has(0) && seen.has(1), [...seen].join());
    world.clock.advance(1000);
    deepEqual(world.cloud.responses.filter(({ id }) => id === "i").at(-1)?.result, { seconds: 3 });
    equal(pins.shown(4), shown);
    equal(told(), before);
    ok(world.cloud.messages.some(({ method, params }) => method === "progress" && params?.["of"] === 3));
    device.close();
  });

  it("can be cancelled, and gives the lamp to whoever sets it meanwhile", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    world.cloud.request("i", "device.identify", { seconds: 20 });
    world.clock.advance(2000);
    ask(world, "c", "command.cancel", { id: "i" });
    equal(world.hardware.pins.shown(4), 0);
    world.cloud.request("j", "device.identify", { seconds: 20 });
    world.clock.advance(1000);
    ask(world, "set", "actuator.set", { name: "lamp", value: 0.5, transitionMs: 0 });
    world.clock.advance(1000);
    ok(
      world.cloud.responses.some(({ id, result }) => id === "j" && result !== undefined),
      "it is over",
    );
    close(world.hardware.pins.shown(4) ?? 0, 0.5, 0.01);
    device.close();
  });

  it("is unsupported without a lamp", () => {
    const world = new VirtualWorld();
    const device = world.startOnline({ definition: { sensors: [], actuators: [] } });
    equal(ask(world, "i", "device.identify")?.error?.code, errorCodes.unsupported);
    device.close();
  });
});

describe("the log from afar", () => {
  it("gives recent lines, sent before or not, by level and number", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    device.log.write("warn", "one", "1", world.clock.nowMs);
    device.log.write("info", "two", undefined, world.clock.nowMs);
    device.log.write("error", "three", 'q"é', world.clock.nowMs);
    world.clock.advance(1000);
    const answer = ask(world, "a", "log.recent", { level: "warn" })?.result as { entries: Line[] };
    equal(validate(serverMethods["log.recent"].result, answer), undefined);
    deepEqual(
      answer.entries.map(({ code, text }) => [code, text]),
      [
        ["one", "1"],
        ["three", 'q"é'],
      ],
    );
    const all = ask(world, "b", "log.recent", { limit: 2 })?.result as { entries: Line[] };
    deepEqual(
      all.entries.map(({ code }) => code),
      ["two", "three"],
    );
    // All of them were sent, once.
    equal(logged(world).filter(({ code }) => code === "two").length, 1);
    device.close();
  });

  it("is followed for a time at another level", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    const say = (code: string) => {
      device.log.write("debug", code, undefined, world.clock.nowMs);
      world.clock.advance(2000);
      return logged(world).some((line) => line.code === code);
    };
    equal(say("before"), false);
    deepEqual(ask(world, "a", "log.subscribe", { level: "debug", seconds: 10 })?.result, {
      level: "debug",
      seconds: 10,
    });
    equal(say("within"), true);
    world.clock.advance(10_000);
    equal(say("behind"), false);
    ask(world, "b", "log.subscribe", { level: "debug", seconds: 60 });
    ask(world, "c", "log.subscribe", { level: "debug", seconds: 0 });
    equal(say("ended"), false);
    equal(ask(world, "d", "log.subscribe", { level: "loud", seconds: 5 })?.error?.code, errorCodes.invalidParams);
    device.close();
  });

  it("keeps its last words over a restart, and sends each line once", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    world.network.connecting = "fail";
    world.cloud.peer?.reset();
    world.clock.advance(60_000);
    device.log.write("info", "quiet", "not sent", world.clock.nowMs);
    device.log.write("error", "last.words", 'é and "quotes"', world.clock.nowMs);
    const at = world.cloud.timeS;
    world.clock.advance(2000);
    device.restart("a test");
    world.clock.advance(5000);
    equal(world.virtual.restarts.length, 1);
    world.network.connecting = "ok";
    const again = world.start();
    ok(world.clock.advanceUntil(() => again.session.state === "online", 120_000));
    world.clock.advance(2000);
    const words = logged(world).filter(({ code }) => code === "last.words" || code === "quiet");
    deepEqual(
      words.map(({ code, text }) => [code, text]),
      [
        ["quiet", "not sent"],
        ["last.words", 'é and "quotes"'],
      ],
    );
    close(words[1]?.t ?? 0, at, 5);
    world.cloud.peer?.reset();
    ok(world.clock.advanceUntil(() => world.cloud.hellos.length === 3, 60_000));
    world.clock.advance(2000);
    equal(logged(world).filter(({ code }) => code === "last.words").length, 1);
    again.close();
  });

  it("writes them within a budget, however many warnings there are while nobody takes them", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    world.clock.advance(1000);
    let writes = 0;
    const { keyValue } = world.virtual.board.storage;
    const { open } = keyValue;
    keyValue.open = (place) => {
      const store = open(place);
      return {
        read: (key) => store.read(key),
        delete: (key) => store.delete(key),
        close: () => store.close(),
        write: (key, value) => {
          if (key === "log") writes++;
          ok(value.length <= 4000, "a value of NVS");
          store.write(key, value);
        },
      };
    };
    world.network.connecting = "fail";
    world.cloud.peer?.reset();
    for (let i = 0; i < 600; i++) {
      device.log.write("warn", "again", `number ${i}`, world.clock.nowMs);
      world.clock.advance(1000);
    }
    ok(writes >= 1 && writes <= 5, String(writes));
    device.close();
  });

  it("never has a token, a password or a certificate in it", () => {
    const secrets = ["secret-token", "SECRETPASSWORD", "SECRETKEY"];
    const world = new VirtualWorld({
      settings: {
        "server.url": "ws://cloud.example:8080/v1/devices/desk-1/link?token=secret-token",
        "server.token": "secret-token",
        "device.id": "desk-1",
        "server.key": "SECRETKEY",
        "wifi.networks": '[{"SSID":"net","password":"SECRETPASSWORD","priority":0}]',
      },
    });
    const device = world.startOnline();
    ask(world, "t", "log.subscribe", { level: "debug", seconds: 3600 });
    world.cloud.peer?.reset();
    ok(world.clock.advanceUntil(() => world.cloud.hellos.length === 2, 60_000));
    world.clock.advance(5000);
    ask(world, "s", "state.desired", { version: 1, patch: { settings: { logLevel: 5 } } });
    ask(world, "r", "log.recent");
    const told = JSON.stringify([world.cloud.logs, world.cloud.messages, world.cloud.responses, world.virtual.printed]);
    for (const secret of secrets) ok(!told.includes(secret), secret);
    device.close();
  });
});
