/**
 * The header of a frame (RFC 6455 5.2), written whole, and taken byte by byte and refused at the first wrong one. It knows nothing of
 * the frames before: whether a frame may come now is the receiver's to say.
 */
import { compressedBit, controlBytes, finalBit } from "./opcodes.js";

export type HeaderFault =
  | "frame.reserved-bits"
  | "frame.opcode"
  | "frame.control-fragmented"
  | "frame.control-length"
  | "frame.masked"
  | "frame.unmasked"
  | "frame.length";

const stages = Object.freeze({ first: 0, second: 1, length: 2, mask: 3, complete: 4 } as const);

export class FrameHeader {
  isComplete = false;
  isFinal = false;
  isCompressed = false;
  opcode = 0;
  /** bytes of payload; above 2 ** 53 only roughly right, which every limit is below */
  length = 0;
  /** The masking key, when frames are to be masked. */
  readonly key: Uint8Array;
  fault: HeaderFault | undefined;
  private readonly isMasked: boolean;
  private allowed: number;
  private stage: number = stages.first;
  private left = 0;
  private minimum = 0;

  /** isMasked: whether the peer must mask (a client) or must not (a server), 5.1. */
  constructor(isMasked: boolean, key: Uint8Array) {
    this.isMasked = isMasked;
    this.allowed = finalBit | 0x0f;
    this.key = key;
  }

  /** From now on RSV1 marks a compressed message (RFC 7692 6). */
  allowCompressed(): void {
    this.allowed |= compressedBit;
  }

  /** Gets ready for the next frame. */
  reset(): void {
    this.isComplete = false;
    this.stage = stages.first;
  }

  /** Takes from bytes[at] on until the header is complete, wrong, or bytes[end] is reached; returns where it stopped. */
  read(bytes: Uint8Array, at: number, end: number): number {
    let stage = this.stage;
    while (at < end && stage !== stages.complete) {
      const byte = bytes[at++] as number;
      if (stage === stages.first) stage = this.first(byte);
      else if (stage === stages.second) stage = this.second(byte);
      else if (stage === stages.length) stage = this.extend(byte);
      else {
        this.key[4 - this.left] = byte;
        if (--this.left === 0) stage = stages.complete;
      }
      if (this.fault !== undefined) return at;
    }
    this.stage = stage;
    this.isComplete = stage === stages.complete;
    return at;
  }

  private first(byte: number): number {
    const opcode = byte & 0x0f;
    if ((byte & ~this.allowed) !== 0) this.fault = "frame.reserved-bits";
    else if ((opcode > 2 && opcode < 8) || opcode > 10) this.fault = "frame.opcode";
    else if (opcode >= 8 && (byte & finalBit) === 0) this.fault = "frame.control-fragmented";
    // RFC 7692 6: only the first frame of a data message carries RSV1.
    else if ((byte & compressedBit) !== 0 && opcode !== 1 && opcode !== 2) this.fault = "frame.reserved-bits";
    this.opcode = opcode;
    this.isFinal = (byte & finalBit) !== 0;
    this.isCompressed = (byte & compressedBit) !== 0;
    return stages.second;
  }

  private second(byte: number): number {
    const isMasked = byte > 0x7f;
    const length = byte & 0x7f;
    if (isMasked !== this.isMasked) this.fault = isMasked ? "frame.masked" : "frame.unmasked";
    else if (this.opcode >= 8 && length > controlBytes) this.fault = "frame.control-length";
    if (length < 126) {
      this.length = length;
      return this.afterLength();
    }
    this.length = 0;
    this.left = length === 126 ? 2 : 8;
    this.minimum = length === 126 ? 126 : 65536;
    return stages.length;
  }

  private extend(byte: number): number {
    if (this.left === 8 && byte > 0x7f) this.fault = "frame.length";
    this.length = this.length * 256 + byte;
    if (--this.left > 0) return stages.length;
    if (this.length < this.minimum) this.fault = "frame.length"; // 5.2: the minimal number of bytes
    return this.afterLength();
  }

  private afterLength(): number {
    if (!this.isMasked) return stages.complete;
    this.left = 4;
    return stages.mask;
  }
}

/** Writes a header up to where its masking key goes, and returns that place: the shortest length that will do (5.2). */
export function writeHeader(bytes: Uint8Array, at: number, first: number, length: number, isMasked: boolean): number {
  const maskBit = isMasked ? 0x80 : 0;
  bytes[at] = first;
  if (length < 126) {
    bytes[at + 1] = maskBit | length;
    return at + 2;
  }
  if (length < 65536) {
    bytes[at + 1] = maskBit | 126;
    bytes[at + 2] = length >> 8;
    bytes[at + 3] = length;
    return at + 4;
  }
  bytes[at + 1] = maskBit | 127;
  let rest = length;
  for (let i = 9; i > 1; i--) {
    bytes[at + i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return at + 10;
}
