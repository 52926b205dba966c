/**
 * Options of the WebSocketClient: those of ECMA-419's WebSocket Client Class Pattern, and below them what it leaves
 * out. A host's subclass fills in clock, timer, random and sha1, so that a program gives only the former.
 */
import type { ByteBuffer } from "../board/io.js";
import type { Failure } from "./connection-options.js";
import type { DeflateOffer } from "./deflate.js";
import type { Xor } from "./mask.js";
import type { CheckUtf8 } from "./utf8.js";
import type WebSocketClient from "./websocket-client.js";

/** What the client needs of a TCP or TLS socket. */
export interface ClientSocket {
  read(buffer: Uint8Array): number | undefined;
  write(bytes: Uint8Array): number;
  close(): void;
  format?: string;
}

export interface SocketCallbacks {
  onReadable(count: number): void;
  onWritable(count: number): void;
  onError(reason?: string): void;
}

/**
 * ECMA-419's pattern: a class, and beside it its own options, which nothing here reads. Declarations of one class differ
 * from host to host; what is used of it is ClientSocket or Resolver.
 */
// biome-ignore lint/suspicious/noExplicitAny: as above
type Place = { readonly io: new (options: any) => any; readonly [option: string]: unknown };

export interface WebSocketClientOptions {
  /** A socket whose upgrade is done: the client takes it over and is the server's end of it. */
  attach?: ClientSocket;
  host?: string;
  /** Default 80 */
  port?: number;
  /** Default "/" */
  path?: string;
  protocol?: string;
  headers?: Map<string, string>;
  dns?: Place;
  socket?: Place;
  /** Default "buffer" */
  format?: "buffer" | "number";
  target?: unknown;
  /** Bytes of a message can be read; more: it goes on. What is not read now holds the rest back. */
  onReadable?(this: WebSocketClient, count: number, options: { more: boolean; binary: boolean }): void;
  /** So many bytes can be written; the first call says that the connection is open. */
  onWritable?(this: WebSocketClient, count: number): void;
  /** close, ping or pong came; pings and closes are answered without the program. */
  onControl?(this: WebSocketClient, opcode: number, data: ArrayBuffer): void;
  /** Terminal: the closing handshake is done. Code and reason are additions. */
  onClose?(this: WebSocketClient, code: number, reason: string): void;
  /** Terminal: it ended in any other way. The failure is an addition. */
  onError?(this: WebSocketClient, failure: Failure): void;

  // Additions
  /** Default true: a server that does not select the subprotocol is refused. */
  requireProtocol?: boolean;
  /** bytes; default: no limit, for messages come in parts. With `deflate`, a limit is needed. */
  maximumMessageBytes?: number;
  /** bytes that wait to be sent, taken as they are needed; the most that write() takes is 14 less. Default 2048 */
  queueBytes?: number;
  /** bytes that are read from the socket at once, and the longest part of a message. Default 1536 */
  readBytes?: number;
  /** Deadlines of each phase, ms. Defaults: 10000 each, close 2000 */
  timeouts?: { resolveMs?: number; connectMs?: number; upgradeMs?: number; closeMs?: number };
  deflate?: DeflateOffer;
}

/** What a host fills in. */
export interface WebSocketClientHost {
  /** Monotonic ms */
  now(): number;
  timer: { set(callback: () => void, delayMs: number): unknown; clear(timer: unknown): void };
  random(into: Uint8Array): void;
  sha1(bytes: Uint8Array): Uint8Array;
  /** bytes ^= key, repeated: a native function for masks, where there is one */
  xor?: Xor;
  /** A native check of text, where there is one; called without `this`, as xor is */
  utf8?: CheckUtf8;
}

export interface WebSocketWriteOptions {
  opcode?: number;
  /** Default true */
  binary?: boolean;
  more?: boolean;
}

/** A Byte Buffer's bytes, not copied. Throws TypeError for anything else. */
export function bytesOf(data: ByteBuffer | ArrayBufferView): Uint8Array {
  if ((data as ArrayBufferView).buffer === undefined) {
    if ((data as { byteLength?: number }).byteLength === undefined) throw new TypeError("not a Byte Buffer");
    return new Uint8Array(data as ArrayBuffer);
  }
  const view = data as ArrayBufferView & { BYTES_PER_ELEMENT?: number };
  if (view instanceof Uint8Array) return view;
  if (view instanceof DataView || view.BYTES_PER_ELEMENT === 1)
    return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  throw new TypeError("not a Byte Buffer");
}
