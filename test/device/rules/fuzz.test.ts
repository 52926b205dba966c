/**
 * Definitions of actuators and rules, mutated from fixed seeds: the check answers each, what is left of it runs, no
 * exception comes out, and no output leaves its limits.
 */
import type { DeviceDefinition } from "../../../src/device/definition.js";
import { Kinds } from "../../../src/device/kinds.js";
import { soundParts } from "../../../src/device/sound-parts.js";
import type { RecordValue } from "../../../src/protocol/senml.js";
import { equal, ok } from "../../support/assert.js";
import { Chance } from "../support/chance.js";
import { LimitWatch } from "../support/limit-watch.js";
import { Rig } from "../support/rig.js";

const seeds = 200;

const base = {
  sensors: [{ kind: "contact", pin: 0, mode: "input", readings: { active: { name: "button" } } }],
  actuators: [
    { kind: "switch", name: "a", pin: 12, maximumOnMs: 5000, interlock: "x", interlockDelayMs: 100, restore: "last" },
    { kind: "light", name: "b", pin: 13, gamma: 2, transitionMs: 500, interlock: "x", minimumOnMs: 200, restore: 0.5 },
    {
      kind: "lock",
      name: "c",
      lock: { pin: 14 },
      unlock: { pin: 15, activeLow: true },
      driveMs: 500,
      contact: "button",
    },
    {
      ...{ kind: "climate", name: "d", reading: "button", heat: { pin: 16, minimumOnMs: 1000 }, cool: { pin: 17 } },
      ...{ target: 21, onCloudLost: { after: 5, state: "off" }, restore: "heat" },
    },
  ],
  rules: [
    { name: "r", when: [{ reading: "button", is: true }], do: [{ toggle: "a" }, { set: "b", value: 1 }] },
    {
      name: "s",
      when: [{ at: "07:00" }, { button: "button", press: "long" }, { reading: "d.target", above: 20, hysteresis: 1 }],
      if: [
        { from: "00:00", to: "23:00", days: ["monday"] },
        { reading: "a", is: false },
      ],
      do: [{ set: "d.mode", value: "cool" }, { event: "e", data: "x" }, { toggle: "c" }],
      perMinute: 30,
    },
  ],
  timeZone: "CET-1CEST,M3.5.0,M10.5.0/3",
};

const junk: readonly unknown[] = [
  ...[null, true, false, -1, 0, 1, 0.5, 7, 12, 13, 1e9, 1e308, -1e308, 1e-9, "", "x", "a", "b.on", "d.target", "last"],
  ...["24:00", "07:30", "constructor", "__proto__", "locked", "keep", "x".repeat(300), [], {}, [1], [[]], { pin: 12 }],
  ...[{ after: 1, state: true }, { reading: "a" }, ["monday"], [{ toggle: "a" }], [null]],
];

/** Changes one place somewhere in it: junk, gone, doubled, or taken from somewhere else. */
function mutate(value: unknown, chance: Chance, depth = 0): unknown {
  if (typeof value !== "object" || value === null || (depth > 1 && chance.below(4) === 0)) return chance.pick(junk);
  if (Array.isArray(value)) {
    const list = [...value] as unknown[];
    const at = chance.below(list.length + 1);
    const choice = chance.below(6);
    if (choice === 0) list.splice(at, 1);
    else if (choice === 1) list.push(chance.below(2) === 0 ? list[at] : chance.pick(junk));
    else if (at < list.length) list[at] = mutate(list[at], chance, depth + 1);
    return list;
  }
  const fields = { ...(value as Record<string, unknown>) };
  const keys = Object.keys(fields);
  const key = chance.pick(keys.length > 0 ? keys : ["x"]);
  const choice = chance.below(8);
  if (choice === 0) delete fields[key];
  else if (choice === 1)
    fields[chance.pick(["pin", "is", "value", "restore", "minimumOffMs", "days", "at", "extra"])] = chance.pick(junk);
  else fields[key] = mutate(fields[key], chance, depth + 1);
  return fields;
}

const values: readonly RecordValue[] = [
  true,
  false,
  0,
  1,
  0.4,
  25,
  -5,
  "locked",
  "unlocked",
  "heat",
  "cool",
  "auto",
  "off",
];

function run(definition: DeviceDefinition, chance: Chance): LimitWatch {
  const rig = new Rig(definition);
  const watch = new LimitWatch(rig, definition);
  watch.restart(true);
  rig.virtual.board.clock.setWall(1_768_200_000_000 + chance.below(86400000));
  const names = ["a", "b", "b.on", "c", "d", "d.mode", "d.target"];
  for (let i = 0; i < 40; i++) {
    const choice = chance.below(8);
    if (choice < 4) rig.set(chance.pick(names), chance.pick(values), chance.pick([undefined, 100]));
    else if (choice < 6) rig.read("button", chance.pick([true, false, 19, 23]));
    else if (choice === 6) rig.lose("button");
    else rig.isOnline = !rig.isOnline;
    rig.run(chance.step());
    watch.check();
  }
  return watch;
}

describe("definitions of actuators and rules, mutated", () => {
  it("are answered, run as far as they are sound, and keep every output within its limits", () => {
    const { board } = new Rig({}).virtual;
    let refused = 0;
    let switchedOn = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const chance = new Chance(seed);
      let definition: unknown = base;
      for (let i = 0; i <= chance.below(3); i++) definition = mutate(definition, chance);
      if (typeof definition !== "object" || definition === null || Array.isArray(definition)) continue;
      try {
        const log = { write: () => refused++ };
        const watch = run(soundParts(definition as DeviceDefinition, board, new Kinds({}), log, 0), chance);
        equal(watch.broken.join("; "), "");
        switchedOn += watch.switchedOn;
      } catch (error) {
        throw new Error(`seed ${seed}: ${(error as Error).stack} ${JSON.stringify(definition).slice(0, 3000)}`);
      }
    }
    ok(refused > seeds / 4, `${refused} problems`);
    ok(switchedOn > seeds, `${switchedOn} times something went on`);
  });
});
