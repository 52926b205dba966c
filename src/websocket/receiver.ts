/**
 * Frames into messages and control frames (RFC 6455 5 and 8.1; RFC 7692 7.2.2): continuation, limits, masks, UTF-8.
 * It says what came and what was wrong; what is to be done about it is the connection's to say. It never throws, and
 * allocates nothing for a frame but the view of the message that it hands out.
 */
import type { DeflateCodec } from "./deflate.js";
import { FrameHeader, type HeaderFault } from "./frame-header.js";
import { Mask } from "./mask.js";
import { MessageBuffer } from "./message-buffer.js";
import { controlBytes, opcodes } from "./opcodes.js";
import { Utf8Validator } from "./utf8.js";

export type FrameFault =
  | HeaderFault
  | "frame.continuation"
  | "frame.interleaved"
  | "message.too-large"
  | "message.utf8"
  | "message.deflate";

/** What pull() gives; a control frame is its opcode. */
export const received = Object.freeze({
  nothing: 0,
  data: 1,
  fault: 2,
  close: opcodes.close,
  ping: opcodes.ping,
  pong: opcodes.pong,
} as const);

const nothing = new Uint8Array(0);

export class Receiver {
  /** Of the newest event: the message, a part of it, or a control frame's payload. Valid until the next pull(). */
  payload: Uint8Array = nothing;
  binary = false;
  /** Parts alone: the message goes on. */
  more = false;
  fault: FrameFault | undefined;
  #bytes: Uint8Array = nothing;
  #at = 0;
  #end = 0;
  /** bytes of the frame's payload that came so far */
  #count = 0;
  readonly #header: FrameHeader;
  readonly #buffer: MessageBuffer;
  readonly #utf8 = new Utf8Validator();
  readonly #control = new Uint8Array(controlBytes);
  readonly #mask = new Mask();
  readonly #isMasked: boolean;
  readonly #inParts: boolean;
  readonly #maximumBytes: number;
  #codec: DeflateCodec | undefined;
  #isOpen = false; // a message has begun and is not complete
  #isCompressed = false;
  #isDelivered = false;
  /** bytes of the message in the frames before this one */
  #before = 0;

  /** isMasked: the peer is a client. inParts: data is handed out as it comes, not as whole messages. */
  constructor(isMasked: boolean, maximumBytes: number, inParts: boolean) {
    this.#isMasked = isMasked;
    this.#maximumBytes = maximumBytes;
    this.#inParts = inParts;
    this.#header = new FrameHeader(isMasked, this.#mask.key);
    this.#buffer = new MessageBuffer(maximumBytes);
  }

  /** Messages may be compressed from now on. */
  useCodec(codec: DeflateCodec): void {
    this.#codec = codec;
    this.#header.allowCompressed();
  }

  /** Whether all of what was loaded has been taken. */
  get isEmpty(): boolean {
    return this.#at === this.#end;
  }

  /** Takes bytes[start] up to bytes[end]; they are borrowed until pull() has given `nothing`. */
  load(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** The next event, one of `received`. After a fault only faults come. */
  pull(): number {
    this.payload = nothing;
    if (this.#isDelivered) {
      this.#isDelivered = false;
      this.#buffer.clear();
    }
    while (this.fault === undefined) {
      const header = this.#header;
      if (!header.isComplete) {
        this.#at = header.read(this.#bytes, this.#at, this.#end);
        this.fault = header.fault;
        if (!header.isComplete) break;
        this.#count = 0;
        this.#begin();
      } else if (this.#at === this.#end && this.#count < header.length) break;
      else {
        const event = header.opcode >= opcodes.close ? this.#takeControl() : this.#takeData();
        if (event !== received.nothing) return event;
      }
    }
    return this.fault === undefined ? received.nothing : received.fault;
  }

  /** A complete header: may this frame come now, and is it within the limit? */
  #begin(): void {
    const header = this.#header;
    if (header.opcode >= opcodes.close) return;
    if (header.opcode === opcodes.continuation) {
      if (!this.#isOpen) this.fault = "frame.continuation";
    } else if (this.#isOpen) this.fault = "frame.interleaved";
    else {
      this.#isOpen = true;
      this.#isCompressed = header.isCompressed;
      this.#before = 0;
      this.binary = header.opcode === opcodes.binary;
      this.#utf8.reset();
    }
    if (header.length > this.#maximumBytes - this.#before) this.fault ??= "message.too-large";
  }

  #takeControl(): number {
    const header = this.#header;
    const control = this.#control;
    const stop = Math.min(this.#end, this.#at + header.length - this.#count);
    let at = this.#at;
    while (at < stop) {
      const byte = this.#bytes[at++] as number;
      control[this.#count] = this.#isMasked ? byte ^ (header.key[this.#count & 3] as number) : byte;
      this.#count++;
    }
    this.#at = at;
    if (this.#count < header.length) return received.nothing;
    this.payload = control.subarray(0, header.length);
    header.reset();
    return header.opcode;
  }

  #takeData(): number {
    const header = this.#header;
    const start = this.#at;
    const phase = this.#count;
    const end = Math.min(this.#end, start + header.length - phase);
    this.#at = end;
    this.#count = phase + end - start;
    const isLast = header.isFinal && this.#count === header.length;
    const isDirect = !this.#isMasked && !this.#isCompressed && (this.#inParts || (isLast && this.#buffer.length === 0));
    let bytes = this.#bytes;
    let from = start;
    if (!isDirect) {
      from = this.#buffer.length;
      this.#buffer.append(this.#bytes, start, end, this.#before + header.length);
      bytes = this.#buffer.bytes;
      if (this.#isMasked) this.#mask.apply(bytes, this.#buffer.words, from, this.#buffer.length, phase);
    }
    const to = from + end - start;
    if (!this.binary && !this.#isCompressed && !this.#isText(bytes, from, to, isLast)) return received.fault;
    if (this.#count === header.length) {
      this.#before += header.length;
      header.reset();
    }
    if (isLast) this.#isOpen = false;
    else if (!this.#inParts || this.#isCompressed || from === to) return received.nothing;
    return this.#deliver(isDirect, from, to, !isLast);
  }

  #deliver(isDirect: boolean, from: number, to: number, more: boolean): number {
    this.more = more;
    if (isDirect) this.payload = this.#bytes.subarray(from, to);
    else {
      this.#isDelivered = true;
      this.payload = this.#buffer.view();
      if (this.#isCompressed && !this.#unpack()) return received.fault;
    }
    return received.data;
  }

  #unpack(): boolean {
    try {
      const bytes = this.#codec?.inflate(this.payload, this.#maximumBytes);
      if (bytes === undefined) {
        this.fault = "message.too-large";
        return false;
      }
      this.payload = bytes;
    } catch {
      this.fault = "message.deflate"; // the peer's data is wrong, whatever the codec calls it
      return false;
    }
    return this.binary || this.#isText(this.payload, 0, this.payload.length, true);
  }

  #isText(bytes: Uint8Array, from: number, to: number, isLast: boolean): boolean {
    if (this.#utf8.check(bytes, from, to) && (!isLast || this.#utf8.isComplete)) return true;
    this.fault = "message.utf8";
    return false;
  }
}
