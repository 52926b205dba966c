/** A person's own actuator. What its code throws is told as the hardware's fault. */
import type { RpcError } from "../../protocol/rpc.js";
import type { RecordValue } from "../../protocol/senml.js";
import type { Actuator } from "../actuator-kind.js";
import { hardwareError, wrongValue } from "../actuators/errors.js";
import type { ActuatorCode } from "../app.js";
import type { ActuatorDefinition } from "../definition.js";
import type { OwnSite } from "./own-site.js";

export class OwnActuator implements Actuator {
  readonly definition: ActuatorDefinition;
  isChanged = false;
  /** "exception": its code throws while it is looked at, which is told once until it is over */
  declare fault: string | undefined;
  private readonly code: ActuatorCode;
  private readonly site: OwnSite;
  /** As it was told. */
  private told: RecordValue;

  constructor(definition: ActuatorDefinition, code: ActuatorCode, site: OwnSite) {
    this.definition = definition;
    this.code = code;
    this.site = site;
    this.told = code.value;
    if (isRecordValue(this.told)) return;
    code.close?.();
    throw new TypeError("its value is no number, true, false or text");
  }

  /** As it was looked at last: whoever asks gets no exception of its code. */
  get value(): RecordValue {
    return this.told;
  }

  get deadline(): number {
    try {
      return this.code.deadline ?? Number.POSITIVE_INFINITY;
    } catch {
      return Number.POSITIVE_INFINITY; // asked for outside of every turn
    }
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
    try {
      this.code.advance?.(now);
      this.note();
      if (this.fault !== undefined) this.fault = undefined;
    } catch (error) {
      if (this.fault !== undefined) return;
      this.fault = "exception";
      throw error;
    }
  }

  private note(): void {
    const { value } = this.code;
    if (value === this.told || !isRecordValue(value)) return;
    this.told = value;
    this.isChanged = true;
  }

  close(): void {
    this.site.release();
    this.code.close?.();
  }
}

function isRecordValue(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}
