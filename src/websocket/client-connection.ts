/** The connection of a WebSocketClient, made of the client's options, and the control frames that a program writes. */
import { WebSocketConnection } from "./connection.js";
import { opcodes } from "./opcodes.js";
import { decodeUtf8 } from "./utf8.js";
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
    source: client,
    sha1: (bytes) => client.sha1(bytes),
    ...(client.xor && { xor: client.xor }),
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
    queueGrows: true,
    inParts: true,
    now: client.now(),
    ...(client.utf8 && { utf8: client.utf8 }),
  };
}

/** A control frame that the program writes. Throws for one that may not be sent, or has no room. */
export function writeControl(connection: WebSocketConnection, opcode: number, bytes: Uint8Array, now: number): void {
  if (opcode === opcodes.close) {
    const hasCode = bytes.length >= 2;
    const code = hasCode ? (bytes[0] as number) * 256 + (bytes[1] as number) : 1000;
    connection.close(code, hasCode ? decodeUtf8(bytes, 2, bytes.length) : "", now);
  } else if (opcode !== opcodes.ping && opcode !== opcodes.pong) throw new RangeError(`opcode ${opcode}`);
  else if (!connection.control(opcode, bytes)) throw new Error("too many control frames wait");
}
