/**
 * What is to be sent, in order (RFC 6455 5.4, 5.5): control frames overtake data between two frames, the close frame
 * comes last. Messages are fragmented when there is not room for the whole. Every buffer is of fixed size.
 */
import { compressedBound, type DeflateCodec } from "./deflate.js";
import { FrameQueue } from "./frame-queue.js";
import type { Mask } from "./mask.js";
import { compressedBit, controlBytes, controlFrameBytes, finalBit, opcodes } from "./opcodes.js";

// bytes; pings and pongs that wait: four of the largest
const controlQueueBytes = 4 * controlFrameBytes;
// bytes; a smaller piece of a message is not worth a frame of its own
const fragmentBytes = 64;

export class SendQueue {
  /** Messages that were written to their end; messagesTaken of them are out of our hands. */
  messagesWritten = 0;
  /** A message was begun and is not complete. */
  isInMessage = false;
  readonly #data: FrameQueue;
  readonly #control: FrameQueue;
  #close: FrameQueue | undefined;
  readonly #mask: Mask | undefined;
  #codec: DeflateCodec | undefined;
  #wantedBytes = 0; // 0: nobody waits for room

  constructor(capacityBytes: number, mask: Mask | undefined) {
    this.#data = new FrameQueue(capacityBytes, mask);
    this.#control = new FrameQueue(controlQueueBytes, mask);
    this.#mask = mask;
  }

  /** Messages are compressed from now on. */
  useCodec(codec: DeflateCodec): void {
    this.#codec = codec;
  }

  get pendingBytes(): number {
    return this.#data.pendingBytes + this.#control.pendingBytes + (this.#close?.pendingBytes ?? 0);
  }

  get freeBytes(): number {
    return this.#data.freeBytes;
  }

  get messagesTaken(): number {
    return this.#data.messagesTaken;
  }

  /** Whether there is now room for what was refused; true once for each refusal. */
  hasRoomAgain(): boolean {
    if (this.#wantedBytes === 0 || this.freeBytes < this.#wantedBytes) return false;
    this.#wantedBytes = 0;
    return true;
  }

  /** Takes the whole message or nothing. Throws RangeError for one that there can never be room for. */
  write(bytes: Uint8Array, binary: boolean): boolean {
    if (this.isInMessage) throw new Error("write inside a message in parts");
    const needed = this.#neededBytes(bytes.length);
    if (needed > this.#data.capacityBytes) throw new RangeError(`${bytes.length} bytes: larger than the queue`);
    const hasRoom = needed <= this.freeBytes;
    if (hasRoom) this.writePart(bytes, 0, binary, true);
    else this.#wantedBytes = needed;
    return hasRoom;
  }

  /** bytes of the queue that a message of this length takes at most */
  #neededBytes(length: number): number {
    const bytes = this.#codec === undefined ? length : compressedBound(length);
    return this.#data.headerBytes(bytes) + bytes;
  }

  /**
   * Takes as much of bytes[start...] as there is room for and returns how many bytes that were; -1: there is no room
   * worth a frame. isEnd: the message ends with these bytes, if all of them are taken.
   */
  writePart(bytes: Uint8Array, start: number, binary: boolean, isEnd: boolean): number {
    const data = this.#data;
    const isWhole = this.#neededBytes(bytes.length - start) <= data.freeBytes;
    let end = bytes.length;
    if (!isWhole) {
      let room = data.payloadRoom(data.freeBytes);
      // Half of the queue is worth waking up for.
      this.#wantedBytes = Math.min(this.#neededBytes(bytes.length - start), data.capacityBytes >> 1);
      if (this.#codec !== undefined) room -= compressedBound(room) - room;
      if (room < fragmentBytes) return -1;
      end = start + room;
    }
    const isLast = isEnd && isWhole;
    let first: number = this.isInMessage ? opcodes.continuation : binary ? opcodes.binary : opcodes.text;
    if (isLast) first |= finalBit;
    if (this.#codec === undefined) data.append(first, bytes, start, end);
    else {
      if (!this.isInMessage) first |= compressedBit;
      const packed = this.#codec.deflate(bytes.subarray(start, end), isLast);
      data.append(first, packed, 0, packed.length);
    }
    this.isInMessage = !isLast;
    if (isLast) this.messagesWritten++;
    return end - start;
  }

  /** Queues a ping or pong. Without room the pongs that wait are dropped (5.5.3 asks for the latest); false: no room. */
  control(opcode: number, payload: Uint8Array): boolean {
    const control = this.#control;
    const needed = control.headerBytes(0) + Math.min(payload.length, controlBytes);
    if (needed > control.freeBytes) control.dropUnsent(opcodes.pong);
    if (needed > control.freeBytes) return false;
    control.append(finalBit | opcode, payload, 0, payload.length);
    return true;
  }

  /** Queues the close frame, behind everything. */
  close(payload: Uint8Array): void {
    this.#close = new FrameQueue(controlFrameBytes, this.#mask);
    this.#close.append(finalBit | opcodes.close, payload, 0, payload.length);
  }

  /** Takes up to limitBytes of what is to be sent next; empty: nothing. Valid until the next call of anything here. */
  take(limitBytes: number): Uint8Array {
    const data = this.#data;
    const control = this.#control;
    if (control.isInFrame) return control.take(limitBytes, true);
    if (control.pendingBytes > 0) return data.isInFrame ? data.take(limitBytes, true) : control.take(limitBytes, false);
    if (data.pendingBytes > 0 || this.#close === undefined) return data.take(limitBytes, false);
    return this.#close.take(limitBytes, false);
  }
}
