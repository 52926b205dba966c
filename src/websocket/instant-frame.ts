/**
 * A frame that TCP takes at once, without a queue: made in one buffer, whose header and views stay when the next frame
 * has the same length, so that a stream of equal messages costs nothing new.
 */
import { headerSize, writeHeader } from "./frame-header.js";
import type { Mask } from "./mask.js";

const nothing = new Uint8Array(0);

export class InstantFrame {
  private length = -1;
  private body: Uint8Array = nothing;
  private whole: Uint8Array = nothing;
  private keyAt = 0;

  /** first: FIN, RSV and opcode; payload is copied, `length` bytes, all of them. Valid until the next call. mask: of a client */
  make(first: number, payload: Uint8Array, length: number, mask: Mask | undefined): Uint8Array {
    if (length !== this.length) this.prepare(length, mask !== undefined);
    const whole = this.whole;
    const body = this.body;
    whole[0] = first;
    body.set(payload);
    if (mask !== undefined) mask.seal(whole, this.keyAt, body, length);
    return whole;
  }

  private prepare(length: number, isMasked: boolean): void {
    const at = headerSize(length, isMasked);
    const { buffer } = this.whole;
    const size = at + length;
    this.whole = size > buffer.byteLength ? new Uint8Array(size) : new Uint8Array(buffer, 0, size);
    this.body = this.whole.subarray(at);
    this.keyAt = writeHeader(this.whole, 0, 0, length, isMasked);
    this.length = length;
  }
}
