/** The WebSocket of a session: to which server, with which token and limits. */
import { limits } from "../protocol/limits.js";
import { subprotocol } from "../protocol/messages.js";
import { WebSocketConnection } from "../websocket/connection.js";
import { sessionLimits } from "./limits.js";
import type { SessionOptions } from "./session-options.js";
import type { ServerURL } from "./url.js";

/** TCP (and TLS) stand: begins the upgrade. token undefined: the server asks for none. */
export function openSocket(
  options: SessionOptions,
  server: ServerURL,
  token: string | undefined,
  now: number,
): WebSocketConnection {
  const { board } = options;
  return new WebSocketConnection({
    host: server.authority,
    path: server.path,
    protocol: subprotocol,
    headers: token === undefined ? [] : [["Authorization", `Bearer ${token}`]],
    source: board,
    sha1: (bytes) => board.digest("SHA-1", bytes),
    maximumMessageBytes: limits.messageBytes,
    queueBytes: sessionLimits.queueBytes,
    upgradeMs: sessionLimits.upgradingMs,
    closeMs: sessionLimits.closingMs,
    now,
  });
}

/** Writes as much of a text message as the queue takes now; what is left is lent. undefined: nothing is. */
export function writeSome(socket: WebSocketConnection, rest: Uint8Array): Uint8Array | undefined {
  const taken = socket.writePart(rest, 0, false, true);
  if (taken === rest.length) return undefined;
  return taken > 0 ? rest.subarray(taken) : rest;
}
