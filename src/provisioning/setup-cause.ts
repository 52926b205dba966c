/** Why a setup ends at the cloud, by why its session's newest connection ended (src/session/causes.ts). */
import type { Cause } from "../session/causes.js";
import { distrust } from "../session/tls-reasons.js";
import type { SetupFailure } from "./portal-target.js";

/** refused and wrong-code are answers: nothing is gained by asking again. undefined: we ended it ourselves. */
export function causeOfSession({ code, detail, policy }: Cause, isClaim: boolean): SetupFailure | undefined {
  if (policy === "start" || policy === "link") return undefined;
  if (code === "upgrade.401" || code === "upgrade.403") return isClaim ? "wrong-code" : "refused";
  if (code === "closed.4401" || code === "closed.4403" || code === "closed.1008") return "refused";
  if (code === "hello.refused" && policy === "refused") return isClaim ? "wrong-code" : "refused";
  return isHotel(code, detail) || isNameless(code) || isUnreachable(code, detail) ? "no-internet" : "no-cloud";
}

/** A portal answers in everybody's name: with the way to itself (RFC 9110 15.4, RFC 6585 6), or by a certificate of its own. */
function isHotel(code: string, detail: string | undefined): boolean {
  const isElsewhere = code === "upgrade.301" || code === "upgrade.302" || code === "upgrade.303";
  const isMoved = code === "upgrade.307" || code === "upgrade.308" || code === "upgrade.511" || code === "upgrade.200";
  return isElsewhere || isMoved || (code === "securing.failed" && detail === distrust.wrongHost);
}

/** The server's name was not found: there are no names at all, or not this one. */
export function isNameless(code: string): boolean {
  return code === "resolving.failed" || code === "resolving.timeout";
}

function isUnreachable(code: string, detail: string | undefined): boolean {
  return code === "connecting.failed" && (detail === "host unreachable" || detail === "network unreachable");
}
