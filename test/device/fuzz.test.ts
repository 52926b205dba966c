/**
 * Commands, patches of the desired state and settings, made of pieces from fixed seeds: each request is answered exactly
 * once, none stops the device, and no output leaves its limits.
 */
import { SeededRandom } from "../../hosts/models/seeded-random.js";
import { builtInSettings } from "../../src/device/state/setting.js";
import { serverMethods } from "../../src/protocol/messages.js";
import { equal, ok } from "../support/assert.js";
import { VirtualWorld } from "../support/virtual-world.js";

const seeds = [1, 2, 3, 4];
const requests = 150; // of each seed

/** What ends or changes the connection by design is asked for in tests of its own. */
const methods = Object.keys(serverMethods).filter(
  (name) => name !== "device.restart" && name !== "device.reset" && name !== "device.configure",
);
const words = [
  "relay",
  "lamp",
  "lamp.on",
  "label",
  "logLevel",
  "sampleScale",
  "timeZone",
  "pingMs",
  "settings",
  "actuators",
  "debug",
  "error",
  "CET-1CEST,M3.5.0,M10.5.0/3",
  "",
  "desk-1",
  "constructor",
  "toString",
  "hasOwnProperty",
  "é\u0000\u{1f600}",
  "/",
  "~1",
];
const fields = ["name", "value", "version", "from", "patch", "id", "level", "limit", "seconds", "expires", "confirm"];

class Pieces {
  readonly #random: SeededRandom;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  below(limit: number): number {
    return this.#random.next() % limit;
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  number(): number {
    return this.of([0, 1, -1, 0.5, 2, 1e9, -1e-9, 1e308, 5e-324, 9007199254740991, 1_700_000_000, 1_900_000_000]);
  }

  value(depth: number): unknown {
    const kind = this.below(depth > 0 ? 9 : 6);
    if (kind === 0) return null;
    if (kind === 1) return this.below(2) === 0;
    if (kind < 4) return this.number();
    if (kind < 6) return this.of(words);
    if (kind === 6) return Array.from({ length: this.below(3) }, () => this.value(depth - 1));
    const object: Record<string, unknown> = {};
    for (let i = this.below(4); i > 0; i--) object[this.of([...words, ...fields])] = this.value(depth - 1);
    return object;
  }

  /** Sometimes as a schema wants it, sometimes not. */
  params(method: string, version: number): unknown {
    if (this.below(8) === 0) return this.value(3);
    const named: Record<string, unknown> = {};
    for (const field of fields) if (this.below(2) === 0) named[field] = this.value(1);
    if (method === "actuator.set") named["name"] = this.of(["relay", "lamp", "lamp.on", "heater"]);
    if (method === "device.identify") named["seconds"] = 1 + this.below(60);
    if (method === "state.desired") {
      const patch: Record<string, unknown> = {};
      for (const part of ["settings", "actuators"]) {
        const values: Record<string, unknown> = {};
        for (let i = this.below(5); i > 0; i--) values[this.of(words)] = this.value(1);
        if (this.below(4) > 0) patch[part] = values;
      }
      named["version"] = this.below(4) === 0 ? this.number() : version + 1 + this.below(3);
      named["patch"] = patch;
      if (this.below(2) === 0) named["from"] = version + this.below(2);
    }
    return named;
  }
}

describe("hostile commands, patches and settings", () => {
  for (const seed of seeds) {
    it(`of seed ${seed} are each answered once; none stops the device or moves an output out of its limits`, () => {
      const world = new VirtualWorld({ seed });
      const device = world.startOnline();
      const pieces = new Pieces(seed);
      const { pins } = world.hardware;
      const wrong: string[] = [];
      pins.onOutput((pin, value) => {
        if (!(value >= 0 && value <= 1)) wrong.push(`pin ${pin} is ${value}`);
      });
      const asked = new Map<unknown, number>();
      const ask = (id: string, method: string, params: unknown) => {
        asked.set(id, (asked.get(id) ?? 0) + 1);
        world.cloud.request(id, method, params);
      };
      for (let i = 0; i < requests; i++) {
        const method = pieces.of(methods);
        const id = `fuzz-${seed}-${i}-${"x".repeat(pieces.below(12))}`;
        ask(id, method, pieces.params(method, device.settings.version));
        if (pieces.below(10) === 0) ask(id, method, {});
        world.clock.advance(pieces.of([10, 100, 500]));
        for (const { name, schema } of builtInSettings) {
          equal(
            device.settings.findFault(name, device.settings.get(name)),
            undefined,
            `${name}: ${JSON.stringify(schema)}`,
          );
        }
      }
      // The longest of them is over.
      world.clock.advance(70_000);
      const count = new Map<unknown, number>();
      for (const { id } of world.cloud.responses) count.set(id, (count.get(id) ?? 0) + 1);
      for (const [id, times] of asked) equal(count.get(id), times, `${id} answered`);
      equal(wrong.join(), "");
      equal(device.exceptions, 0);
      equal(device.session.state, "online");
      equal(world.cloud.hellos.length, 1);
      equal(world.virtual.restarts.length, 0);
      world.cloud.request("end", "actuator.set", { name: "relay", value: true });
      world.clock.advance(200);
      ok(
        world.cloud.responses.some(({ id, result }) => id === "end" && result !== undefined),
        "it still obeys",
      );
      device.close();
      // What it has stored is good for the next start.
      const again = world.startOnline();
      equal(again.settings.faults, undefined);
      again.close();
    });
  }

  it("stored settings of any kind leave a device that starts, with every value in its range", () => {
    const pieces = new Pieces(9);
    for (let i = 0; i < 40; i++) {
      const world = new VirtualWorld();
      const store = world.virtual.board.storage.keyValue.open({ path: "state" });
      const settings: Record<string, unknown> = {};
      for (let j = pieces.below(6); j > 0; j--) settings[pieces.of(words)] = pieces.value(2);
      const whole = { version: pieces.below(3) === 0 ? pieces.value(1) : pieces.below(9), settings };
      const text = JSON.stringify(pieces.below(6) === 0 ? pieces.value(2) : whole);
      store.write("settings", pieces.below(8) === 0 ? text.slice(0, pieces.below(text.length)) : text);
      store.write("restarts", JSON.stringify(pieces.value(2)));
      store.write("log", JSON.stringify(pieces.value(2)));
      const device = world.startOnline();
      world.clock.advance(1000);
      for (const { name } of builtInSettings) {
        equal(device.settings.findFault(name, device.settings.get(name)), undefined, `${name} of ${text}`);
      }
      equal(device.exceptions, 0, text);
      device.close();
    }
  });
});
