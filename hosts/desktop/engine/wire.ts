/**
 * Frames and values on the pipe between Node and the XS process; the other end is xs/wire.c.
 *
 * A frame is four bytes of length (of the payload, little endian), one byte of kind, the payload. A value is a tag of
 * one byte and what belongs to it. Only a guest's call may be outstanding while the guest runs: Node sends one command
 * (start, event, memory), answers calls, and sends the next command after "done".
 */
import { types } from "node:util";
import type { Value } from "./host.js";

export const frame = Object.freeze({
  // from XS
  call: 0x43, // C: object u32, operation u32, count u8, values
  done: 0x44, // D: the command is handled and promise jobs are drained
  print: 0x50, // P: UTF-8
  ready: 0x52, // R: the script is loaded; figures as JSON
  end: 0x58, // X: exit code u8, reason UTF-8
  figures: 0x46, // F: JSON
  // to XS
  script: 0x4c, // L: ASCII
  answer: 0x41, // A: a value
  throw: 0x54, // T: UTF-8
  start: 0x53, // S
  event: 0x45, // E: object u32, event u32, count u8, values
  memory: 0x4d, // M: u8, 1 to collect garbage before
} as const);

const tag = Object.freeze({ undefined: 0, false: 1, true: 2, integer: 3, number: 4, string: 5, bytes: 6 } as const);

/** A whole frame around a payload. */
export function frameOf(kind: number, ...payload: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32LE(payload.reduce((sum, part) => sum + part.length, 0));
  head[4] = kind;
  return Buffer.concat([head, ...payload]);
}

/** Frame of an event: object, event and values. Bytes are copied now. */
export function eventFrame(object: number, event: number, args: readonly Value[]): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt32LE(object);
  head.writeUInt32LE(event, 4);
  head[8] = args.length;
  return frameOf(frame.event, head, ...args.map(encodeValue));
}

export function encodeValue(value: Value): Buffer {
  if (value === undefined) return Buffer.from([tag.undefined]);
  if (typeof value === "boolean") return Buffer.from([value ? tag.true : tag.false]);
  if (typeof value === "string") return sized(tag.string, Buffer.from(value, "utf8"));
  if (typeof value !== "number") return sized(tag.bytes, bytesOf(value));
  if (Object.is(value | 0, value)) {
    const integer = Buffer.from([tag.integer, 0, 0, 0, 0]);
    integer.writeInt32LE(value, 1);
    return integer;
  }
  const number = Buffer.alloc(9, tag.number);
  number.writeDoubleLE(value, 1);
  return number;
}

/** The payload of a call. Buffers of values are their own, not parts of the payload. */
export function decodeCall(payload: Buffer): { object: number; operation: number; args: Value[] } {
  const args: Value[] = [];
  let offset = 9;
  for (let i = 0; i < (payload[8] ?? 0); i++) {
    const [value, next] = decodeValue(payload, offset);
    args.push(value);
    offset = next;
  }
  return { object: payload.readUInt32LE(0), operation: payload.readUInt32LE(4), args };
}

function decodeValue(from: Buffer, offset: number): [value: Value, next: number] {
  const start = offset + 1;
  switch (from[offset]) {
    case tag.false:
      return [false, start];
    case tag.true:
      return [true, start];
    case tag.integer:
      return [from.readInt32LE(start), start + 4];
    case tag.number:
      return [from.readDoubleLE(start), start + 8];
    case tag.string: {
      const end = start + 4 + from.readUInt32LE(start);
      return [from.toString("utf8", start + 4, end), end];
    }
    case tag.bytes: {
      const end = start + 4 + from.readUInt32LE(start);
      return [new Uint8Array(from.subarray(start + 4, end)).buffer, end];
    }
    default:
      return [undefined, start];
  }
}

function sized(kind: number, bytes: Uint8Array): Buffer {
  const head = Buffer.from([kind, 0, 0, 0, 0]);
  head.writeUInt32LE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

/** The bytes of an ArrayBuffer or of a view on one, of whatever realm; not copied. Throws for anything else. */
export function bytesOf(value: unknown): Uint8Array {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (types.isAnyArrayBuffer(value)) return new Uint8Array(value);
  throw new TypeError("neither undefined, boolean, number, string nor bytes");
}

/** Puts frames together from the pieces in which they come. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #length = 0;

  push(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  /** The next whole frame; undefined when there is none yet. */
  next(): { kind: number; payload: Buffer } | undefined {
    if (this.#length < 5) return undefined;
    if ((this.#pieces[0]?.length ?? 0) < 5) this.#join();
    const size = this.#pieces[0]?.readUInt32LE(0) ?? 0;
    if (this.#length < 5 + size) return undefined;
    const all = this.#join();
    this.#length -= 5 + size;
    this.#pieces = this.#length > 0 ? [all.subarray(5 + size)] : [];
    return { kind: all[4] ?? 0, payload: all.subarray(5, 5 + size) };
  }

  #join(): Buffer {
    const all = this.#pieces.length === 1 && this.#pieces[0] ? this.#pieces[0] : Buffer.concat(this.#pieces);
    this.#pieces = [all];
    return all;
  }
}
