/** A TCP whose other end is the test: bytes come, space comes, it ends. It keeps to src/board and watches its user. */
import type { TCP, TCPOptions } from "../../../src/board/network.js";

export class ScriptedTCP implements TCP {
  static latest: ScriptedTCP;
  readonly options: TCPOptions;
  readonly remoteAddress = "10.0.0.1";
  readonly remotePort = 443;
  /** What came and was not read. */
  waiting: number[] = [];
  sent: number[] = [];
  free = 0;
  closed = 0;
  /** Ends inside the next read or write, as the SDK's may. */
  endsInside = false;

  constructor(options: TCPOptions) {
    this.options = options;
    ScriptedTCP.latest = this;
  }

  /** Space for so many bytes more; the first time: it stands. */
  allow(bytes: number): void {
    this.free += bytes;
    if (this.closed === 0) this.options.onWritable?.(this.free);
  }
  bring(bytes: readonly number[]): void {
    this.waiting.push(...bytes);
    if (this.closed === 0) this.options.onReadable?.(this.waiting.length);
  }
  end(reason?: string): void {
    if (this.closed === 0) this.options.onError?.(reason);
  }

  read(buffer: Uint8Array): number {
    if (this.closed > 0) return 0;
    const part = this.waiting.splice(0, buffer.length);
    buffer.set(part);
    if (this.endsInside) this.end("connection reset");
    return part.length;
  }
  write(bytes: Uint8Array): number {
    if (bytes.length > this.free) throw new RangeError("tcp: more than is writable");
    this.free -= bytes.length;
    this.sent.push(...bytes);
    if (this.endsInside) this.end("connection reset");
    return this.free;
  }
  close(): void {
    this.closed++;
  }
}
