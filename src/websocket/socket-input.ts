/**
 * Where a WebSocketClient's socket is read into: one buffer, grown as bytes come, and a view of it as long as what was
 * read last, so that bytes that come in equal portions cost nothing new.
 */
import type { ClientSocket } from "./websocket-client-options.js";

const nothing = new Uint8Array(0);

export class SocketInput {
  /** undefined: it does not stand yet, or any more */
  socket: ClientSocket | undefined;
  /** bytes that wait in the socket */
  readable = 0;
  bytes: Uint8Array = nothing;
  private windowBytes = 0;
  private window: Uint8Array = nothing;
  private readonly mostBytes: number;

  /** mostBytes: the buffer is never larger */
  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  /** Reads what waits, as far as there is room, and returns how many bytes that were. */
  fill(): number {
    const { socket, readable } = this;
    if (readable <= 0 || socket === undefined) return 0;
    if (readable !== this.windowBytes) this.look(Math.min(readable, this.mostBytes));
    const count = socket.read(this.window) ?? 0;
    this.readable = readable - count;
    return count;
  }

  private look(size: number): void {
    if (size > this.bytes.length) this.bytes = new Uint8Array(size);
    this.windowBytes = size;
    this.window = this.bytes.subarray(0, size); // a socket gives as much as is asked for, or throws
  }
}
