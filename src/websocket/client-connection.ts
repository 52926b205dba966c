/** The connection of a WebSocketClient, made of the client's options. */
import { WebSocketConnection } from "./connection.js";
import type { WebSocketClientHost, WebSocketClientOptions } from "./websocket-client-options.js";

const queueBytes = 2048; // bytes; a message of most programs
/** ms; for the server's answer */
export const upgradeMs = 10000;
const closeMs = 2000; // ms; for the server's close frame

/** Throws TypeError or RangeError for options that cannot stand in a request. */
export function makeConnection(options: WebSocketClientOptions, client: WebSocketClientHost): WebSocketConnection {
  const { host = "", port = 80, path, protocol, requireProtocol, headers, deflate } = options;
  return new WebSocketConnection({
    ...limits(options, client),
    host: port === 80 || port === 443 ? host : `${host}:${port}`,
    path: path || "/",
    upgradeMs: Number.POSITIVE_INFINITY, // counts from the moment that TCP stands: the client sets it then
    random: (into) => client.random(into),
    sha1: (bytes) => client.sha1(bytes),
    ...(protocol && { protocol }),
    ...(requireProtocol !== undefined && { requireProtocol }),
    ...(headers && { headers: [...headers] }),
    ...(deflate && { deflate }),
  });
}

/** The server's end, open already. */
export function attachConnection(options: WebSocketClientOptions, client: WebSocketClientHost): WebSocketConnection {
  return new WebSocketConnection({ role: "server", ...limits(options, client) });
}

function limits(options: WebSocketClientOptions, client: WebSocketClientHost) {
  return {
    maximumMessageBytes: options.maximumMessageBytes ?? Number.MAX_SAFE_INTEGER,
    queueBytes: options.queueBytes ?? queueBytes,
    closeMs: options.timeouts?.closeMs ?? closeMs,
    inParts: true,
    now: client.now(),
  };
}
