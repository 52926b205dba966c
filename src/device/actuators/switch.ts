/** A switch on a digital output: true or false, within the limits of an output. */
import type { RpcError } from "../../protocol/rpc.js";
import { type FromSchema, freeze } from "../../protocol/schema.js";
import type { RecordValue } from "../../protocol/senml.js";
import { type ActuatorSite, actuatorKind } from "../actuator-kind.js";
import type { ActuatorDefinition } from "../definition.js";
import { wrongValue } from "./errors.js";
import { cloudLostAfter, lifeTexts } from "./life-options.js";
import type { Output } from "./output.js";
import { OutputActuator } from "./output-actuator.js";
import { limitedOutput, limitFault, openOutput } from "./output-options.js";

const state = freeze({ type: "boolean", description: lifeTexts.state });

const switchOptions = freeze({
  type: "object",
  properties: {
    ...limitedOutput.properties,
    safe: { type: "boolean", description: `${lifeTexts.safe}; default false` },
    restore: { anyOf: [{ type: "boolean" }, { enum: ["safe", "last"] }], description: lifeTexts.restore },
    onCloudLost: {
      anyOf: [
        { const: "keep" },
        { type: "object", properties: { after: cloudLostAfter, state }, required: ["after", "state"] },
      ],
      description: lifeTexts.onCloudLost,
    },
  },
  required: ["pin"],
});

export const switchKind = actuatorKind({
  title: "A digital output that is on or off: true or false",
  safe: false,
  options: switchOptions,
  takes: () => state,
  check: (definition) => limitFault(definition),
  open: (site, definition) => new Switch(site, definition),
});

class Switch extends OutputActuator {
  private readonly output: Output;

  constructor(site: ActuatorSite, definition: ActuatorDefinition & FromSchema<typeof switchOptions>) {
    super(site, definition);
    this.output = openOutput(site, definition, this);
  }

  get value(): boolean {
    return this.output.level > 0;
  }

  /** While a limit is in the way. */
  get target(): boolean | undefined {
    return this.output.isSettled ? undefined : this.output.wanted > 0;
  }

  get deadline(): number {
    return this.output.deadline;
  }

  set(value: RecordValue, now: number): RpcError | undefined {
    if (typeof value !== "boolean") return wrongValue("must be true or false");
    return this.drive(this.output, value ? 1 : 0, now);
  }

  advance(now: number): void {
    this.output.advance(now);
  }

  close(): void {
    this.output.close();
  }
}
