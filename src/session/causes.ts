/**
 * Why a connection ended, and what follows from it: the policy, and a delay that the peer asked for. The names are
 * stable: they stand in logs and in the next hello's `lastEnd`.
 */
import { type ClosePolicy, closeCodes } from "../protocol/close-codes.js";
import { errorCodes } from "../protocol/faults.js";
import type { RpcError } from "../protocol/rpc.js";
import type { Failure } from "../websocket/connection.js";
import type { ConnectionState } from "./states.js";
import { distrust, isDistrust } from "./tls-reasons.js";

/** start: the firmware has just begun; link: our own link was lost and is back; the others as in close-codes.ts. */
export type Policy = ClosePolicy | "start" | "link";

export interface Cause {
  /** dotted, stable: "closed.1012", "upgrade.status" */
  readonly code: string;
  readonly policy: Policy;
  /** ms; what the peer asked for */
  readonly hintMs: number | undefined;
  readonly detail: string | undefined;
}

export function cause(code: string, policy: Policy, detail?: string, hintMs?: number): Cause {
  return { code, policy, detail, hintMs };
}

/** What the WebSocket knew at its end. */
interface End {
  readonly closeCode: number;
  readonly closeReason: string;
  readonly isClean: boolean;
  readonly failure: Failure | undefined;
}

/** Why a WebSocket is closed: an answer other than 101, a rule that the peer broke, its close frame, or none at all. */
export function causeOfEnd(end: End): Cause {
  const { failure } = end;
  if (end.isClean || failure === undefined) return causeOfClose(end.closeCode, end.closeReason);
  if (failure.status !== undefined) return causeOfStatus(failure.status, failure.retryAfterMs);
  return cause(failure.code, failure.closeCode === undefined ? "spread" : "again", failure.detail);
}

function causeOfClose(code: number, reason: string): Cause {
  const known = (closeCodes as Readonly<Record<number, { policy: ClosePolicy }>>)[code];
  return cause(`closed.${code}`, known?.policy ?? "again", reason === "" ? undefined : reason, hintOf(reason));
}

/** "retry=12", in seconds, anywhere in the reason of a close; undefined: none. */
function hintOf(reason: string): number | undefined {
  const at = reason.indexOf("retry=");
  if (at < 0) return undefined;
  const seconds = Number.parseFloat(reason.slice(at + 6, at + 16));
  return seconds > 0 ? seconds * 1000 : undefined;
}

function causeOfStatus(status: number, retryAfterMs: number | undefined): Cause {
  const policy = status === 401 || status === 403 ? "refused" : status === 404 ? "again" : "spread";
  return cause(`upgrade.${status}`, policy, undefined, retryAfterMs);
}

/** The name, TCP or TLS failed; the reason is the host's. isTimeKnown: by the board. */
export function causeOfPhase(state: ConnectionState, reason: string | undefined, isTimeKnown: boolean): Cause {
  if (!isTimeKnown && state === "securing" && (reason === distrust.notYetValid || reason === distrust.expired)) {
    // It is us who do not know: tried again soon, for NTP may have answered by then.
    return cause("securing.no-time", "again", `${reason}, and this device does not know the time`);
  }
  const isRefused = state === "securing" && isDistrust(reason);
  return cause(`${state}.failed`, isRefused ? "refused" : "spread", reason);
}

/** hello answered with an error. */
export function causeOfHelloError(error: RpcError): Cause {
  const hintMs = retryAfter(error);
  switch (error.code) {
    case errorCodes.busy:
    case errorCodes.notStored:
    case errorCodes.rateLimited:
    case errorCodes.internal:
      return cause("hello.refused", "spread", `${error.code} ${error.message}`, hintMs);
    default:
      // It will refuse the same hello again: slowly, and for people to see.
      return cause("hello.refused", "refused", `${error.code} ${error.message}`, hintMs);
  }
}

/** ms, from an error's `data.retryAfterMs`; undefined: none. */
export function retryAfter(error: RpcError): number | undefined {
  const data = error.data as { retryAfterMs?: unknown } | null | undefined;
  if (typeof data !== "object" || data === null) return undefined;
  const ms = data.retryAfterMs;
  return typeof ms === "number" && ms > 0 ? ms : undefined;
}
