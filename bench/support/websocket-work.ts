/** The protocol work that bench/websocket.ts measures, in memory, as it runs on Node and, bundled, on XS. */
import { connectionEvents as events, type WebSocketConnection } from "../../src/websocket/connection.js";
import { openConnection } from "../../test/websocket/peer.js";

export const chunkBytes = 65536; // bytes that come at once
const queueBytes = 65536;

/** A server's binary frames of `size` bytes, as many as fit in one chunk and at least one. */
export function chunkOf(size: number): { chunk: Uint8Array; count: number } {
  const head = size < 126 ? [0x82, size] : [0x82, 126, size >> 8, size & 255];
  const count = Math.max(Math.floor(chunkBytes / (head.length + size)), 1);
  const chunk = new Uint8Array(count * (head.length + size));
  for (let i = 0; i < count; i++) chunk.set(head, i * (head.length + size));
  return { chunk, count };
}

export function makeClient(bytes = queueBytes): WebSocketConnection {
  return openConnection({ queueBytes: bytes });
}

/** Takes `chunks` of frames; returns the bytes of message that came out. */
export function receiveWork(connection: WebSocketConnection, chunk: Uint8Array, chunks: number): number {
  let bytes = 0;
  for (let i = 0; i < chunks; i++) {
    connection.receive(chunk, i);
    while (connection.next(i) === events.message) bytes += connection.message.length;
  }
  return bytes;
}

/** Writes messages and takes what TCP would; returns the bytes that went out. */
export function sendWork(connection: WebSocketConnection, message: Uint8Array, count: number): number {
  let bytes = 0;
  for (let i = 0; i < count; i++) {
    while (!connection.write(message, true)) bytes += connection.take(chunkBytes).length;
  }
  while (connection.transmittable > 0) bytes += connection.take(chunkBytes).length;
  return bytes;
}
