/**
 * A light that dims by PWM: 0 to 1, as the eye sees it when a gamma is given, over a time when a transition is asked
 * for. `on` beside it is true or false; true is the brightness that it had last.
 *
 * During a transition `value` stays where it began, `target` is where it ends; the new value is told at the end.
 */
import type { RpcError } from "../../protocol/rpc.js";
import { type FromSchema, freeze } from "../../protocol/schema.js";
import type { RecordValue } from "../../protocol/senml.js";
import { type ActuatorSite, actuatorKind } from "../actuator-kind.js";
import type { ActuatorDefinition } from "../definition.js";
import { deviceLimits } from "../limits.js";
import { places } from "../places.js";
import { wrongValue } from "./errors.js";
import { cloudLostAfter, lifeTexts } from "./life-options.js";
import { Output, type OutputReason } from "./output.js";
import { OutputActuator } from "./output-actuator.js";
import { interlockOf, limitFault, limitOptions } from "./output-options.js";

const brightness = freeze({ type: "number", minimum: 0, maximum: 1, description: lifeTexts.state });

const lightOptions = freeze({
  type: "object",
  properties: {
    pin: places.outputPin,
    hz: { type: "number", minimum: 1, maximum: 40000000, description: "of the PWM; default: the board's" },
    gamma: {
      type: "number",
      minimum: 1,
      maximum: 4,
      description: "duty = brightness to this power; 2.2 to 2.8 look even; default 1",
    },
    minimumDuty: {
      type: "number",
      minimum: 0,
      maximum: 0.9,
      description: "duty of the least brightness, for a light that flickers below; default 0",
    },
    transitionMs: {
      type: "integer",
      minimum: 0,
      maximum: deviceLimits.transitionMsMaximum,
      description: "ms; from one brightness to the next, unless actuator.set says otherwise; default 0",
    },
    ...limitOptions.properties,
    safe: { ...brightness, description: `${lifeTexts.safe}; default 0` },
    restore: {
      anyOf: [{ type: "number", minimum: 0, maximum: 1 }, { enum: ["safe", "last"] }],
      description: lifeTexts.restore,
    },
    onCloudLost: {
      anyOf: [
        { const: "keep" },
        { type: "object", properties: { after: cloudLostAfter, state: brightness }, required: ["after", "state"] },
      ],
      description: lifeTexts.onCloudLost,
    },
  },
  required: ["pin"],
});
type LightOptions = FromSchema<typeof lightOptions>;

export const lightKind = actuatorKind({
  title: "A light that dims by PWM: 0 to 1",
  unit: "/", // SenML's for a part of one
  safe: 0,
  options: lightOptions,
  takes: () => brightness,
  check: (definition) => limitFault(definition),
  describe: ({ name }) => ({ minimum: 0, maximum: 1, controls: [{ name: `${name}.on`, kind: "boolean" }] }),
  open: (site, definition) => new Light(site, definition),
});

const never = Number.POSITIVE_INFINITY;

class Light extends OutputActuator {
  declare readonly definition: ActuatorDefinition & LightOptions;
  value = 0;
  target: number | undefined;
  private readonly output: Output;
  /** Brightness that `on` goes back to. */
  private last = 1;
  /** monotonic ms; of the transition */
  private startedAt = 0;
  private durationMs = 0;
  private stepAt = never;

  constructor(site: ActuatorSite, definition: ActuatorDefinition & LightOptions) {
    super(site, definition);
    const { hz, interlockDelayMs = 0 } = definition;
    const pin = site.pin(definition.pin);
    const io = new site.board.io.PWM(hz === undefined ? { pin } : { pin, hz });
    io.write(0);
    const interlock = interlockOf(site, definition);
    const now = site.board.clock.now();
    this.output = new Output(io, 2 ** io.resolution - 1, definition, this, now, interlock, interlockDelayMs);
  }

  get deadline(): number {
    return Math.min(this.stepAt, this.output.deadline);
  }

  get(part: string): RecordValue | undefined {
    return part === "" ? this.value : part === "on" ? (this.target ?? this.value) > 0 : undefined;
  }

  /** transitionMs: default its definition's */
  set(
    value: RecordValue,
    now: number,
    part: string,
    transitionMs = this.definition.transitionMs ?? 0,
  ): RpcError | undefined {
    let wanted = value;
    if (part === "on") {
      if (typeof value !== "boolean") return wrongValue("must be true or false");
      wanted = value ? (this.target ?? this.value) || this.last : 0;
    }
    if (typeof wanted !== "number" || !(wanted >= 0 && wanted <= 1)) return wrongValue("must be a number from 0 to 1");
    const from = this.brightness(now);
    // Where it is: there a transition on the way ends and the next begins.
    if (this.target !== undefined) this.settle(from);
    if (!(transitionMs > 0) || wanted === from) return this.jump(wanted, now);
    this.target = wanted;
    this.startedAt = now;
    this.durationMs = Math.min(transitionMs, deviceLimits.transitionMsMaximum);
    this.stepAt = now + deviceLimits.transitionStepMs;
    return undefined;
  }

  advance(now: number): void {
    const { output, target } = this;
    output.advance(now);
    // A limit may have ended it just now.
    if (target === undefined || this.target === undefined) return;
    if (now >= this.stepAt) this.step(target, now);
    if (this.stepAt === never && output.isSettled) this.settle(output.level > 0 ? target : 0);
  }

  close(): void {
    this.output.close();
  }

  override onOutput(output: Output, reason: OutputReason, now: number): void {
    // What there is to tell is the brightness: it changes when it stands still.
    const { isChanged } = this;
    super.onOutput(output, reason, now);
    this.isChanged = isChanged;
    if (reason !== "maximum-on" && reason !== "interlock") return;
    this.stepAt = never;
    this.settle(0);
  }

  private step(target: number, now: number): void {
    const isLast = now >= this.startedAt + this.durationMs;
    const { transitionStepMs } = deviceLimits;
    this.stepAt = isLast ? never : Math.min(now + transitionStepMs, this.startedAt + this.durationMs);
    try {
      this.output.set(this.duty(isLast ? target : this.brightness(now)), now);
    } catch (error) {
      this.stepAt = never;
      this.target = undefined;
      this.onOutputFault(error, now);
    }
  }

  private jump(wanted: number, now: number): RpcError | undefined {
    this.stepAt = never;
    const error = this.drive(this.output, this.duty(wanted), now);
    if (error !== undefined) return error;
    if (this.output.isSettled) this.settle(wanted);
    else this.target = wanted;
    return undefined;
  }

  /** It stands still at this brightness. */
  private settle(value: number): void {
    this.target = undefined;
    if (value > 0) this.last = value;
    if (value === this.value) return;
    this.value = value;
    this.isChanged = true;
  }

  /** At this moment, 0 to 1. */
  private brightness(now: number): number {
    const { value, target, durationMs } = this;
    if (target === undefined || this.stepAt === never) return value;
    const part = Math.max(0, Math.min(1, (now - this.startedAt) / durationMs));
    return value + (target - value) * part;
  }

  private duty(value: number): number {
    const { gamma = 1, minimumDuty = 0 } = this.definition;
    if (value === 0) return 0;
    return minimumDuty + (1 - minimumDuty) * (gamma === 1 ? value : value ** gamma);
  }
}
