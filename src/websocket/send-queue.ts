/**
 * What is to be sent, in order (RFC 6455 5.4, 5.5): control frames overtake data between two frames, the close frame
 * comes last. Messages are fragmented when there is not room for the whole. Every buffer is of fixed size, and what TCP
 * takes at once needs none of them: a queue is made when something first waits in it.
 */
import { compressedBound, type DeflateCodec } from "./deflate.js";
import { headerSize } from "./frame-header.js";
import { FrameQueue } from "./frame-queue.js";
import { InstantFrame } from "./instant-frame.js";
import type { Mask } from "./mask.js";
import { compressedBit, controlBytes, controlFrameBytes, finalBit, headerBytes, opcodes } from "./opcodes.js";

// bytes; pings and pongs that wait: four of the largest
const controlQueueBytes = 4 * controlFrameBytes;
const binaryOpcode = opcodes.binary;
const textOpcode = opcodes.text;
const nothing = new Uint8Array(0);
// bytes; a smaller piece of a message is not worth a frame of its own
const fragmentBytes = 64;

export class SendQueue {
  /** Messages that were written to their end; messagesTaken of them are out of our hands. */
  messagesWritten = 0;
  /** A message was begun and is not complete. */
  isInMessage = false;
  /** bytes; bound on the messages that wait, headers included */
  readonly capacityBytes: number;
  /** Nothing waits, and nothing is compressed. */
  private isPlain = true;
  private instant: InstantFrame | undefined;
  private readonly mask: Mask | undefined;
  private readonly grows: boolean;
  private wantedBytes = 0; // 0: nobody waits for room
  // Declared alone, and so no slot on XS, until there is one.
  private declare data: FrameQueue | undefined;
  private declare controls: FrameQueue | undefined;
  private declare closeFrame: FrameQueue | undefined;
  private declare codec: DeflateCodec | undefined;

  /** grows: the buffers are taken as they are needed, up to their bound; else all at once, and now. */
  constructor(capacityBytes: number, mask: Mask | undefined, grows: boolean) {
    this.capacityBytes = capacityBytes;
    this.mask = mask;
    this.grows = grows;
    if (grows) return;
    this.data = new FrameQueue(capacityBytes, mask, false);
    this.controls = new FrameQueue(controlQueueBytes, mask, false);
  }

  /**
   * The same as a frame that TCP takes at once: valid until the next call of anything here. undefined: that cannot be,
   * for something waits, is compressed, or is larger than the queue. Nothing was done then. It is counted neither as written nor as taken.
   */
  frameNow(bytes: Uint8Array, length: number, binary: boolean, isEnd: boolean): Uint8Array | undefined {
    if (!this.isPlain || length + headerBytes > this.capacityBytes) return undefined;
    let first: number = binary ? binaryOpcode : textOpcode;
    if (this.isInMessage) {
      first = opcodes.continuation;
      if (isEnd) this.isInMessage = false;
    } else if (!isEnd) this.isInMessage = true;
    this.instant ??= new InstantFrame();
    return this.instant.make(isEnd ? first | finalBit : first, bytes, length, this.mask);
  }

  /** Messages are compressed from now on. */
  useCodec(codec: DeflateCodec): void {
    this.codec = codec;
    this.isPlain = false;
  }

  get pendingBytes(): number {
    const { data, controls, closeFrame } = this;
    return (data?.pendingBytes ?? 0) + (controls?.pendingBytes ?? 0) + (closeFrame?.pendingBytes ?? 0);
  }

  get freeBytes(): number {
    return this.data?.freeBytes ?? this.capacityBytes;
  }

  get messagesTaken(): number {
    return this.data?.messagesTaken ?? 0;
  }

  /** Whether there is now room for what was refused; true once for each refusal. */
  hasRoomAgain(): boolean {
    if (this.wantedBytes === 0 || this.freeBytes < this.wantedBytes) return false;
    this.wantedBytes = 0;
    return true;
  }

  /** Takes the whole message or nothing. Throws RangeError for one that there can never be room for. */
  write(bytes: Uint8Array, binary: boolean): boolean {
    if (this.isInMessage) throw new Error("write inside a message in parts");
    const needed = this.neededBytes(bytes.length);
    if (needed > this.capacityBytes) throw new RangeError(`${bytes.length} bytes: larger than the queue`);
    const hasRoom = needed <= this.freeBytes;
    if (hasRoom) this.writePart(bytes, 0, binary, true);
    else this.wantedBytes = needed;
    return hasRoom;
  }

  /** bytes of the queue that a message of this length takes at most */
  private neededBytes(length: number): number {
    const bytes = this.codec === undefined ? length : compressedBound(length);
    return headerSize(bytes, this.mask !== undefined) + bytes;
  }

  /** The same for bytes[0] to bytes[length], a message or, unless isEnd, a part of one. false: no room. */
  writeWhole(bytes: Uint8Array, length: number, binary: boolean, isEnd: boolean): boolean {
    // The most that a header takes: what fits with it need not be weighed.
    if (length + headerBytes > this.freeBytes) return false;
    if (this.codec !== undefined && this.neededBytes(length) > this.freeBytes) return false;
    this.append(bytes, 0, length, binary, isEnd);
    return true;
  }

  /**
   * Takes as much of bytes[start...] as there is room for and returns how many bytes that were; -1: there is no room
   * worth a frame. isEnd: the message ends with these bytes, if all of them are taken.
   */
  writePart(bytes: Uint8Array, start: number, binary: boolean, isEnd: boolean): number {
    const data = this.queue();
    let end = bytes.length;
    const isWhole = this.neededBytes(end - start) <= data.freeBytes;
    if (!isWhole) {
      let room = data.payloadRoom(data.freeBytes);
      // Half of the queue is worth waking up for.
      this.wantedBytes = Math.min(this.neededBytes(bytes.length - start), data.capacityBytes >> 1);
      if (this.codec !== undefined) room -= compressedBound(room) - room;
      if (room < fragmentBytes) return -1;
      end = start + room;
    }
    this.append(bytes, start, end, binary, isEnd && isWhole);
    return end - start;
  }

  private queue(): FrameQueue {
    this.data ??= new FrameQueue(this.capacityBytes, this.mask, this.grows);
    return this.data;
  }

  private append(bytes: Uint8Array, start: number, end: number, binary: boolean, isLast: boolean): void {
    const isFirst = !this.isInMessage;
    this.isPlain = false;
    let first: number = isFirst ? (binary ? opcodes.binary : opcodes.text) : opcodes.continuation;
    if (isLast) {
      first |= finalBit;
      this.messagesWritten++;
    }
    this.isInMessage = !isLast;
    if (this.codec === undefined) this.queue().append(first, bytes, start, end);
    else {
      if (isFirst) first |= compressedBit;
      const packed = this.codec.deflate(bytes.subarray(start, end), isLast);
      this.queue().append(first, packed, 0, packed.length);
    }
  }

  /** Queues a ping or pong. Without room the pongs that wait are dropped (5.5.3 asks for the latest); false: no room. */
  control(opcode: number, payload: Uint8Array): boolean {
    this.controls ??= new FrameQueue(controlQueueBytes, this.mask, this.grows);
    const control = this.controls;
    const needed = control.headerBytes(0) + Math.min(payload.length, controlBytes);
    if (needed > control.freeBytes) control.dropUnsent(opcodes.pong);
    if (needed > control.freeBytes) return false;
    this.isPlain = false;
    control.append(finalBit | opcode, payload, 0, payload.length);
    return true;
  }

  /** Queues the close frame, behind everything. */
  close(payload: Uint8Array): void {
    this.isPlain = false;
    this.closeFrame = new FrameQueue(controlFrameBytes, this.mask, false);
    this.closeFrame.append(finalBit | opcodes.close, payload, 0, payload.length);
  }

  /** Takes up to limitBytes of what is to be sent next; empty: nothing. Valid until the next call of anything here. */
  take(limitBytes: number): Uint8Array {
    const bytes = this.takeNext(limitBytes);
    this.isPlain = this.codec === undefined && this.closeFrame === undefined && this.pendingBytes === 0;
    return bytes;
  }

  private takeNext(limitBytes: number): Uint8Array {
    const { data, controls, closeFrame } = this;
    if (controls !== undefined && controls.pendingBytes > 0) {
      const isBehind = data?.isInFrame === true && !controls.isInFrame;
      return isBehind ? data.take(limitBytes, true) : controls.take(limitBytes, controls.isInFrame);
    }
    if (data !== undefined && data.pendingBytes > 0) return data.take(limitBytes, false);
    return closeFrame?.take(limitBytes, false) ?? nothing;
  }
}
