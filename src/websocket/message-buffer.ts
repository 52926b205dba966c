/**
 * Where a message that comes in pieces is put together: one buffer, grown as bytes come and never for what a header
 * merely announces, kept for the next message unless it has become large.
 */

// bytes; what is announced up to here is reserved at once
const trustedBytes = 16384;
// bytes; a larger buffer is let go once its message was delivered
const keptBytes = 65536;
// bytes; shorter pieces are copied byte by byte: a view costs more
const viewFrom = 24;

export class MessageBuffer {
  bytes = new Uint8Array(0);
  /** bytes of message so far */
  length = 0;
  private readonly maximumBytes: number;

  /** maximumBytes: no message is longer; the buffer never is. */
  constructor(maximumBytes: number) {
    this.maximumBytes = maximumBytes;
  }

  /** Begins a new message; views of the old one are no longer valid. */
  clear(): void {
    this.length = 0;
    if (this.bytes.length > keptBytes) this.adopt(0);
  }

  /** Appends source[start] up to source[end]. announced: bytes that the message is known to reach. */
  append(source: Uint8Array, start: number, end: number, announced: number): void {
    const length = this.length + end - start;
    if (length > this.bytes.length) this.grow(length, announced);
    const bytes = this.bytes;
    let to = this.length;
    if (end - start < viewFrom) for (let at = start; at < end; at++) bytes[to++] = source[at] as number;
    else bytes.set(start === 0 && end === source.length ? source : source.subarray(start, end), to);
    this.length = length;
  }

  /** The message so far; valid until the next append or clear. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  private grow(length: number, announced: number): void {
    // Doubled, for a message in many small fragments; what is announced only up to a size that any peer may ask for.
    const doubled = Math.min(2 * this.bytes.length, this.maximumBytes);
    const wanted = Math.max(length, doubled, announced <= trustedBytes ? announced : 0);
    const old = this.length > 0 ? this.view() : undefined;
    this.adopt(wanted);
    if (old !== undefined) this.bytes.set(old);
  }

  private adopt(capacityBytes: number): void {
    this.bytes = new Uint8Array(capacityBytes);
  }
}
