/** The whole device: what it sends, what it does when asked, and that nothing which comes stops it. */
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import { deviceMethods, serverMethods } from "../../src/protocol/messages.js";
import { validate } from "../../src/protocol/validate.js";
import { close, deepEqual, equal, ok } from "../support/assert.js";
import type { Message, StoredRecord } from "../support/scripted-cloud.js";
import { toBytes } from "../support/text.js";
import { VirtualWorld } from "../support/virtual-world.js";

const values = (world: VirtualWorld, name: string): unknown[] =>
  world.cloud.stored
    .filter(({ record }) => record["n"] === name)
    .map(({ record }) => record["v"] ?? record["vb"] ?? record["vs"]);

const eventsOf = (world: VirtualWorld): StoredRecord[] => world.cloud.stored.filter((r) => r.priority === "event");

function ask(world: VirtualWorld, id: string | number, method: string, params: unknown): Message | undefined {
  world.cloud.request(id, method, params);
  world.clock.advance(100);
  return world.cloud.responses.at(-1);
}

describe("device", () => {
  it("sends the readings of the example with their units, and the state of its actuators", () => {
    const world = new VirtualWorld();
    const { hardware, cloud, clock } = world;
    hardware.sht4x.probe.set("temperature", 21.5);
    hardware.sht4x.probe.set("humidity", 45);
    hardware.light.set("light", 1200);
    const device = world.startOnline();
    clock.advance(9000);
    const last = (name: string) => cloud.stored.filter(({ record }) => record["n"] === name).at(-1)?.record;
    close(Number(last("temperature")?.["v"]), 21.5, 0.02);
    equal(last("temperature")?.["u"], "Cel");
    close(Number(last("humidity")?.["v"]), 45, 0.02);
    equal(last("humidity")?.["u"], "%RH");
    close(Number(last("light")?.["v"]), 1200, 2);
    equal(last("light")?.["u"], "lx");
    deepEqual(values(world, "button"), [false]);
    deepEqual(values(world, "relay"), [false]);
    deepEqual(values(world, "lamp"), [0]);
    equal(values(world, "temperature").length, 5);
    device.close();
  });

  it("says why it has started, in a hello that the server accepts however long the reason is", () => {
    const world = new VirtualWorld();
    const restartReason = { reason: "crash", detail: `5 ${"at \u0001 (file.ts)\n".repeat(100)}` } as const;
    Object.assign(world.virtual, { board: { ...world.virtual.board, restartReason } });
    const device = world.startOnline();
    equal(validate(deviceMethods.hello.params, world.cloud.hellos[0]), undefined);
    const restart = world.cloud.hellos[0]?.["restart"] as { reason: string; detail: string };
    equal(restart.reason, "crash");
    ok(restart.detail.startsWith("5 at"));
    device.close();
  });

  it("samples at its interval without drift", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    world.clock.advance(600_000);
    const count = values(world, "temperature").length;
    ok(count >= 300 && count <= 301, String(count));
    device.close();
  });

  it("describes itself as the schema says, and its digest changes with what it has alone", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    const result = ask(world, 1, "describe", {})?.result as { digest: string; actuators: { value: unknown }[] };
    equal(validate(serverMethods.describe.result, result), undefined, JSON.stringify(result));
    equal(result.digest, String(world.cloud.hellos[0]?.["digest"]));
    equal(result.actuators[0]?.value, false);
    ask(world, 2, "actuator.set", { name: "relay", value: true });
    const again = ask(world, 3, "describe", {})?.result as typeof result;
    equal(again.digest, result.digest);
    equal(again.actuators[0]?.value, true);
    device.close();
    const other = new VirtualWorld({ sensor: [{ name: "load", unit: "/", io: class {} as never }] });
    other.startOnline().close();
    ok(other.cloud.hellos[0]?.["digest"] !== result.digest);
  });

  it("tells of the button as state and as event, after it has stood still", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    const { hardware, clock } = world;
    clock.advance(1000);
    for (const isPressed of [true, false, true, false, true]) {
      hardware.press(isPressed);
      clock.advance(5);
    }
    clock.advance(1000);
    hardware.press(false);
    clock.advance(1000);
    deepEqual(values(world, "button"), [false, true, false]);
    deepEqual(
      eventsOf(world).map(({ record }) => record["name"]),
      ["button.pressed", "button.released"],
    );
    device.close();
  });

  it("sets the relay and the lamp, answers with the value, and reports the state", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    const { pins } = world.hardware;
    const set = ask(world, "a", "actuator.set", { name: "relay", value: true });
    deepEqual(set?.result, { name: "relay", value: true });
    equal(pins.shown(2), 1);
    deepEqual(ask(world, "b", "actuator.set", { name: "lamp", value: 0.5 })?.result, { name: "lamp", value: 0.5 });
    close(pins.shown(4) ?? 0, 0.5, 0.01);
    deepEqual(values(world, "relay"), [false, true]);
    deepEqual(values(world, "lamp"), [0, 0.5]);
    device.close();
  });

  it("refuses wrong commands with the code and the place, and leaves the hardware alone", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    const cases: [method: string, params: unknown, code: number, data: unknown][] = [
      ["relay.explode", {}, -32601, { method: "relay.explode" }],
      ["hello", {}, -32601, { method: "hello" }],
      ["actuator.set", {}, -32602, { at: "/name", reason: "is missing" }],
      ["actuator.set", [1], -32602, { at: "", reason: "must be an object" }],
      ["actuator.set", { name: "relay", value: 1 }, -32602, { at: "/value", reason: "must be true or false" }],
      ["actuator.set", { name: "lamp", value: true }, -32602, { at: "/value", reason: "must be a number from 0 to 1" }],
      ["actuator.set", { name: "lamp", value: 1.01 }, -32602, { at: "/value", reason: "must be a number from 0 to 1" }],
      [
        "actuator.set",
        { name: "lamp", value: -0.01 },
        -32602,
        { at: "/value", reason: "must be a number from 0 to 1" },
      ],
      ["actuator.set", { name: "heater", value: true }, -32003, undefined],
      ["actuator.set", { name: "relay", value: true, expires: 1_700_000_000 }, -32002, undefined],
    ];
    for (const [i, [method, params, code, data]] of cases.entries()) {
      const answer = ask(world, i, method, params);
      deepEqual([answer?.id, answer?.error?.code, answer?.error?.data], [i, code, data], method);
    }
    equal(world.hardware.pins.shown(2), 0);
    equal(world.hardware.pins.shown(4), 0);
    device.close();
  });

  it("says when the hardware does not do it, and keeps the value that is true", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    world.hardware.io.Digital.prototype.write = () => {
      throw new Error("pin is dead");
    };
    const answer = ask(world, 1, "actuator.set", { name: "relay", value: true });
    deepEqual([answer?.error?.code, answer?.error?.data], [-32008, { reason: "pin is dead" }]);
    equal(device.parts.findActuator("relay")?.value, false);
    device.close();
  });

  it("answers a repeated command with its first result and carries it out once", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    const changes: number[] = [];
    world.hardware.pins.onOutput((pin, value) => pin === 2 && changes.push(value));
    const long = "0123456789abcdef";
    const first = ask(world, long, "actuator.set", { name: "relay", value: true });
    ask(world, 2, "actuator.set", { name: "relay", value: false });
    deepEqual(ask(world, long, "actuator.set", { name: "relay", value: true }), first);
    deepEqual(changes, [1, 0]);
    // Another command with an id that was used is another command.
    ask(world, 2, "actuator.set", { name: "relay", value: true });
    deepEqual(changes, [1, 0, 1]);
    // A long id is remembered across connections, a short one begins anew with each.
    world.cloud.peer?.reset();
    ok(world.clock.advanceUntil(() => world.cloud.hellos.length === 2, 40000));
    ask(world, long, "actuator.set", { name: "relay", value: true });
    deepEqual(changes, [1, 0, 1]);
    ask(world, 3, "actuator.set", { name: "relay", value: false });
    deepEqual(changes, [1, 0, 1, 0]);
    ask(world, 2, "actuator.set", { name: "relay", value: true });
    deepEqual(changes, [1, 0, 1, 0, 1]);
    device.close();
  });

  it("answers ping with its uptime", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    world.clock.advance(5000);
    const result = ask(world, "p", "ping", {})?.result as { uptimeMs: number };
    ok(result.uptimeMs >= 5000 && result.uptimeMs < 7000, JSON.stringify(result));
    device.close();
  });

  it("answers all of many commands at once, in order", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    for (let i = 0; i < 40; i++) world.cloud.request(i, "describe", {});
    world.clock.advance(3000);
    deepEqual(
      world.cloud.responses.map((response) => response.id),
      Array.from({ length: 40 }, (_unused, i) => i),
    );
    equal(device.session.state, "online");
    device.close();
  });

  it("sends its log, with times and without the token", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    world.clock.advance(1000);
    const codes = world.cloud.logs.map((entry) => entry["code"]);
    ok(codes.includes("session.waiting") && codes.includes("session.online"), codes.join());
    ok(world.cloud.logs.every((entry) => Number(entry["t"]) >= world.cloud.epochS));
    device.close();
  });

  it("leaves out parts that the board does not have, says so, and runs with the rest", () => {
    const world = new VirtualWorld();
    const board = { ...world.virtual.board, pin: { relay: 2, light: 11 }, I2C: {} };
    Object.assign(world.virtual, { board });
    const device = world.startOnline();
    world.clock.advance(3000);
    const printed = world.virtual.printed.join("\n");
    for (const name of [
      'sensors[0].bus: there is no bus "default"',
      'no pin "button"',
      'no pin "lamp"',
      "used by flash",
    ]) {
      ok(printed.includes(name), printed);
    }
    deepEqual(values(world, "relay"), [false]);
    device.close();
  });
});

describe("device against a hostile server", () => {
  it("answers what is malformed or unknown and ignores what needs no answer", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    const { cloud, clock } = world;
    const texts: [text: string, code: number | undefined][] = [
      ["", -32700],
      ["{", -32700],
      ["[]", -32600],
      ["[1,2]", -32600],
      ['{"jsonrpc":"2.0","method":"unheard.of"}', undefined],
      ['{"jsonrpc":"2.0","method":"actuator.set","params":{"name":"relay","value":true}}', undefined],
      ['{"jsonrpc":"2.0","id":77,"result":{"n":5}}', undefined],
      ['{"jsonrpc":"2.0","id":77,"error":{"code":1,"message":"x"}}', undefined],
      ['{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"x"}}', undefined],
      ['{"jsonrpc":"2.0","result":1}', undefined],
      ['{"jsonrpc":"2.0","id":true,"method":"ping"}', -32600],
    ];
    for (const [text, code] of texts) {
      const before = cloud.responses.length;
      cloud.peer?.sendText(text);
      clock.advance(100);
      equal(cloud.responses.length - before, code === undefined ? 0 : 1, text);
      if (code !== undefined) equal(cloud.responses.at(-1)?.error?.code, code, text);
    }
    equal(device.session.state, "online");
    equal(world.hardware.pins.shown(2), 0);
    equal(device.exceptions, 0);
    device.close();
  });

  it("neither loops nor crashes when the server sends everything back", () => {
    const world = new VirtualWorld();
    let count = 0;
    world.cloud.onText = (peer, text) => {
      count++;
      peer.sendText(text);
    };
    const device = world.start();
    world.clock.advance(3600_000);
    ok(count > 0 && count < 100, `${count} messages in an hour`);
    equal(device.exceptions, 0);
    ok(device.session.state === "refused");
    device.close();
  });

  it("does not loop when the server echoes once it has greeted", () => {
    const world = new VirtualWorld();
    const { cloud, clock } = world;
    let count = 0;
    const device = world.startOnline();
    cloud.onText = (peer, text) => {
      count++;
      peer.sendText(text);
    };
    clock.advance(60_000);
    ok(count < 200, `${count} messages in a minute`);
    equal(device.exceptions, 0);
    device.close();
  });

  it("answers a flood of garbage only so often", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    for (let i = 0; i < 500; i++) world.cloud.peer?.sendText("garbage");
    world.clock.advance(1000);
    ok(world.cloud.responses.length <= 20, String(world.cloud.responses.length));
    equal(device.session.state, "online");
    device.close();
  });

  it("closes on a binary message and on one that is too large, and comes back", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    const { peer } = world.cloud;
    peer?.sendFrame(0x82, toBytes("{}"));
    world.clock.advance(50);
    equal(peer?.closeCode, 1003);
    ok(world.clock.advanceUntil(() => world.cloud.hellos.length === 2, 10000));
    const second = world.cloud.peer;
    second?.sendText("x".repeat(9000));
    world.clock.advance(2000);
    equal(second?.closeCode, 1009);
    ok(world.clock.advanceUntil(() => device.session.state === "online", 70000));
    device.close();
  });

  it("survives 1500 mutated messages from a fixed seed, and still obeys", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    const random = new SeededRandom(11);
    const seeds = [
      '{"jsonrpc":"2.0","id":12,"method":"actuator.set","params":{"name":"relay","value":false}}',
      '{"jsonrpc":"2.0","id":12,"method":"describe","params":{}}',
      '{"jsonrpc":"2.0","id":3,"result":{"n":2}}',
      '{"jsonrpc":"2.0","id":4,"error":{"code":-32005,"message":"no","data":{"retryAfterMs":5}}}',
    ];
    for (let i = 0; i < 1500; i++) {
      const bytes = toBytes(seeds[i % seeds.length] ?? "");
      for (let j = 0; j <= random.next() % 3; j++) bytes[random.next() % bytes.length] = 0x20 + (random.next() % 95);
      world.cloud.peer?.sendFrame(0x81, bytes);
      if (i % 20 === 0) world.clock.advance(200);
    }
    world.clock.advance(60000);
    equal(device.exceptions, 0);
    ok(world.clock.advanceUntil(() => device.session.state === "online", 400_000));
    deepEqual(ask(world, "end", "actuator.set", { name: "relay", value: true })?.result, {
      name: "relay",
      value: true,
    });
    device.close();
  });
});

describe("device against its own faults", () => {
  it("ends an exception in its pump: it is logged, counted, the connection begins anew", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    const { wall } = world.virtual.board.clock;
    let isBroken = true;
    world.virtual.board.clock.wall = () => {
      if (isBroken) throw new Error("clock is broken");
      return wall();
    };
    world.clock.advance(3000);
    isBroken = false;
    ok(device.exceptions >= 1 && device.exceptions <= 4, String(device.exceptions));
    ok(world.virtual.printed.join().includes("device.exception: Error: clock is broken"));
    ok(world.clock.advanceUntil(() => device.session.state === "online", 70000));
    equal(world.virtual.restarts.length, 0);
    device.close();
  });

  it("restarts the board when nothing else helps, with the reason", () => {
    const world = new VirtualWorld();
    const device = world.startOnline();
    world.virtual.board.clock.wall = () => {
      throw new Error("clock is broken");
    };
    world.clock.advance(60000);
    ok(world.virtual.restarts.length > 0);
    ok(world.virtual.restarts[0]?.includes("clock is broken"));
    device.close();
  });
});
