/**
 * Frames that wait to be sent, in one buffer of fixed size, masked as they come in. It knows where the frames lie, so
 * that others can be sent between two of them and what was not begun can be dropped.
 */
import type { Mask } from "./mask.js";
import { finalBit, opcodes } from "./opcodes.js";

// bytes; shorter payloads are copied byte by byte: a view costs more
const viewFrom = 24;

export class FrameQueue {
  /** Messages whose last byte was taken; counts up. */
  messagesTaken = 0;
  readonly capacityBytes: number;
  readonly #mask: Mask | undefined;
  readonly #bytes: Uint8Array;
  readonly #words: Int32Array;
  #head = 0;
  #tail = 0;
  /** Where the frame ends whose bytes were taken last; above #head: it was taken in part. */
  #frameEnd = 0;
  /** 1 when that frame ends a message */
  #ends = 0;

  /** mask: of a client; a server's frames are not masked (5.1). */
  constructor(capacityBytes: number, mask: Mask | undefined) {
    this.capacityBytes = capacityBytes;
    this.#mask = mask;
    this.#bytes = new Uint8Array((capacityBytes + 3) & ~3);
    this.#words = new Int32Array(this.#bytes.buffer);
  }

  get pendingBytes(): number {
    return this.#tail - this.#head;
  }

  get freeBytes(): number {
    return this.capacityBytes - this.#tail + this.#head;
  }

  /** Whether a frame was taken in part: nothing else may go before its rest. */
  get isInFrame(): boolean {
    return this.#frameEnd > this.#head;
  }

  /** bytes of header for so much payload */
  headerBytes(length: number): number {
    return (this.#mask === undefined ? 2 : 6) + (length < 126 ? 0 : length < 65536 ? 2 : 8);
  }

  /** The most payload that a frame in so much space can have; below 0 when there is not even room for a header. */
  payloadRoom(spaceBytes: number): number {
    const small = spaceBytes - this.headerBytes(0);
    if (small < 126) return small;
    if (small - 2 < 65536) return Math.max(small - 2, 125);
    return Math.max(small - 8, 65535);
  }

  /** Queues a frame; its first byte is FIN, RSV and opcode. The caller has seen to the room. Copies the payload. */
  append(first: number, payload: Uint8Array, start: number, end: number): void {
    const length = end - start;
    const header = this.headerBytes(length);
    if (this.#tail + header + length > this.capacityBytes) this.#compact();
    const bytes = this.#bytes;
    let at = this.#tail;
    bytes[at++] = first;
    at = writeLength(bytes, at, length, this.#mask === undefined ? 0 : 0x80);
    const mask = this.#mask;
    if (mask !== undefined) {
      mask.renew();
      for (let i = 0; i < 4; i++) bytes[at++] = mask.key[i] as number;
    }
    if (length < viewFrom) for (let i = start, to = at; i < end; i++) bytes[to++] = payload[i] as number;
    else bytes.set(start === 0 && end === payload.length ? payload : payload.subarray(start, end), at);
    this.#tail = at + length;
    mask?.apply(bytes, this.#words, at, this.#tail, 0);
  }

  /**
   * Takes up to limitBytes, out of as many frames as it may be; isThisFrame: only what is left of a frame in part.
   * The view is valid until the next call of anything here.
   */
  take(limitBytes: number, isThisFrame: boolean): Uint8Array {
    const start = this.#head;
    const stop = isThisFrame ? this.#frameEnd : this.#tail;
    const end = Math.min(stop, start + limitBytes);
    const view = this.#bytes.subarray(start, end);
    this.#head = end;
    if (this.#frameEnd > start && this.#frameEnd <= end) this.messagesTaken += this.#ends;
    while (this.#frameEnd < end) {
      const first = this.#bytes[this.#frameEnd] as number;
      this.#ends = (first & finalBit) !== 0 && (first & 0x0f) < opcodes.close ? 1 : 0;
      this.#frameEnd = this.#endOfFrame(this.#frameEnd);
      if (this.#frameEnd <= end) this.messagesTaken += this.#ends;
    }
    if (end === this.#tail) {
      this.#head = 0;
      this.#tail = 0;
      this.#frameEnd = 0;
    }
    return view;
  }

  /** Drops the frames with this opcode of which nothing was taken. */
  dropUnsent(opcode: number): void {
    const bytes = this.#bytes;
    let to = Math.max(this.#frameEnd, this.#head);
    let at = to;
    while (at < this.#tail) {
      const end = this.#endOfFrame(at);
      if (((bytes[at] as number) & 0x0f) !== opcode) {
        bytes.copyWithin(to, at, end);
        to += end - at;
      }
      at = end;
    }
    this.#tail = to;
  }

  #compact(): void {
    this.#bytes.copyWithin(0, this.#head, this.#tail);
    this.#frameEnd -= this.#head;
    this.#tail -= this.#head;
    this.#head = 0;
  }

  #endOfFrame(at: number): number {
    const bytes = this.#bytes;
    const length = (bytes[at + 1] as number) & 0x7f;
    const size = length < 126 ? 0 : length === 126 ? 2 : 8;
    let payload = size === 0 ? length : 0;
    for (let i = 0; i < size; i++) payload = payload * 256 + (bytes[at + 2 + i] as number);
    return at + (this.#mask === undefined ? 2 : 6) + size + payload;
  }
}

/** 5.2: 7 bits, 16 or 64, the shortest that will do; returns where the header goes on. */
function writeLength(bytes: Uint8Array, at: number, length: number, maskBit: number): number {
  if (length < 126) {
    bytes[at] = maskBit | length;
    return at + 1;
  }
  const size = length < 65536 ? 2 : 8;
  bytes[at] = maskBit | (size === 2 ? 126 : 127);
  let rest = length;
  for (let i = size; i > 0; i--) {
    bytes[at + i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return at + 1 + size;
}
