/**
 * A frame that TCP takes at once, without a queue: made in one buffer, whose header and views stay when the next frame
 * has the same length, so that a stream of equal messages costs nothing new.
 */
import { writeHeader } from "./frame-header.js";
import type { Mask } from "./mask.js";
import { headerBytes } from "./opcodes.js";

const nothing = new Uint8Array(0);

export class InstantFrame {
  private length = -1;
  private first = 0;
  private body: Uint8Array = nothing;
  private readonly mask: Mask | undefined;
  private bytes: Uint8Array = nothing;
  private keyAt = 0;
  private whole: Uint8Array = nothing;

  /** mask: of a client */
  constructor(mask: Mask | undefined) {
    this.mask = mask;
  }

  /** first: FIN, RSV and opcode; payload is copied, `length` bytes, all of them. Valid until the next call. */
  make(first: number, payload: Uint8Array, length: number): Uint8Array {
    if (length !== this.length) this.prepare(first, length);
    else if (first !== this.first) this.bytes[0] = first;
    this.first = first;
    this.body.set(payload);
    if (this.mask !== undefined) this.mask.seal(this.bytes, this.keyAt, this.body, length);
    return this.whole;
  }

  private prepare(first: number, length: number): void {
    if (length + headerBytes > this.bytes.length) this.bytes = new Uint8Array(length + headerBytes);
    this.length = length;
    this.keyAt = writeHeader(this.bytes, 0, first, length, this.mask !== undefined);
    const at = this.mask === undefined ? this.keyAt : this.keyAt + 4;
    this.body = this.bytes.subarray(at, at + length);
    this.whole = this.bytes.subarray(0, at + length);
  }
}
