/** A person's own actuator. What its code throws is told as the hardware's fault. */
import type { RpcError } from "../../protocol/rpc.js";
import type { RecordValue } from "../../protocol/senml.js";
import type { Actuator } from "../actuator-kind.js";
import { hardwareError, wrongValue } from "../actuators/errors.js";
import type { ActuatorCode } from "../app.js";
import type { ActuatorDefinition } from "../definition.js";

export class OwnActuator implements Actuator {
  readonly definition: ActuatorDefinition;
  isChanged = false;
  private readonly code: ActuatorCode;
  /** As it was told. */
  private told: RecordValue;

  constructor(definition: ActuatorDefinition, code: ActuatorCode) {
    this.definition = definition;
    this.code = code;
    this.told = code.value;
  }

  get value(): RecordValue {
    return this.code.value;
  }

  get deadline(): number {
    return this.code.deadline ?? Number.POSITIVE_INFINITY;
  }

  set(value: RecordValue): RpcError | undefined {
    try {
      const refused = this.code.set(value);
      if (refused !== undefined) return wrongValue(refused);
    } catch (error) {
      return hardwareError(error);
    }
    this.note();
    return undefined;
  }

  advance(now: number): void {
    this.code.advance?.(now);
    this.note();
  }

  private note(): void {
    const { value } = this.code;
    if (value === this.told) return;
    this.told = value;
    this.isChanged = true;
  }

  close(): void {
    this.code.close?.();
  }
}
