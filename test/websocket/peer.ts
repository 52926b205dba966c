/**
 * The other end in tests: frames by hand, right and wrong ones, a connection that is open, and what it says, as text.
 */

import {
  type ConnectionOptions,
  connectionEvents as events,
  type Failure,
  WebSocketConnection,
} from "../../src/websocket/connection.js";
import { acceptFor } from "../../src/websocket/handshake-request.js";
import { sha1 } from "./sha1.js";

/** The nonce of RFC 6455 1.3, "the sample nonce", and after it bytes that count up. */
export function makeRandom(): (into: Uint8Array) => void {
  let count = 0;
  return (into) => {
    for (let i = 0; i < into.length; i++, count++)
      into[i] = count < 16 ? "the sample nonce".charCodeAt(count) : count & 0xff;
  };
}

export const sampleKey = "dGhlIHNhbXBsZSBub25jZQ==";

export function options(changes: Partial<ConnectionOptions> = {}): ConnectionOptions {
  return {
    host: "server.example",
    path: "/chat",
    source: { random: makeRandom() },
    sha1,
    maximumMessageBytes: 1 << 20,
    queueBytes: 4096,
    upgradeMs: 10000,
    closeMs: 2000,
    now: 0,
    ...changes,
  };
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export function join(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** "81 05 48" as bytes. */
export function hex(text: string): Uint8Array {
  const digits = text.split(" ").join("");
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** A frame as a server sends it: first byte, shortest length, payload; with a key, as a client does. */
export function frame(first: number, payload: Uint8Array | string = "", key?: Uint8Array): Uint8Array {
  const bytes = typeof payload === "string" ? ascii(payload) : payload;
  const length = bytes.length;
  const bit = key === undefined ? 0 : 0x80;
  const head =
    length < 126
      ? [first, bit | length]
      : length < 65536
        ? [first, bit | 126, length >> 8, length & 255]
        : [first, bit | 127, 0, 0, 0, 0, (length >> 24) & 255, (length >> 16) & 255, (length >> 8) & 255, length & 255];
  if (key === undefined) return join(Uint8Array.from(head), bytes);
  return join(
    Uint8Array.from(head),
    key,
    bytes.map((byte, i) => byte ^ (key[i & 3] as number)),
  );
}

export function response(lines: readonly string[] = []): Uint8Array {
  return ascii(
    [
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Accept: ${acceptFor(sampleKey, sha1)}`,
      ...lines,
      "",
      "",
    ].join("\r\n"),
  );
}

/** Everything that waits to be sent. */
export function drain(connection: WebSocketConnection): Uint8Array {
  const into = new Uint8Array(connection.transmittable);
  const count = connection.transmit(into);
  return into.subarray(0, count);
}

/** A client whose upgrade is done and whose request was sent. */
export function openConnection(
  changes: Partial<ConnectionOptions> = {},
  lines: readonly string[] = [],
): WebSocketConnection {
  const connection = new WebSocketConnection(options(changes));
  drain(connection);
  connection.receive(response(lines), 0);
  if (connection.next(0) !== events.open) throw new Error(`not open: ${connection.failure?.code}`);
  return connection;
}

export interface Outcome {
  /** "text 3 48 69 21", "binary ...", "ping ...", "pong ..." in order */
  events: string[];
  /** Frames that the client sent, unmasked: "88 03ea" */
  sent: string[];
  closeCode: number;
  closeReason: string;
  isClean: boolean;
  failure: Failure | undefined;
}

export function toHex(bytes: Uint8Array): string {
  const all: string[] = [];
  for (let i = 0; i < bytes.length; i++) all.push((0x100 + (bytes[i] as number)).toString(16).slice(1));
  return all.join("");
}

function shown(bytes: Uint8Array): string {
  return bytes.length <= 32 ? toHex(bytes) : `${toHex(bytes.subarray(0, 16))}...${bytes.length}`;
}

/** Frames of a client, unmasked, as "first payload". Throws when they are not masked or not complete. */
export function parseSent(bytes: Uint8Array): string[] {
  const frames: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] as number;
    let length = (bytes[at + 1] as number) & 127;
    if ((bytes[at + 1] as number) < 128) throw new Error("a client's frame that is not masked");
    at += 2;
    const size = length < 126 ? 0 : length === 126 ? 2 : 8;
    if (size > 0) length = 0;
    for (let i = 0; i < size; i++) length = length * 256 + (bytes[at++] as number);
    const key = bytes.slice(at, at + 4);
    at += 4;
    if (at + length > bytes.length) throw new Error("a frame that is not complete");
    const payload = bytes.slice(at, at + length).map((byte, i) => byte ^ (key[i & 3] as number));
    frames.push(`${first.toString(16).padStart(2, "0")} ${shown(payload)}`.trim());
    at += length;
  }
  return frames;
}

/**
 * Feeds an open connection a stream of bytes in the given pieces, sends what it wants to send, ends TCP, and says what
 * came of it.
 */
export function run(connection: WebSocketConnection, pieces: Iterable<Uint8Array>): Outcome {
  const seen: string[] = [];
  const sent: Uint8Array[] = [];
  const pull = () => {
    for (let event = connection.next(1); event !== events.none; event = connection.next(1)) {
      if (event === events.message)
        seen.push(`${connection.binary ? "binary" : "text"} ${shown(connection.message)}`.trim());
      else if (event === events.ping) seen.push(`ping ${shown(connection.message)}`.trim());
      else if (event === events.pong) seen.push(`pong ${shown(connection.message)}`.trim());
      else if (event === events.closed) seen.push("closed");
    }
    if (connection.transmittable > 0) sent.push(drain(connection).slice());
  };
  for (const piece of pieces) {
    connection.receive(piece, 1);
    pull();
  }
  connection.end(1);
  pull();
  const { closeCode, closeReason, isClean, failure } = connection;
  return { events: seen, sent: parseSent(join(...sent)), closeCode, closeReason, isClean, failure };
}

/** Every way to cut a stream that a rule must hold for: whole, byte by byte, and in two at every position (of long ones, at chosen positions). */
export function* cuts(stream: Uint8Array): Generator<Uint8Array[]> {
  yield [stream];
  yield Array.from(stream, (_, i) => stream.subarray(i, i + 1));
  const step = stream.length > 400 ? Math.floor(stream.length / 16) : 1;
  for (let at = 1; at < stream.length; at += at < 20 || at > stream.length - 5 ? 1 : step)
    yield [stream.subarray(0, at), stream.subarray(at)];
}

/** A Random by xorshift32: the same numbers on every engine for one seed, 32 bits and not 0. */
export function seeded(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
