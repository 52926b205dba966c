/** Another definition, sent from afar: checked, on trial, kept or taken back, also across restarts and cuts of power. */
import { SeededRandom } from "../../../hosts/models/seeded-random.js";
import type { Device } from "../../../src/device/device.js";
import { deviceLimits } from "../../../src/device/limits.js";
import { deepEqual, equal, ok } from "../../support/assert.js";
import { example } from "../../support/example.js";
import type { Message } from "../../support/scripted-cloud.js";
import { VirtualWorld } from "../../support/virtual-world.js";

type Json = Record<string, unknown>;

class Bench {
  readonly world: VirtualWorld;
  device: Device;
  #id = 0;

  constructor(world = new VirtualWorld()) {
    this.world = world;
    this.device = world.startOnline();
  }

  ask(method: string, params: Json): Message | undefined {
    const { clock, cloud } = this.world;
    const id = `ask-${++this.#id}-with-a-unique-id`;
    cloud.request(id, method, params);
    clock.advance(100);
    return cloud.responses.find((response) => response.id === id);
  }

  /** Sends a definition in pieces; the last answer. */
  send(definition: unknown, more: Json = {}, pieceCharacters = 500): Message | undefined {
    const text = typeof definition === "string" ? definition : JSON.stringify(definition);
    const parts = Math.max(1, Math.ceil(text.length / pieceCharacters));
    let answer: Message | undefined;
    for (let part = 0; part < parts; part++) {
      const piece = text.slice(part * pieceCharacters, (part + 1) * pieceCharacters);
      answer = this.ask("device.configure", { part, parts, text: piece, ...more });
      if (answer?.error !== undefined) return answer;
    }
    return answer;
  }

  /** The firmware ends, as when power goes, and begins anew. */
  restart(): void {
    this.device.close();
    this.world.hardware.reset();
    this.device = this.world.start();
  }

  online(withinMs = 60_000): boolean {
    return this.world.clock.advanceUntil(() => this.device.session.isOnline, withinMs);
  }

  read(): Json {
    const whole: Json = {};
    const lists: Record<string, unknown[]> = { sensors: [], actuators: [], rules: [] };
    for (let from: number | undefined = 0; from !== undefined; ) {
      const page: Json = this.ask("device.definition", { from })?.result as Json;
      whole["source"] = page["source"];
      for (const name in lists) lists[name]?.push(...(page[name] as unknown[]));
      from = page["next"] as number | undefined;
    }
    return { ...whole, ...lists };
  }

  names(): string[] {
    const { sensors } = this.device.parts;
    return sensors.map(({ definition }) => definition.kind);
  }

  events(name: string): unknown[] {
    return this.world.cloud.stored.filter(({ record }) => record["name"] === name).map(({ record }) => record["data"]);
  }
}

const { sensors, actuators } = JSON.parse(JSON.stringify(example.definition)) as {
  sensors: Json[];
  actuators: Json[];
};
/** The example without its light sensor. */
const smaller = { sensors: sensors.filter(({ kind }) => kind !== "analog"), actuators, rules: [] };

describe("a definition that is sent", () => {
  it("is received in pieces, checked, and in force without a restart; the device connects anew and keeps it", () => {
    const bench = new Bench();
    const { clock, cloud, virtual } = bench.world;
    const digest = bench.device.digest;
    deepEqual(bench.send(smaller)?.result, { state: "trial", trialMs: deviceLimits.trialMs });
    ok(bench.names().includes("analog"), "not before its answer has left");
    clock.advance(1000);
    ok(!bench.names().includes("analog"));
    ok(bench.online());
    equal(virtual.restarts.length, 0);
    ok(cloud.hellos.length === 2 && cloud.hellos[1]?.["digest"] !== digest, "hello has another digest");
    clock.advance(3000);
    deepEqual(bench.events("definition.kept"), [undefined]);
    deepEqual(bench.read(), { source: "stored", ...smaller });
    bench.restart();
    ok(bench.online());
    ok(!bench.names().includes("analog"));
    equal(bench.device.configuration.source, "stored");
    bench.device.close();
  });

  it("leaves alone what is the same: an output keeps its state, a sensor its interval", () => {
    const bench = new Bench();
    const { clock, hardware } = bench.world;
    bench.ask("actuator.set", { name: "relay", value: true });
    const shown: number[] = [];
    hardware.pins.onOutput((pin, value) => pin === 2 && shown.push(value));
    const kept = bench.device.parts.sensors[0];
    bench.send(smaller);
    clock.advance(2000);
    ok(bench.online());
    equal(hardware.pins.shown(2), 1);
    deepEqual(shown, []);
    ok(bench.device.parts.sensors[0] === kept);
    const changed = actuators.map((each) => (each["name"] === "relay" ? { ...each, title: "Pump" } : each));
    bench.send({ ...smaller, actuators: changed });
    clock.advance(2000);
    ok(bench.online());
    equal(hardware.pins.shown(2), 0, "another relay begins as after a start");
    bench.device.close();
  });

  const rule = { name: "r", when: [{ button: "button" }], do: [{ set: "relay", value: true }] };

  /** Sends it and waits until it is kept. */
  function keep(bench: Bench, definition: unknown): void {
    equal((bench.send(definition)?.result as Json)["state"], "trial");
    bench.world.clock.advance(2000);
    ok(bench.online());
    bench.world.clock.advance(1000);
    equal(bench.device.configuration.source, "stored");
  }

  it("has rules that know how a contact stands which goes on: in a condition, and for the first press", () => {
    const bench = new Bench();
    const { clock, hardware } = bench.world;
    keep(bench, { ...smaller, rules: [{ ...rule, if: [{ reading: "button", is: true }] }] });
    hardware.press(true);
    clock.advance(100);
    equal(hardware.pins.shown(2), 1, "the first press");
    const then = { when: [{ reading: "relay", is: false }], if: [{ reading: "button", is: true }] };
    keep(bench, { ...smaller, rules: [{ name: "r", ...then, do: [{ set: "lamp", value: 1 }] }] });
    equal(hardware.pins.shown(4), 0);
    bench.ask("actuator.set", { name: "relay", value: false });
    clock.advance(100);
    equal(hardware.pins.shown(4), 1, "the button is held");
    bench.device.close();
  });

  it("leaves nothing behind of the one before: what it followed, its interlocks", () => {
    const bench = new Bench();
    const { reporter } = bench.device.parts;
    const followed = () =>
      ["temperature", "humidity", "button", "relay"].filter((name) => reporter.latest(name) !== undefined);
    deepEqual(followed(), ["temperature", "humidity"], "the dew point's");
    const withoutCode = sensors.filter(({ kind }) => kind !== "dew-point");
    const others = [
      { kind: "climate", name: "heating", reading: "temperature", heat: { pin: 16 } },
      { kind: "lock", name: "door", unlock: { pin: 17 }, lock: { pin: 18 }, driveMs: 100, contact: "button" },
      { kind: "switch", name: "up", pin: 19, interlock: "shutter" },
      { kind: "switch", name: "down", pin: 23, interlock: "shutter" },
    ];
    const rules = [{ ...rule, if: [{ reading: "relay", is: false }] }];
    keep(bench, { sensors: withoutCode, actuators: [...actuators, ...others], rules });
    deepEqual(followed(), ["temperature", "button", "relay"]);
    const { value } = reporter.latest("temperature") ?? {};
    ok(typeof value === "number");
    const renamed = others.map((each) => ({ ...each, title: "Another" }));
    const before = bench.device.parts.interlock("shutter");
    keep(bench, { sensors: withoutCode, actuators: [...actuators, ...renamed], rules: [{ ...rules[0], name: "s" }] });
    deepEqual(followed(), ["temperature", "button", "relay"]);
    ok(bench.device.parts.interlock("shutter") === before, "in both");
    keep(bench, smaller);
    deepEqual(followed(), ["temperature", "humidity"]);
    ok(bench.device.parts.interlock("shutter") !== before, "another one by the same name");
    bench.device.close();
  });

  it("that is wrong is refused with places and reasons, and nothing changes", () => {
    const bench = new Bench();
    const wrong = { sensors: [{ kind: "contact", pin: 6, mode: "input" }], actuators: [{ kind: "swich", name: "x" }] };
    const error = bench.send(wrong)?.error;
    equal(error?.code, -32602);
    equal(error?.message, "sensors[0].pin: 6 is used by flash on this board");
    const { problems } = error?.data as { problems: Json[] };
    deepEqual(problems, [
      { at: "sensors[0].pin", reason: "6 is used by flash on this board" },
      { at: "actuators[0].kind", reason: 'there is no kind "swich"; did you mean "switch"?' },
    ]);
    bench.world.clock.advance(400_000);
    ok(bench.names().includes("analog"));
    equal(bench.device.configuration.source, "built-in");
    equal(bench.world.cloud.hellos.length, 1);
    bench.device.close();
  });

  it("that names a driver of the SDK which is not in the build is refused with its place, and what was goes on", () => {
    for (const [driver, says] of [
      [{ lm75: class {} as never }, /^"tmp117" is not in this build/],
      [undefined, /^"tmp117" has a driver of the Moddable SDK: it works on boards and in the simulator alone/],
    ] as const) {
      const bench = new Bench(new VirtualWorld({ driver }));
      const before = bench.names();
      const added = [
        ...smaller.sensors,
        { kind: "tmp117", bus: "default", readings: { temperature: { name: "cellar" } } },
      ];
      const { data } = bench.send({ ...smaller, sensors: added })?.error as { data: { problems: Json[] } };
      equal(data.problems.length, 1);
      equal(data.problems[0]?.["at"], `sensors[${added.length - 1}].kind`);
      ok(says.test(String(data.problems[0]?.["reason"])), String(data.problems[0]?.["reason"]));
      bench.world.clock.advance(10_000);
      deepEqual(bench.names(), before);
      bench.device.close();
    }
  });

  it("that says nothing new changes nothing", () => {
    const bench = new Bench();
    deepEqual(bench.send(example.definition)?.result, { state: "unchanged" });
    bench.device.close();
  });

  it("has to be JSON within bounds, its pieces in order", () => {
    const bench = new Bench();
    equal(bench.send('{"sensors":[')?.error?.message, "the definition is no JSON");
    const many = { sensors: Array.from({ length: 600 }, () => 1), actuators: [] };
    ok(bench.send(many)?.error?.message.includes("values"));
    const long = { sensors: [], actuators: [], x: Array.from({ length: 12 }, () => "x".repeat(900)) };
    ok(bench.send(long)?.error?.message.includes("bytes"));
    const deep = `{"sensors":${"[".repeat(40)}${"]".repeat(40)},"actuators":[]}`;
    ok(bench.send(deep)?.error?.message.includes("nested"));
    const piece = { parts: 3, text: "{" };
    equal(bench.ask("device.configure", { ...piece, part: 1 })?.error?.code, -32602);
    deepEqual(bench.ask("device.configure", { ...piece, part: 0 })?.result, { state: "receiving" });
    equal(
      bench.ask("device.configure", { ...piece, part: 2 })?.error?.message,
      "params/part part must be 1, then the next",
    );
    deepEqual(bench.ask("device.configure", { ...piece, part: 0 })?.result, { state: "receiving" });
    equal(bench.ask("device.configure", { part: 4, parts: 3, text: "" })?.error?.code, -32602);
    equal(bench.device.configuration.source, "built-in");
    bench.device.close();
  });

  it("is taken back when the device does not come online with it in time", () => {
    const bench = new Bench();
    const { clock, cloud } = bench.world;
    bench.ask("actuator.set", { name: "relay", value: true });
    bench.send(smaller, { trialMs: 60_000 });
    cloud.refusal = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n";
    clock.advance(30_000);
    ok(!bench.names().includes("analog"));
    clock.advance(35_000);
    ok(bench.names().includes("analog"));
    equal(bench.device.configuration.source, "built-in");
    cloud.refusal = undefined;
    ok(bench.online(600_000));
    clock.advance(3000);
    deepEqual(bench.events("definition.reverted"), [{ reason: "offline" }]);
    equal(bench.world.hardware.pins.shown(2), 1, "the relay is as it was");
    bench.restart();
    ok(bench.names().includes("analog"));
    bench.device.close();
  });

  it("is taken back to the one that was sent before, when there is one", () => {
    const bench = new Bench();
    const { clock, cloud } = bench.world;
    bench.send(smaller);
    clock.advance(2000);
    ok(bench.online());
    clock.advance(1000);
    bench.send({ ...smaller, sensors: [] }, { trialMs: 20_000 });
    cloud.refusal = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n";
    clock.advance(5000);
    deepEqual(bench.names(), []);
    clock.advance(20_000);
    deepEqual(bench.names(), ["sht4x", "contact", "dew-point"]);
    equal(bench.device.configuration.source, "stored");
    bench.device.close();
  });

  it("on trial survives one restart, which gives it its time again, and is taken back by the second", () => {
    const bench = new Bench();
    const { clock, cloud } = bench.world;
    bench.send(smaller, { trialMs: 600_000 });
    cloud.refusal = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n";
    clock.advance(5000);
    bench.restart();
    ok(!bench.names().includes("analog"));
    equal(bench.device.configuration.source, "trial");
    bench.restart();
    equal(bench.device.configuration.source, "trial");
    bench.restart();
    equal(bench.device.configuration.source, "built-in");
    ok(bench.names().includes("analog"));
    cloud.refusal = undefined;
    ok(bench.online(600_000));
    clock.advance(3000);
    deepEqual(bench.events("definition.reverted"), [{ reason: "restarts" }]);
    bench.device.close();
  });

  it("on trial is kept by the first session, also after a restart", () => {
    const bench = new Bench();
    bench.send(smaller);
    bench.world.clock.advance(320); // it is in force, and not online yet
    bench.restart();
    ok(bench.online());
    equal(bench.device.configuration.source, "stored");
    bench.device.close();
  });

  it("on trial is taken back by safe mode, in which being online says nothing of it", () => {
    const bench = new Bench();
    const { clock, cloud, virtual } = bench.world;
    const crash = () => {
      Object.assign(virtual, { board: { ...virtual.board, restartReason: { reason: "crash" } } });
      bench.restart();
    };
    crash();
    crash();
    ok(bench.online());
    clock.advance(1000);
    cloud.refusal = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n";
    equal((bench.send(smaller)?.result as Json)["state"], "trial");
    clock.advance(1000);
    crash();
    equal(bench.device.isSafe, true);
    cloud.refusal = undefined;
    ok(bench.online(600_000));
    clock.advance(3000);
    equal(bench.device.configuration.source, "built-in");
    deepEqual(bench.events("definition.kept"), []);
    deepEqual(bench.events("definition.reverted"), [{ reason: "restarts" }]);
    bench.device.close();
  });

  /** Three restarts in a row that nobody asked for. */
  function crashIntoSafeMode(bench: Bench): void {
    const { virtual } = bench.world;
    Object.assign(virtual, { board: { ...virtual.board, restartReason: { reason: "crash" } } });
    for (let i = 0; i < 3; i++) bench.restart();
    equal(bench.device.isSafe, true);
    ok(bench.online(600_000));
    bench.world.clock.advance(1000);
  }

  /** The restart that the device has asked for. */
  function restartAsAsked(bench: Bench): void {
    const { clock, virtual } = bench.world;
    const before = virtual.restarts.length;
    clock.advance(5000);
    equal(virtual.restarts.length, before + 1, "it starts anew with it");
    Object.assign(virtual, { board: { ...virtual.board, restartReason: { reason: "software" } } });
    bench.restart();
    equal(bench.device.isSafe, false);
    ok(bench.online());
    bench.world.clock.advance(1000);
  }

  it("in safe mode, where nothing runs, is tried though it is what would run", () => {
    const bench = new Bench();
    crashIntoSafeMode(bench);
    // With a kind of the application's own in it, none of whose code runs now.
    equal((bench.send(example.definition)?.result as Json)["state"], "trial");
    restartAsAsked(bench);
    deepEqual(bench.names(), ["sht4x", "analog", "contact", "dew-point"]);
    equal(bench.device.configuration.source, "stored");
    crashIntoSafeMode(bench);
    equal(bench.device.configuration.source, "stored");
    deepEqual(bench.ask("device.configure", { part: 0, parts: 0, text: "" })?.result, { state: "built-in" });
    restartAsAsked(bench);
    equal(bench.device.configuration.source, "built-in");
    bench.device.close();
  });

  it("is tried though the firmware's own, which stands in for one that cannot be used, is the same", () => {
    const bench = new Bench();
    keep(bench, smaller);
    const store = bench.world.hardware.keyValue.open({ path: "definition" });
    for (const key of ["a0", "b0"]) if (store.read(key) !== undefined) store.write(key, "[");
    bench.restart();
    ok(bench.online());
    equal(bench.device.configuration.source, "built-in");
    keep(bench, example.definition);
    bench.restart();
    equal(bench.device.configuration.source, "stored");
    bench.device.close();
  });

  it("that is not in force in safe mode can be forgotten there all the same", () => {
    const bench = new Bench();
    const { clock, hardware } = bench.world;
    bench.send(smaller);
    clock.advance(2000);
    ok(bench.online());
    clock.advance(1000);
    const store = hardware.keyValue.open({ path: "definition" });
    const piece = store.read("b0") ?? store.read("a0") ?? "";
    for (const key of ["a0", "b0"]) if (store.read(key) !== undefined) store.write(key, "[");
    bench.restart();
    ok(bench.online());
    equal(bench.device.configuration.source, "built-in");
    for (const key of ["a0", "b0"]) if (store.read(key) !== undefined) store.write(key, piece);
    deepEqual(bench.ask("device.configure", { part: 0, parts: 0, text: "" })?.result, { state: "unchanged" });
    bench.restart();
    equal(bench.device.configuration.source, "built-in");
    bench.device.close();
  });

  it("takes no other one while it is on trial, and none makes way for the firmware's own", () => {
    const bench = new Bench();
    const { clock, cloud } = bench.world;
    deepEqual(bench.ask("device.configure", { part: 0, parts: 0, text: "" })?.result, { state: "unchanged" });
    bench.send(smaller);
    equal(bench.send(smaller)?.error?.code, -32000);
    clock.advance(2000);
    ok(bench.online());
    clock.advance(1000);
    deepEqual(bench.ask("device.configure", { part: 0, parts: 0, text: "" })?.result, { state: "built-in" });
    clock.advance(2000);
    ok(bench.online());
    ok(bench.names().includes("analog"));
    bench.restart();
    equal(bench.device.configuration.source, "built-in");
    ok(cloud.hellos.length >= 3);
    bench.device.close();
  });

  it("is whole or as before, at whichever write power goes", () => {
    for (let writes = 0; writes < 12; writes++) {
      const bench = new Bench();
      const { keyValue } = bench.world.hardware;
      let left = writes;
      const open = keyValue.open.bind(keyValue);
      keyValue.open = (options) => {
        const store = open(options);
        const write = store.write.bind(store);
        store.write = (key, value) => {
          if (options.path !== "definition") write(key, value);
          else if (left-- > 0) write(key, value);
          else throw new Error("no power");
        };
        return store;
      };
      bench.send(smaller);
      bench.world.clock.advance(10_000);
      keyValue.open = open;
      bench.restart();
      ok(bench.online(600_000), `${writes} writes`);
      const { source } = bench.device.configuration;
      const isNew = !bench.names().includes("analog");
      equal(isNew, source !== "built-in", `${writes} writes: ${source}`);
      equal(bench.device.exceptions, 0);
      bench.device.close();
    }
  });

  it("that storage has lost or spoilt is named, and the firmware's own is in force", () => {
    for (const [key, value, expected] of [
      ["state", "nonsense", "definition.state"],
      ["a0", "{", "definition.wrong: the definition is no JSON"],
      ["a0", undefined, "definition.wrong: the definition a piece of it is missing"],
    ] as const) {
      const bench = new Bench();
      bench.send(smaller);
      bench.world.clock.advance(2000);
      ok(bench.online());
      bench.world.clock.advance(1000);
      const store = bench.world.hardware.keyValue.open({ path: "definition" });
      if (value === undefined) store.delete(key);
      else store.write(key, value);
      store.close();
      bench.restart();
      ok(bench.world.virtual.printed.join("\n").includes(expected), expected);
      ok(bench.names().includes("analog"));
      bench.device.close();
    }
  });

  it("stops nothing whatever it is: mutated texts from fixed seeds are each answered", () => {
    const bench = new Bench();
    const random = new SeededRandom(11);
    const text = JSON.stringify(smaller);
    const scraps = ['"', "{", "}", "[", "]", ",", "null", "-1", "1e9", "\\u0000", "é😀", '"kind"', ""];
    for (let round = 0; round < 60; round++) {
      let mutated = text;
      for (let i = 0; i < 1 + (random.next() % 3); i++) {
        const at = random.next() % mutated.length;
        mutated =
          mutated.slice(0, at) + scraps[random.next() % scraps.length] + mutated.slice(at + (random.next() % 9));
      }
      const answer = bench.send(mutated);
      ok(answer?.error !== undefined || answer?.result !== undefined, `round ${round}`);
      bench.world.clock.advance(1000);
      ok(bench.online(), `round ${round}`);
    }
    equal(bench.device.exceptions, 0);
    bench.device.close();
  });
});
