/** A light that dims by PWM: 0 to 1. */
import type { PWM } from "../../board.js";
import type { RpcError } from "../../protocol/rpc.js";
import { freeze } from "../../protocol/schema.js";
import type { RecordValue } from "../../protocol/senml.js";
import { type Actuator, actuatorKind } from "../actuator-kind.js";
import type { ActuatorDefinition } from "../definition.js";
import { places } from "../places.js";
import { hardwareError, wrongValue } from "./errors.js";

export const lightKind = actuatorKind({
  title: "Light",
  unit: "/", // SenML's for a part of one
  options: freeze({
    type: "object",
    properties: {
      pin: places.outputPin,
      hz: { type: "number", minimum: 1, maximum: 40000000, description: "of the PWM; default: the board's" },
      initial: { type: "number", minimum: 0, maximum: 1, description: "after a start; default 0" },
    },
    required: ["pin"],
  }),
  open: (site, definition, { pin, hz, initial = 0 }) => {
    const place = site.pin(pin);
    const light = new Light(definition, new site.board.io.PWM(hz === undefined ? { pin: place } : { pin: place, hz }));
    light.write(initial);
    return light;
  },
});

class Light implements Actuator {
  readonly definition: ActuatorDefinition;
  value = 0;
  private readonly io: PWM;

  constructor(definition: ActuatorDefinition, io: PWM) {
    this.definition = definition;
    this.io = io;
  }

  set(value: RecordValue): RpcError | undefined {
    if (typeof value !== "number" || !(value >= 0 && value <= 1)) return wrongValue("must be a number from 0 to 1");
    try {
      this.write(value);
    } catch (error) {
      return hardwareError(error);
    }
    return undefined;
  }

  write(value: number): void {
    this.io.write(Math.round(value * (2 ** this.io.resolution - 1)));
    this.value = value;
  }

  close(): void {
    this.io.close();
  }
}
