/** What the actuators that are made of outputs have in common: what they tell of themselves, and their faults. */
import type { RpcError } from "../../protocol/rpc.js";
import type { RecordValue } from "../../protocol/senml.js";
import type { Actuator, ActuatorSite } from "../actuator-kind.js";
import type { ActuatorDefinition } from "../definition.js";
import { thrownText } from "../thrown.js";
import { hardwareError } from "./errors.js";
import type { Output, OutputOwner, OutputReason } from "./output.js";

export abstract class OutputActuator implements Actuator, OutputOwner {
  readonly definition: ActuatorDefinition;
  isChanged = false;
  fault: string | undefined;
  protected readonly site: ActuatorSite;

  constructor(site: ActuatorSite, definition: ActuatorDefinition) {
    this.site = site;
    this.definition = definition;
  }

  abstract readonly value: RecordValue;
  abstract readonly deadline: number;
  abstract set(value: RecordValue, now: number, part: string, transitionMs?: number): RpcError | undefined;
  abstract advance(now: number): void;
  abstract close(): void;

  onOutput(_output: Output, reason: OutputReason, now: number): void {
    this.isChanged = true;
    if (this.fault === "hardware") this.heal(now);
    if (reason === "maximum-on") this.event("actuator.limited", { name: this.definition.name, limit: reason }, now);
  }

  onOutputFault(error: unknown, now: number): void {
    this.fail("hardware", thrownText(error), now);
  }

  /** Told once, until it is healed. */
  protected fail(fault: string, detail: string, now: number): void {
    if (this.fault === fault) return;
    const { name } = this.definition;
    this.fault = fault;
    this.isChanged = true;
    this.event("actuator.fault", { name, fault }, now);
    this.site.reporter.log.write("warn", "actuator.fault", `${name}: ${fault}: ${detail.slice(0, 96)}`, now);
  }

  protected heal(now: number): void {
    if (this.fault === undefined) return;
    const { name } = this.definition;
    this.fault = undefined;
    this.isChanged = true;
    this.event("actuator.healed", { name }, now);
    this.site.reporter.log.write("info", "actuator.healed", name, now);
  }

  /** Carries a command out; what the hardware throws is its answer. */
  protected drive(output: Output, level: number, now: number): RpcError | undefined {
    try {
      output.set(level, now);
      return undefined;
    } catch (error) {
      return hardwareError(error);
    }
  }

  private event(name: string, data: Readonly<Record<string, string>>, now: number): void {
    this.site.reporter.event(name, data, now);
  }
}
