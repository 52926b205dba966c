/** What an actuator answers when it cannot do what it was told. */
import { errorCodes } from "../../protocol/faults.js";
import type { RpcError } from "../../protocol/rpc.js";
import { thrownText } from "../thrown.js";

/** The value is not one of this actuator's. */
export function wrongValue(reason: string): RpcError {
  return { code: errorCodes.invalidParams, message: `value ${reason}`, data: { at: "/value", reason } };
}

/** The hardware threw. */
export function hardwareError(error: unknown): RpcError {
  const reason = thrownText(error).slice(0, 96);
  return { code: errorCodes.hardware, message: "the hardware did not do it", data: { reason } };
}
