/** Who is at the other end. Behind a reverse proxy it is the last entry of X-Forwarded-For, which the proxy wrote. */
import type { IncomingMessage } from "node:http";

export function addressOf(request: IncomingMessage, isBehindProxy: boolean): string {
  const forwarded = isBehindProxy ? request.headers["x-forwarded-for"] : undefined;
  const last = (Array.isArray(forwarded) ? forwarded.join(",") : forwarded)?.split(",").at(-1)?.trim();
  return (last || request.socket.remoteAddress || "").replace(/^::ffff:/, "").slice(0, 64);
}
