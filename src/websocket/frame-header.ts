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

// Which byte of the header comes next; length16 and length64: one of two, or of eight, of its length.
const stages = Object.freeze({ first: 0, second: 1, length16: 2, length64: 3, mask: 4, complete: 5 } as const);

export class FrameHeader {
  declare fault: HeaderFault | undefined; // no slot on XS until there is one
  /** bytes of payload; above 2 ** 53 only roughly right, which every limit is below */
  length = 0;
  private first = 0;
  private stage: number = stages.first;
  private left = 0; // bytes of the stage that are still to come
  private allowed = finalBit | 0x0f; // bits of the first byte
  private readonly isMasked: boolean;
  private readonly key: Uint8Array | undefined;

  /** key: where the masking key goes, when the peer must mask (a client); a server must not (5.1). */
  constructor(key: Uint8Array | undefined) {
    this.isMasked = key !== undefined;
    this.key = key;
  }

  get isComplete(): boolean {
    return this.stage === stages.complete;
  }
  get isFinal(): boolean {
    return (this.first & finalBit) !== 0;
  }
  get isCompressed(): boolean {
    return (this.first & compressedBit) !== 0;
  }
  get opcode(): number {
    return this.first & 0x0f;
  }

  /** From now on RSV1 marks a compressed message (RFC 7692 6). */
  allowCompressed(): void {
    this.allowed |= compressedBit;
  }

  /** Gets ready for the next frame. */
  reset(): void {
    this.stage = stages.first;
  }

  /** Takes from bytes[at] on until the header is complete, wrong, or bytes[end] is reached; returns where it stopped. */
  read(bytes: Uint8Array, at: number, end: number): number {
    let stage = this.stage;
    while (at < end && stage !== stages.complete) {
      const byte = bytes[at++] as number;
      if (stage === stages.first) stage = this.begin(byte);
      else if (stage === stages.second) stage = this.second(byte);
      else if (stage !== stages.mask) stage = this.extend(byte, stage);
      else {
        if (this.key !== undefined) this.key[4 - this.left] = byte;
        if (--this.left === 0) stage = stages.complete;
      }
      if (this.fault !== undefined) return at;
    }
    this.stage = stage;
    return at;
  }

  private begin(byte: number): number {
    const opcode = byte & 0x0f;
    if ((byte & ~this.allowed) !== 0) this.fault = "frame.reserved-bits";
    else if ((opcode > 2 && opcode < 8) || opcode > 10) this.fault = "frame.opcode";
    else if (opcode >= 8 && (byte & finalBit) === 0) this.fault = "frame.control-fragmented";
    // RFC 7692 6: only the first frame of a data message carries RSV1.
    else if ((byte & compressedBit) !== 0 && opcode !== 1 && opcode !== 2) this.fault = "frame.reserved-bits";
    this.first = byte;
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
    return length === 126 ? stages.length16 : stages.length64;
  }

  private extend(byte: number, stage: number): number {
    if (this.left === 8 && byte > 0x7f) this.fault = "frame.length";
    this.length = this.length * 256 + byte;
    if (--this.left > 0) return stage;
    if (this.length < (stage === stages.length16 ? 126 : 65536)) this.fault = "frame.length"; // 5.2: the minimal number of bytes
    return this.afterLength();
  }

  private afterLength(): number {
    if (!this.isMasked) return stages.complete;
    this.left = 4;
    return stages.mask;
  }
}

/** bytes of header for so much payload, the masking key included */
export function headerSize(length: number, isMasked: boolean): number {
  return (isMasked ? 6 : 2) + (length < 126 ? 0 : length < 65536 ? 2 : 8);
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
