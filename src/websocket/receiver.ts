/**
 * Frames into messages and control frames (RFC 6455 5 and 8.1; RFC 7692 7.2.2): continuation, limits, masks, UTF-8.
 * It says what came and what was wrong; what is to be done about it is the connection's to say. It never throws, and
 * allocates nothing for a frame: where its bytes lie is handed out, and a view of them to who asks for one.
 */
import type { DeflateCodec } from "./deflate.js";
import { FrameHeader, type HeaderFault } from "./frame-header.js";
import { Mask } from "./mask.js";
import { MessageBuffer } from "./message-buffer.js";
import { controlBytes, finalBit, opcodes } from "./opcodes.js";
import { type CheckUtf8, Utf8Validator } from "./utf8.js";

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
// First bytes of a message in one frame, not compressed.
const wholeText = finalBit | opcodes.text;
const wholeBinary = finalBit | opcodes.binary;

export class Receiver {
  // What was loaded, and how far it was taken; isEmpty: whole.
  private bytes: Uint8Array = nothing;
  private at = 0;
  private loadedEnd = 0;
  isEmpty = true;
  /** No masks, and nothing is half taken: the next byte begins a frame, which begins a message or is a control frame. */
  private isBetween: boolean;
  // Of the newest event: where the message, a part of it, or a control frame's payload lies. Valid until the next pull().
  source: Uint8Array = nothing;
  start = 0;
  end = 0;
  private view: Uint8Array | undefined = nothing;
  binary = false;
  private text = 0; // CheckUtf8's state
  private readonly checkUtf8: CheckUtf8 | undefined;
  /** Parts alone: the message goes on. */
  more = false;
  private readonly maximumBytes: number;
  private readonly isMasked: boolean;
  private readonly inParts: boolean;
  private isDelivered = false;
  /** bytes of the frame's payload that came so far */
  private count = 0;
  private isOpen = false; // a message has begun and is not complete
  private isCompressed = false;
  /** bytes of the message in the frames before this one */
  private before = 0;
  // Declared alone, and so no slot on XS, until there is one.
  declare fault: FrameFault | undefined;
  private declare header: FrameHeader; // made when the quick way does not do
  private declare mask: Mask | undefined;
  private declare codec: DeflateCodec | undefined;
  private declare buffer: MessageBuffer | undefined; // for a message that is not handed out in place
  private declare control: Uint8Array | undefined;
  private declare validator: Utf8Validator | undefined; // where the host checks no UTF-8

  /** isMasked: the peer is a client. inParts: data is handed out as it comes, not as whole messages. utf8: the host's. */
  constructor(isMasked: boolean, maximumBytes: number, inParts: boolean, utf8?: CheckUtf8) {
    this.isMasked = isMasked;
    this.maximumBytes = maximumBytes;
    this.inParts = inParts;
    this.isBetween = !isMasked;
    this.checkUtf8 = utf8;
    if (isMasked) this.mask = new Mask();
  }

  /**
   * Takes what comes most: one whole, unfragmented message below 64 KiB, in place, as pull() does when it gives `data`.
   * false: it is not that, nothing was done.
   */
  takeWhole(): boolean {
    if (!this.isBetween) return false;
    const bytes = this.bytes;
    let at = this.at;
    const first = bytes[at] as number;
    if ((first !== wholeBinary && first !== wholeText) || at + 4 > this.loadedEnd) return false;
    let length = bytes[at + 1] as number;
    at += 2;
    if (length === 126) {
      length = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
      if (length < 126) return false;
      at += 2;
    } else if (length > 126) return false;
    const end = at + length;
    if (end > this.loadedEnd || length > this.maximumBytes) return false;
    if (first === wholeText) {
      const check = this.checkUtf8;
      if ((check === undefined ? this.validate(bytes, at, end, 0) : check(bytes, at, end, 0)) !== 0) return false;
    }
    this.at = end;
    this.isEmpty = end === this.loadedEnd;
    this.binary = first === wholeBinary;
    this.more = false;
    this.source = bytes;
    this.start = at;
    this.end = end;
    this.view = undefined;
    return true;
  }

  /** Takes bytes[start] up to bytes[end]; they are borrowed until pull() has given `nothing`. */
  load(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.at = start;
    this.loadedEnd = end;
    this.isEmpty = start === end;
  }

  /** Of the newest event, as a view. */
  get payload(): Uint8Array {
    this.view ??= this.source.subarray(this.start, this.end);
    return this.view;
  }

  /** Messages may be compressed from now on. */
  useCodec(codec: DeflateCodec): void {
    this.codec = codec;
    this.header ??= new FrameHeader(this.mask?.key);
    this.header.allowCompressed();
  }

  /** The next event, one of `received`. After a fault only faults come. */
  pull(): number {
    return this.takeWhole() ? received.data : this.pullRest();
  }

  /** The same after takeWhole() gave false. */
  pullRest(): number {
    if (this.isDelivered) {
      this.isDelivered = false;
      this.isBetween = !this.isOpen && !this.isMasked && this.fault === undefined;
      this.buffer?.clear();
    }
    if (this.source !== nothing) this.show(nothing, 0, 0);
    this.header ??= new FrameHeader(this.mask?.key);
    const header = this.header;
    while (this.fault === undefined) {
      if (!header.isComplete) {
        if (this.at < this.loadedEnd) this.isBetween = false;
        this.advance(header.read(this.bytes, this.at, this.loadedEnd));
        if (header.fault !== undefined) this.fault = header.fault;
        if (!header.isComplete) break;
        this.count = 0;
        this.begin();
      } else if (this.at === this.loadedEnd && this.count < header.length) break;
      else {
        const event = header.opcode >= opcodes.close ? this.takeControl() : this.takeData(header);
        if (event !== received.nothing) return event;
      }
    }
    return this.fault === undefined ? received.nothing : received.fault;
  }

  private advance(at: number): void {
    this.at = at;
    this.isEmpty = at === this.loadedEnd;
  }

  private show(source: Uint8Array, start: number, end: number): void {
    this.source = source;
    this.start = start;
    this.end = end;
    this.view = undefined;
  }

  /** A complete header: may this frame come now, and is it within the limit? */
  private begin(): void {
    const header = this.header;
    if (header.opcode >= opcodes.close) return;
    if (header.opcode === opcodes.continuation) {
      if (!this.isOpen) this.fault = "frame.continuation";
    } else if (this.isOpen) this.fault = "frame.interleaved";
    else {
      this.isOpen = true;
      this.isCompressed = header.isCompressed;
      this.before = 0;
      this.binary = header.opcode === opcodes.binary;
      this.text = 0;
    }
    if (header.length > this.maximumBytes - this.before) this.fault ??= "message.too-large";
  }

  private takeControl(): number {
    const header = this.header;
    this.control ??= new Uint8Array(controlBytes);
    const control = this.control;
    const stop = Math.min(this.loadedEnd, this.at + header.length - this.count);
    let at = this.at;
    while (at < stop) {
      const byte = this.bytes[at++] as number;
      const key = this.mask?.key;
      control[this.count] = key === undefined ? byte : byte ^ (key[this.count & 3] as number);
      this.count++;
    }
    this.advance(at);
    if (this.count < header.length) return received.nothing;
    this.show(control, 0, header.length);
    header.reset();
    this.isBetween = !this.isOpen && !this.isMasked;
    return header.opcode;
  }

  /** The frame's payload as far as it has come. */
  private takeData(header: FrameHeader): number {
    const start = this.at;
    const phase = this.count;
    const left = header.length - phase;
    const isComplete = this.loadedEnd - start >= left;
    const end = isComplete ? start + left : this.loadedEnd;
    const isLast = isComplete && header.isFinal;
    this.at = end;
    this.isEmpty = end === this.loadedEnd;
    this.count = phase + end - start;
    if (!this.isInPlace(isLast)) return this.assemble(start, end, phase, isLast);
    if (!this.binary && !this.isText(this.bytes, start, end, isLast)) return received.fault;
    if (isComplete) this.endFrame(isLast);
    if (start === end && !isLast) return received.nothing;
    this.more = !isLast;
    this.show(this.bytes, start, end);
    return received.data;
  }

  private isInPlace(isLast: boolean): boolean {
    if (this.isMasked || this.isCompressed) return false;
    return this.inParts || (isLast && (this.buffer === undefined || this.buffer.length === 0));
  }

  private endFrame(isLast: boolean): void {
    this.before += this.header.length;
    this.header.reset();
    if (!isLast) return;
    this.isOpen = false;
    this.isBetween = !this.isMasked;
  }

  /** Puts a piece to what came of the message: masked or compressed, or to be handed out whole. */
  private assemble(start: number, end: number, phase: number, isLast: boolean): number {
    this.buffer ??= new MessageBuffer(this.maximumBytes);
    const { buffer, header } = this;
    const from = buffer.length;
    buffer.append(this.bytes, start, end, this.before + header.length);
    this.mask?.apply(buffer.bytes, from, buffer.length, phase);
    if (!this.binary && !this.isCompressed && !this.isText(buffer.bytes, from, buffer.length, isLast))
      return received.fault;
    if (this.count === header.length) this.endFrame(isLast);
    if (!isLast && (!this.inParts || this.isCompressed || start === end)) return received.nothing;
    this.more = !isLast;
    this.isDelivered = true;
    this.isBetween = false; // until its buffer is free
    this.show(buffer.bytes, 0, buffer.length);
    return !this.isCompressed || this.unpack() ? received.data : received.fault;
  }

  private unpack(): boolean {
    try {
      const bytes = this.codec?.inflate(this.payload, this.maximumBytes);
      if (bytes === undefined) {
        this.fault = "message.too-large";
        return false;
      }
      this.show(bytes, 0, bytes.length);
    } catch {
      this.fault = "message.deflate"; // the peer's data is wrong, whatever the codec calls it
      return false;
    }
    return this.binary || this.isText(this.source, 0, this.end, true);
  }

  private isText(bytes: Uint8Array, from: number, to: number, isLast: boolean): boolean {
    const check = this.checkUtf8;
    this.text = check === undefined ? this.validate(bytes, from, to, this.text) : check(bytes, from, to, this.text);
    if (isLast ? this.text === 0 : this.text >= 0) return true;
    this.fault = "message.utf8";
    return false;
  }

  private validate(bytes: Uint8Array, from: number, to: number, state: number): number {
    this.validator ??= new Utf8Validator();
    return this.validator.check(bytes, from, to, state);
  }
}
