/**
 * Frames that wait to be sent, in one buffer of fixed size, masked as they come in. It knows where the frames lie, so
 * that others can be sent between two of them and what was not begun can be dropped.
 */
import { headerSize, writeHeader } from "./frame-header.js";
import type { Mask } from "./mask.js";
import { finalBit } from "./opcodes.js";

// bytes; shorter payloads are copied one by one: a call costs more
const viewFrom = 24;
// Of a first byte: FIN, and the bit that every control opcode has (5.2). A data frame with FIN ends a message.
const endMask = finalBit | 8;

export class FrameQueue {
  // Read from outside and changed here alone; fields and not getters, for they are read with every message.
  pendingBytes = 0;
  freeBytes: number;
  /** Messages whose last byte was taken; counts up. */
  messagesTaken = 0;
  readonly capacityBytes: number;
  private readonly mask: Mask | undefined;
  private bytes: Uint8Array;
  private messages = 0; // whose last frame was appended
  // The last piece that was taken: messages of one size cost no new view.
  private viewEnd = 0;
  private viewStart = 0;
  private view: Uint8Array | undefined;
  private head = 0;
  private tail = 0;
  /** Where the frame ends whose bytes were taken last; above `head`: it was taken in part. */
  private frameEnd = 0;
  /** 1 when that frame ends a message */
  private ends = 0;

  /** mask: of a client; a server's frames are not masked (5.1). grows: the buffer is taken as it is needed. */
  constructor(capacityBytes: number, mask: Mask | undefined, grows: boolean) {
    this.capacityBytes = capacityBytes;
    this.freeBytes = capacityBytes;
    this.mask = mask;
    this.bytes = new Uint8Array(grows ? 0 : capacityBytes);
  }

  /** Whether a frame was taken in part: nothing else may go before its rest. */
  get isInFrame(): boolean {
    return this.frameEnd > this.head;
  }

  /** bytes of header for so much payload */
  headerBytes(length: number): number {
    return headerSize(length, this.mask !== undefined);
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
    const size = length + this.headerBytes(length);
    if (this.tail + size > this.bytes.length) this.makeRoom(size);
    const { bytes, mask } = this;
    const keyAt = writeHeader(bytes, this.tail, first, length, mask !== undefined);
    const at = mask === undefined ? keyAt : keyAt + 4;
    this.tail += size;
    if (length < viewFrom) for (let i = 0; i < length; i++) bytes[at + i] = payload[start + i] as number;
    else bytes.set(start === 0 && end === payload.length ? payload : payload.subarray(start, end), at);
    mask?.put(bytes, keyAt, this.tail);
    this.pendingBytes += size;
    this.freeBytes -= size;
    if ((first & endMask) === finalBit) this.messages++;
  }

  private look(start: number, end: number): Uint8Array {
    this.viewStart = start;
    this.viewEnd = end;
    this.view = this.bytes.subarray(start, end);
    return this.view;
  }

  /**
   * Takes up to limitBytes, out of as many frames as it may be; isThisFrame: only what is left of a frame in part.
   * The view is valid until the next call of anything here.
   */
  take(limitBytes: number, isThisFrame: boolean): Uint8Array {
    const start = this.head;
    const end = Math.min(isThisFrame ? this.frameEnd : this.tail, start + limitBytes);
    this.pendingBytes -= end - start;
    this.freeBytes += end - start;
    if (end === this.tail) {
      this.head = 0;
      this.tail = 0;
      this.frameEnd = 0;
      this.messagesTaken = this.messages;
    } else this.takeFrames(start, end);
    const isSame = this.viewEnd === end && this.viewStart === start;
    return isSame && this.view !== undefined ? this.view : this.look(start, end);
  }

  /** Finds the frames that end before `end`, and the one in which it lies. */
  private takeFrames(start: number, end: number): void {
    this.head = end;
    if (this.frameEnd > start && this.frameEnd <= end) this.messagesTaken += this.ends;
    while (this.frameEnd < end) {
      this.ends = ((this.bytes[this.frameEnd] as number) & endMask) === finalBit ? 1 : 0;
      this.frameEnd = this.endOfFrame(this.frameEnd);
      if (this.frameEnd <= end) this.messagesTaken += this.ends;
    }
  }

  /** Drops the frames with this opcode of which nothing was taken. */
  dropUnsent(opcode: number): void {
    const bytes = this.bytes;
    let to = Math.max(this.frameEnd, this.head);
    let at = to;
    while (at < this.tail) {
      const end = this.endOfFrame(at);
      if (((bytes[at] as number) & 0x0f) !== opcode) {
        bytes.copyWithin(to, at, end);
        to += end - at;
      }
      at = end;
    }
    this.pendingBytes -= this.tail - to;
    this.freeBytes += this.tail - to;
    this.tail = to;
  }

  /** Moves what waits to the front, and takes a larger buffer where that is not enough. */
  private makeRoom(size: number): void {
    const needed = this.pendingBytes + size;
    const { length } = this.bytes;
    if (needed > length) {
      const longer = new Uint8Array(Math.min(Math.max(needed, 2 * length), this.capacityBytes));
      longer.set(this.bytes.subarray(this.head, this.tail));
      this.bytes = longer;
      this.view = undefined;
    } else this.bytes.copyWithin(0, this.head, this.tail);
    this.frameEnd -= this.head;
    this.tail -= this.head;
    this.head = 0;
  }

  private endOfFrame(at: number): number {
    const bytes = this.bytes;
    const length = (bytes[at + 1] as number) & 0x7f;
    const size = length < 126 ? 0 : length === 126 ? 2 : 8;
    let payload = size === 0 ? length : 0;
    for (let i = 0; i < size; i++) payload = payload * 256 + (bytes[at + 2 + i] as number);
    return at + (this.mask === undefined ? 2 : 6) + size + payload;
  }
}
