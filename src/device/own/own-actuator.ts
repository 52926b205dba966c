/**
 * A person's own actuator. What its code throws is told as the hardware's fault. It asks for its turns itself (deadline);
 * one that is still due when it has had its turn would keep the device turning for ever: it waits a moment instead, and
 * that is a fault of it.
 */
import type { RpcError } from "../../protocol/rpc.js";
import type { RecordValue } from "../../protocol/senml.js";
import type { Actuator } from "../actuator-kind.js";
import { hardwareError, wrongValue } from "../actuators/errors.js";
import type { ActuatorCode } from "../app.js";
import type { ActuatorDefinition } from "../definition.js";
import { deviceLimits } from "../limits.js";
import type { OwnSite } from "./own-site.js";

const never = Number.POSITIVE_INFINITY;

export class OwnActuator implements Actuator {
  readonly definition: ActuatorDefinition;
  isChanged = false;
  /** "exception": its code throws while it is looked at; "deadline": it is always due. Told once until it is over. */
  declare fault: string | undefined;
  private readonly code: ActuatorCode;
  private readonly site: OwnSite;
  /** As it was told. */
  private told: RecordValue;
  /** monotonic ms; no turn before it, whatever its code asks for */
  private notBefore = 0;

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
    return Math.max(this.dueAt, this.notBefore);
  }

  /** monotonic ms; as its code asks for it */
  private get dueAt(): number {
    try {
      const { deadline } = this.code;
      return typeof deadline === "number" && !Number.isNaN(deadline) ? deadline : never;
    } catch {
      return never; // asked for outside of every turn
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
    const wasDue = this.dueAt <= now; // every turn of the device is one of it too
    try {
      this.code.advance?.(now);
      this.note();
    } catch (error) {
      this.fail("exception", error);
      return;
    } finally {
      const isDue = this.dueAt < now + deviceLimits.ownTurnMs;
      if (wasDue) this.notBefore = isDue ? now + deviceLimits.recoveryMs : 0;
    }
    if (this.notBefore > now) this.fail("deadline", new RangeError("its deadline has passed when it has had its turn"));
    else if (this.fault !== undefined) this.fault = undefined;
  }

  /** Throws the error the first time: it is told once until it is over. */
  private fail(fault: string, error: unknown): void {
    if (this.fault !== undefined) return;
    this.fault = fault;
    throw error;
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
