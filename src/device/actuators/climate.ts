/**
 * A thermostat: heats, cools, or both, so that a reading is near its target, with cycle times that protect what it
 * drives. Heating begins at target - hysteresis and ends at the target; cooling begins at target + hysteresis and ends at
 * the target; so "auto" has a band in which nothing happens. Heating and cooling are never on together.
 *
 * Without a reading (fault of its sensor, or none for staleMs) both go off, as soon as their minimum on-time is over, and
 * that is a fault. An output that reached its maximum on-time without effect stays off until somebody sets the climate,
 * or the target is reached without it.
 */
import type { RpcError } from "../../protocol/rpc.js";
import { type FromSchema, freeze } from "../../protocol/schema.js";
import type { RecordValue } from "../../protocol/senml.js";
import { type ActuatorSite, actuatorKind } from "../actuator-kind.js";
import type { Problem } from "../check/problems.js";
import type { ActuatorDefinition } from "../definition.js";
import { references } from "../references.js";
import type { Latest } from "../reporter.js";
import { wrongValue } from "./errors.js";
import { Interlock } from "./interlock.js";
import { cloudLostAfter, lifeTexts } from "./life-options.js";
import type { Output, OutputReason } from "./output.js";
import { OutputActuator } from "./output-actuator.js";
import { cycledOutput, limitFault, openOwn } from "./output-options.js";

export const climateModes = Object.freeze(["off", "heat", "cool", "auto"] as const);
export type ClimateMode = (typeof climateModes)[number];

const defaults = Object.freeze({ target: 20, minimum: 5, maximum: 30, step: 0.5, hysteresis: 0.5, staleMs: 120000 });
const never = Number.POSITIVE_INFINITY;
const state = freeze({ enum: climateModes, description: "mode" });
const degrees = Object.freeze({ type: "number", minimum: -60, maximum: 200 } as const);

const climateOptions = freeze({
  type: "object",
  properties: {
    reading: { ...references.reading, description: "name of the reading that it follows" },
    heat: { ...cycledOutput, description: "output that heats; one of heat and cool has to be there" },
    cool: { ...cycledOutput, description: "output that cools" },
    changeoverMs: { type: "integer", minimum: 0, maximum: 3600000, description: "ms; between the two; default 0" },
    target: { ...degrees, description: "at first; default 20" },
    minimum: { ...degrees, description: "of the target; default 5" },
    maximum: { ...degrees, description: "of the target; default 30" },
    step: { type: "number", minimum: 0.01, maximum: 10, description: "of the target, for a control; default 0.5" },
    hysteresis: { type: "number", minimum: 0.05, maximum: 20, description: "from the target; default 0.5" },
    staleMs: {
      type: "integer",
      minimum: 1000,
      maximum: 3600000,
      description: "ms; older than that a reading is none; default 120000",
    },
    safe: { ...state, description: `${lifeTexts.safe}; a mode, default "off"` },
    restore: { enum: ["safe", "last", ...climateModes], description: `${lifeTexts.restore} (a mode)` },
    onCloudLost: {
      anyOf: [
        { const: "keep" },
        { type: "object", properties: { after: cloudLostAfter, state }, required: ["after", "state"] },
      ],
      description: lifeTexts.onCloudLost,
    },
  },
  required: ["reading"],
});
type ClimateOptions = FromSchema<typeof climateOptions>;

/** Those that its outputs can do. */
function modesOf({ heat, cool }: ClimateOptions): ClimateMode[] {
  return climateModes.filter((mode) => {
    if (mode === "heat") return heat !== undefined;
    if (mode === "cool") return cool !== undefined;
    return mode === "off" || (heat !== undefined && cool !== undefined);
  });
}

function fault(definition: ClimateOptions): Problem | undefined {
  const { heat, cool, target, safe, restore, onCloudLost } = definition;
  if (heat === undefined && cool === undefined) return { at: "heat", reason: "is missing, and so is cool" };
  const { minimum = defaults.minimum, maximum = defaults.maximum } = definition;
  if (minimum >= maximum) return { at: "minimum", reason: `must be less than maximum (${maximum})` };
  if (target !== undefined && (target < minimum || target > maximum)) {
    return { at: "target", reason: `must be from ${minimum} to ${maximum}` };
  }
  const modes = modesOf(definition);
  const lost = typeof onCloudLost === "object" ? onCloudLost.state : undefined;
  for (const [at, mode] of Object.entries({ safe, restore, "onCloudLost.state": lost })) {
    if (mode === undefined || mode === "safe" || mode === "last" || modes.includes(mode)) continue;
    return { at, reason: `must be one of ${modes.join(", ")}, by its outputs` };
  }
  return limitFault(heat, "heat") ?? limitFault(cool, "cool");
}

export const climateKind = actuatorKind({
  title: "A thermostat: heats, cools or both, so that a reading is near its target",
  safe: "off",
  parts: Object.freeze([Object.freeze({ part: "mode" }), Object.freeze({ part: "target", unit: "Cel" })]),
  options: climateOptions,
  takes: (definition) => {
    const { minimum = defaults.minimum, maximum = defaults.maximum } = definition;
    return { anyOf: [{ enum: modesOf(definition) }, { type: "number", minimum, maximum }] };
  },
  check: fault,
  describe: (definition) => {
    const { name, reading, minimum = defaults.minimum, maximum = defaults.maximum, step = defaults.step } = definition;
    return {
      reading,
      controls: [
        { name: `${name}.mode`, kind: "choice", options: modesOf(definition) },
        { name: `${name}.target`, kind: "number", unit: "Cel", minimum, maximum, step },
      ],
    };
  },
  open: (site, definition) => new Climate(site, definition),
});

class Climate extends OutputActuator {
  declare readonly definition: ActuatorDefinition & ClimateOptions;
  private readonly reading: Latest;
  private readonly heat: Output | undefined;
  private readonly cool: Output | undefined;
  private mode: ClimateMode = "off";
  /** Cel */
  private goal: number;
  private demand: "none" | "heat" | "cool" = "none";
  /** What has reached its maximum on-time. */
  private spent: "none" | "heat" | "cool" = "none";

  constructor(site: ActuatorSite, definition: ActuatorDefinition & ClimateOptions) {
    super(site, definition);
    const { heat, cool, changeoverMs } = definition;
    if (heat === undefined && cool === undefined) throw new Error("neither heat nor cool");
    const now = site.board.clock.now();
    this.goal = Math.max(this.minimum, Math.min(this.maximum, definition.target ?? defaults.target));
    const interlock = heat !== undefined && cool !== undefined ? new Interlock(undefined, now) : undefined;
    if (heat !== undefined) this.heat = openOwn(site, heat, this, heat, interlock, changeoverMs);
    try {
      if (cool !== undefined) this.cool = openOwn(site, cool, this, cool, interlock, changeoverMs);
    } catch (error) {
      this.heat?.close();
      throw error;
    }
    this.reading = site.reporter.watch(definition.reading, now);
  }

  private get minimum(): number {
    return this.definition.minimum ?? defaults.minimum;
  }

  private get maximum(): number {
    return this.definition.maximum ?? defaults.maximum;
  }

  /** What it does. */
  get value(): "off" | "idle" | "heating" | "cooling" {
    if ((this.heat?.level ?? 0) > 0) return "heating";
    if ((this.cool?.level ?? 0) > 0) return "cooling";
    return this.mode === "off" ? "off" : "idle";
  }

  get(part: string): RecordValue | undefined {
    return part === "" ? this.value : part === "mode" ? this.mode : part === "target" ? this.goal : undefined;
  }

  get deadline(): number {
    const { heat, cool, reading } = this;
    const outputs = Math.min(heat?.deadline ?? never, cool?.deadline ?? never);
    if (this.mode === "off" || this.fault === "no-reading") return outputs;
    return Math.min(outputs, reading.at + (this.definition.staleMs ?? defaults.staleMs));
  }

  /** By its own name: a mode, or a number, the target. */
  set(value: RecordValue, now: number, part: string): RpcError | undefined {
    const isTarget = part === "target" || (part === "" && typeof value === "number");
    const error = isTarget ? this.setTarget(value) : this.setMode(value, now);
    if (error !== undefined) return error;
    this.spent = "none";
    this.isChanged = true;
    this.advance(now);
    return undefined;
  }

  private setTarget(value: RecordValue): RpcError | undefined {
    const { minimum, maximum } = this;
    if (typeof value !== "number" || !(value >= minimum && value <= maximum)) {
      return wrongValue(`must be a number from ${minimum} to ${maximum}`);
    }
    this.goal = value;
    return undefined;
  }

  private setMode(value: RecordValue, now: number): RpcError | undefined {
    const modes = modesOf(this.definition);
    const mode = modes.find((known) => known === value);
    if (mode === undefined) return wrongValue(`must be one of ${modes.join(", ")}`);
    this.mode = mode;
    if (mode === "off" && this.fault === "no-reading") this.heal(now);
    return undefined;
  }

  advance(now: number): void {
    const { heat, cool } = this;
    this.demand = this.decide(now);
    this.require(heat, this.demand === "heat", now);
    this.require(cool, this.demand === "cool", now);
    heat?.advance(now);
    cool?.advance(now);
  }

  /** What is to be done, by the reading and what was done before. */
  private decide(now: number): "none" | "heat" | "cool" {
    const { mode, demand, goal, reading, definition } = this;
    if (mode === "off") return "none";
    const { value, at } = reading;
    const { staleMs = defaults.staleMs, hysteresis = defaults.hysteresis } = definition;
    const isStale = now >= at + staleMs;
    if (typeof value !== "number" || isStale) {
      if (isStale || reading.fault !== undefined) this.fail("no-reading", reading.name, now);
      return "none";
    }
    if (this.fault === "no-reading") this.heal(now);
    const canHeat = mode !== "cool";
    const canCool = mode !== "heat";
    if (this.spent === "heat" ? canHeat && value < goal : this.spent === "cool" && canCool && value > goal)
      return "none";
    this.spent = "none";
    if (demand === "heat" && canHeat && value < goal) return "heat";
    if (demand === "cool" && canCool && value > goal) return "cool";
    if (canHeat && value <= goal - hysteresis) return "heat";
    return canCool && value >= goal + hysteresis ? "cool" : "none";
  }

  private require(output: Output | undefined, isOn: boolean, now: number): void {
    if (output === undefined || output.wanted > 0 === isOn) return;
    if (!isOn) {
      output.halt(now);
      return;
    }
    try {
      output.ask(1, now);
    } catch (error) {
      this.onOutputFault(error, now);
    }
  }

  override onOutput(output: Output, reason: OutputReason, now: number): void {
    super.onOutput(output, reason, now);
    if (reason !== "maximum-on") return;
    this.spent = output === this.heat ? "heat" : "cool";
    this.demand = "none";
  }

  close(): void {
    this.site.reporter.unwatch(this.definition.reading);
    this.heat?.close();
    this.cool?.close();
  }
}
