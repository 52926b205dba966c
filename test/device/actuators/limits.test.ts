/**
 * Whatever comes, every output is within its limits: random commands, readings, faults, rules, restarts and steps of
 * time over many seeds, watched at the pins.
 */
import type { DeviceDefinition, RuleDefinition } from "../../../src/device/definition.js";
import type { RecordValue } from "../../../src/protocol/senml.js";
import { equal, ok } from "../../support/assert.js";
import { Chance } from "../support/chance.js";
import { LimitWatch } from "../support/limit-watch.js";
import { Rig } from "../support/rig.js";

const seeds = 24; // within the minute that XS has for a test on a busy machine
const steps = 250;

function limits(chance: Chance): object {
  const maximumOnMs = chance.pick([undefined, 500, 5000, 60000]);
  const minimumOnMs = chance.pick([undefined, 100, 500]);
  const minimumOffMs = chance.pick([undefined, 100, 3000]);
  return JSON.parse(JSON.stringify({ maximumOnMs, minimumOnMs, minimumOffMs })) as object;
}

function life(chance: Chance, values: readonly RecordValue[]): object {
  const onCloudLost = { after: chance.pick([1, 10, 60]), state: chance.pick(values) };
  return {
    restore: chance.pick<RecordValue>(["safe", "last", ...values]),
    ...(chance.below(2) ? { onCloudLost } : {}),
  };
}

function randomDefinition(chance: Chance): DeviceDefinition {
  const onOff = [true, false];
  const shutter = () => ({ interlock: "shutter", interlockDelayMs: chance.pick([0, 250]) });
  const actuators = [
    { kind: "switch", name: "a", pin: 12, ...limits(chance), ...shutter(), ...life(chance, onOff) },
    { kind: "switch", name: "b", pin: 13, ...limits(chance), ...shutter(), ...life(chance, onOff) },
    { kind: "light", name: "c", pin: 14, gamma: 2.2, ...limits(chance), ...shutter(), ...life(chance, [0, 0.5, 1]) },
    {
      kind: "light",
      name: "d",
      pin: 15,
      transitionMs: 700,
      minimumDuty: 0.1,
      ...limits(chance),
      ...life(chance, [0, 1]),
    },
    { kind: "switch", name: "e", pin: 16, activeLow: true, ...limits(chance), ...life(chance, onOff) },
    {
      ...{ kind: "lock", name: "door", lock: { pin: 17 }, unlock: { pin: 18 }, restMs: chance.pick([0, 200]) },
      ...{ driveMs: chance.pick([100, 2000]), contact: "bolt", ...life(chance, ["locked", "unlocked"]) },
    },
    { kind: "lock", name: "gate", unlock: { pin: 19, activeLow: true }, driveMs: 1500 },
    {
      ...{ kind: "climate", name: "room", reading: "temperature", changeoverMs: chance.pick([0, 400]) },
      ...{ heat: { pin: 21, ...limits(chance) }, cool: { pin: 22, ...limits(chance) }, staleMs: 30000 },
      ...life(chance, ["auto", "heat", "off"]),
    },
  ];
  const rules: RuleDefinition[] = [];
  for (let i = 0; i < 6; i++) rules.push(randomRule(chance, i));
  return { sensors: [], actuators, rules };
}

function randomRule(chance: Chance, i: number): RuleDefinition {
  const trigger = chance.pick([
    { reading: "temperature", above: 22, hysteresis: 1 },
    { reading: "temperature", below: 15, forMs: 500 },
    { reading: "bolt", is: true },
    { reading: "a", is: true },
    { reading: "b", is: false },
    { reading: "c", above: 0.2 },
    { reading: "door", is: "locked" },
    { button: "bolt", press: "double" },
  ]);
  const action = chance.pick([
    { toggle: "a" },
    { set: "b", value: true },
    { toggle: "c" },
    { set: "d", value: 1, transitionMs: 3000 },
    { toggle: "door" },
    { set: "gate", value: "unlocked" },
    { set: "room.mode", value: "auto" },
  ]);
  return { name: `r${i}`, when: [trigger], do: [action], perMinute: 60 };
}

const names = ["a", "b", "c", "c.on", "d", "d.on", "e", "door", "gate", "room", "room.mode", "room.target", "none"];
const values: readonly RecordValue[] = [
  ...[true, false, 0, 1, 0.3, -1, 2, 1e-9, Number.NaN, Number.POSITIVE_INFINITY, 21, 5, "locked", "unlocked"],
  ...["heat", "cool", "auto", "off", "", "jammed"],
];

function act(rig: Rig, watch: LimitWatch, chance: Chance): void {
  const choice = chance.below(20);
  if (choice < 9) rig.set(chance.pick(names), chance.pick(values), chance.pick([undefined, undefined, 0, 400, 1e9]));
  else if (choice < 13) rig.read("temperature", chance.pick([-20, 14, 18, 19.4, 20, 20.6, 23, 45]));
  else if (choice < 16) rig.read("bolt", chance.below(2) === 0);
  else if (choice === 16) rig.lose(chance.pick(["temperature", "bolt"]));
  else if (choice === 17) rig.isOnline = !rig.isOnline;
  else if (choice === 18 && chance.below(4) === 0) watch.restart(chance.below(2) === 0);
}

/** Runs one seed; returns what was broken, how often something went on, and how often the hardware refused. */
function runSeed(
  seed: number,
  prepare: (rig: Rig, chance: Chance) => () => void,
): { broken: string[]; count: number; faults: number } {
  const chance = new Chance(seed);
  const definition = randomDefinition(chance);
  const rig = new Rig(definition);
  const watch = new LimitWatch(rig, definition);
  watch.restart(true);
  equal(rig.parts.actuators.all.length, definition.actuators.length, rig.lines.join());
  const before = prepare(rig, chance);
  for (let i = 0; i < steps; i++) {
    before();
    act(rig, watch, chance);
    rig.run(chance.step());
    watch.check();
  }
  const faults = rig.events.filter(({ data }) => (data as { fault?: string } | undefined)?.fault === "hardware").length;
  return { broken: watch.broken, count: watch.switchedOn, faults };
}

describe("every output", () => {
  it("is within its limits, whatever is asked, read, lost or restarted, over many seeds", () => {
    let count = 0;
    for (let seed = 1; seed <= seeds; seed++) {
      const result = runSeed(seed, () => () => {});
      equal(result.broken.join("; "), "", `seed ${seed}`);
      equal(result.faults, 0, `seed ${seed}: a duty or level that the pins refuse`);
      count += result.count;
    }
    ok(count > seeds * 20, `${count} times something went on`);
  });

  it("keeps interlocks and duties too when the hardware fails now and then", () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { broken } = runSeed(seed + 1000, (rig, chance) => {
        let isBroken = false;
        for (const io of [rig.virtual.hardware.io.Digital, rig.virtual.hardware.io.PWM]) {
          const { write } = io.prototype as { write(value: number): void };
          (io.prototype as { write(value: number): void }).write = function (value) {
            if (isBroken) throw new Error("bus fault");
            write.call(this, value);
          };
        }
        return () => {
          isBroken = chance.below(5) === 0;
        };
      });
      // What cannot be switched off stays on too long: that is the fault, and told as one.
      const other = broken.filter((text) => !/was on for [\d.e+]+ ms$/.test(text));
      equal(other.join("; "), "", `seed ${seed + 1000}`);
    }
  });
});
