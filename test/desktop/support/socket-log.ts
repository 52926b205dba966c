/** What a socket of the board called back, and promises for the next of it. Not a socket. */
import type { BoardSocket, SocketCallbacks } from "../../../hosts/desktop/board/network.js";

export class SocketLog implements SocketCallbacks {
  readonly events: string[] = [];
  readonly pieces: Buffer[] = [];
  writable = 0;
  readable = 0;
  reason: string | undefined;
  hasEnded = false;
  socket: BoardSocket | undefined;
  /** Reads whatever comes, in pieces of so many bytes; 0: leaves it. */
  readBytes = 4096;
  #wake: (() => void)[] = [];

  onReadable(count: number): void {
    this.events.push("readable");
    this.readable = count;
    if (this.readBytes > 0) this.read();
    this.#changed();
  }

  onWritable(count: number): void {
    this.events.push("writable");
    this.writable = count;
    this.#changed();
  }

  onError(reason?: string): void {
    this.events.push(`error ${reason}`);
    this.reason = reason;
    this.hasEnded = true;
    this.#changed();
  }

  read(): void {
    const buffer = new Uint8Array(this.readBytes);
    for (let count = this.socket?.read(buffer) ?? 0; count > 0; count = this.socket?.read(buffer) ?? 0)
      this.pieces.push(Buffer.from(buffer.subarray(0, count)));
  }

  get received(): Buffer {
    return Buffer.concat(this.pieces);
  }

  /** Resolves when the condition holds; a test's own timeout says when it never does. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  #changed(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
