/** A switch on a digital output: true or false. */
import type { Digital } from "../../board.js";
import type { RpcError } from "../../protocol/rpc.js";
import { freeze } from "../../protocol/schema.js";
import type { RecordValue } from "../../protocol/senml.js";
import { type Actuator, actuatorKind } from "../actuator-kind.js";
import type { ActuatorDefinition } from "../definition.js";
import { places } from "../places.js";
import { hardwareError, wrongValue } from "./errors.js";

export const switchKind = actuatorKind({
  title: "Switch",
  options: freeze({
    type: "object",
    properties: {
      pin: places.outputPin,
      activeLow: { type: "boolean", description: "on while the pin is low; default false" },
      initial: { type: "boolean", description: "after a start; default false" },
    },
    required: ["pin"],
  }),
  open: (site, definition, { pin, activeLow = false, initial = false }) => {
    const initialValue = initial ? 1 : 0;
    const io = new site.board.io.Digital({ pin: site.pin(pin), mode: "output", activeLow, initialValue });
    return new Switch(definition, io, initial);
  },
});

class Switch implements Actuator {
  readonly definition: ActuatorDefinition;
  value: boolean;
  private readonly io: Digital;

  constructor(definition: ActuatorDefinition, io: Digital, initial: boolean) {
    this.definition = definition;
    this.io = io;
    this.value = initial;
  }

  set(value: RecordValue): RpcError | undefined {
    if (typeof value !== "boolean") return wrongValue("must be true or false");
    try {
      this.io.write(value ? 1 : 0);
    } catch (error) {
      return hardwareError(error);
    }
    this.value = value;
    return undefined;
  }

  close(): void {
    this.io.close();
  }
}
