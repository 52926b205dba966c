/** The client's opening handshake (RFC 6455 4.1): the bytes of the request. Faults in the options are thrown at once. */
import { encodeBase64 } from "./base64.js";
import { isToken } from "./handshake-response.js";
import type { RandomSource } from "./mask.js";

export interface RequestOptions {
  readonly host: string;
  readonly path: string;
  readonly protocol?: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

// Headers that are the handshake's own.
const reserved = Object.freeze(["host", "upgrade", "connection", "content-length", "transfer-encoding"]);

/** 16 random bytes in Base64 (4.1, 7). */
export function makeKey(source: RandomSource): string {
  const bytes = new Uint8Array(16);
  source.random(bytes);
  return encodeBase64(bytes);
}

/** What Sec-WebSocket-Accept must be for the key (4.2.2, 5.4). */
export function acceptFor(key: string, sha1: (bytes: Uint8Array) => Uint8Array): string {
  return encodeBase64(sha1(toBytes(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)));
}

/** The whole request. Throws TypeError when an option cannot stand in it; extensions: the value of that header. */
export function makeRequest(options: RequestOptions, key: string, extensions: string | undefined): Uint8Array {
  const { host, path, protocol, headers } = options;
  if (!isPlain(host, 0x21) || host === "") throw new TypeError("host: not a host");
  if (!path.startsWith("/") || !isPlain(path, 0x21) || path.includes("#")) throw new TypeError("path: not a path");
  let text = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`;
  text += `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n`;
  if (protocol !== undefined) {
    if (!protocol.split(",").every((name) => isToken(name.trim()))) throw new TypeError("protocol: not a token");
    text += `Sec-WebSocket-Protocol: ${protocol}\r\n`;
  }
  if (extensions !== undefined) text += `Sec-WebSocket-Extensions: ${extensions}\r\n`;
  for (const [name, value] of headers ?? []) {
    const lower = name.toLowerCase();
    if (!isToken(name) || reserved.includes(lower) || lower.startsWith("sec-websocket-"))
      throw new TypeError(`headers: ${isToken(name) ? name : "a name"} cannot be set`);
    // The value is not shown: it may be a secret.
    if (!isPlain(value, 0x20)) throw new TypeError(`headers: the value of ${name} is not printable ASCII`);
    text += `${name}: ${value}\r\n`;
  }
  return toBytes(`${text}\r\n`);
}

function isPlain(text: string, lowest: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < lowest || code > 0x7e) return false;
  }
  return true;
}

function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
