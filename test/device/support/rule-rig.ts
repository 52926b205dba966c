/** A rig with an actuator of each kind and rules, which act by events that can be counted. */
import type { RuleDefinition } from "../../../src/device/definition.js";
import { ok } from "../../support/assert.js";
import { Rig } from "./rig.js";

export const actuators = [
  { kind: "switch", name: "fan", pin: 12 },
  { kind: "light", name: "lamp", pin: 13 },
  { kind: "lock", name: "door", unlock: { pin: 14 }, lock: { pin: 15 }, driveMs: 100, restMs: 0 },
  { kind: "climate", name: "heating", reading: "temperature", heat: { pin: 16 } },
];
const berlin = "CET-1CEST,M3.5.0,M10.5.0/3";

export function withRules(...rules: RuleDefinition[]): Rig {
  const rig = new Rig({ actuators, rules, timeZone: berlin });
  ok(rig.parts.rules !== undefined, rig.lines.join());
  rig.run(0);
  return rig;
}

/** Counts how often it acts. */
export const counted = (rule: object): RuleDefinition => ({
  name: "r",
  do: [{ event: "acted" }],
  perMinute: 60,
  ...rule,
});
export const acts = (rig: Rig) => rig.events.filter(({ name }) => name === "acted").length;
