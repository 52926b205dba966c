/**
 * Where a WebSocketClient's socket is read into: one buffer, grown as bytes come, seen through a view as long as what
 * was read last, so that bytes that come in equal portions cost nothing new. A layer of ClientDriver, not an object of
 * its own: on XS that would cost four slots a connection.
 */
import type { ClientSocket } from "./websocket-client-options.js";

const nothing = new Uint8Array(0);

export abstract class SocketInput {
  /** undefined: it does not stand yet, or any more */
  protected socket: ClientSocket | undefined = undefined;
  /** bytes that wait in the socket */
  protected readable = 0;
  /** What fill() has read lies at its beginning. */
  protected window: Uint8Array = nothing;
  private windowBytes = 0;
  private readonly mostBytes: number;

  /** mostBytes: the buffer is never larger */
  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  /** Reads what waits, as far as there is room, and returns how many bytes that were. */
  protected fill(): number {
    const { socket, readable } = this;
    if (readable <= 0 || socket === undefined) return 0;
    if (readable !== this.windowBytes) this.look(Math.min(readable, this.mostBytes));
    const count = socket.read(this.window) ?? 0;
    this.readable = readable - count;
    return count;
  }

  private look(size: number): void {
    const { buffer } = this.window;
    this.windowBytes = size;
    // a socket gives as much as is asked for, or throws
    this.window = size > buffer.byteLength ? new Uint8Array(size) : new Uint8Array(buffer, 0, size);
  }
}
