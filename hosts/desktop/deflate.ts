/**
 * The codec of permessage-deflate (RFC 7692 7.2) on Node's own zlib, synchronously.
 *
 * Node has no synchronous stream of zlib, and none is needed: every message (or part of one) ends on a byte boundary,
 * so each is one call, with what came before it given as the preset dictionary. That is the same window.
 */
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import type { DeflateCodec, DeflateParameters } from "../../src/websocket/deflate.js";

const tail = Buffer.from([0x00, 0x00, 0xff, 0xff]);
const tooLarge = "ERR_BUFFER_TOO_LARGE";

export function openDeflate(parameters: DeflateParameters): DeflateCodec {
  return new ZlibCodec(parameters);
}

class ZlibCodec implements DeflateCodec {
  readonly #parameters: DeflateParameters;
  readonly #sent: History;
  readonly #received: History;

  constructor(parameters: DeflateParameters) {
    this.#parameters = parameters;
    this.#sent = new History(parameters.clientMaxWindowBits);
    this.#received = new History(parameters.serverMaxWindowBits);
  }

  deflate(bytes: Uint8Array, isLast: boolean): Uint8Array {
    const packed = deflateRawSync(bytes, {
      // zlib has no raw window of 8 bits for packing. With 9 bits it reaches back 512 - 262 bytes: within 8.
      windowBits: Math.max(this.#parameters.clientMaxWindowBits, 9),
      finishFlush: constants.Z_SYNC_FLUSH,
      ...this.#sent.options(),
    });
    if (isLast && this.#parameters.clientNoContextTakeover) this.#sent.clear();
    else this.#sent.add(bytes);
    return isLast && endsWithTail(packed) ? packed.subarray(0, packed.length - tail.length) : packed;
  }

  inflate(bytes: Uint8Array, maximumBytes: number): Uint8Array | undefined {
    let rest: Uint8Array = Buffer.concat([bytes, tail]);
    const parts: Buffer[] = [];
    let length = 0;
    // A block with BFINAL ends zlib's stream and not the message (7.2.3.4): what follows it is another stream.
    while (rest.length > 0) {
      const step = this.#step(rest, maximumBytes - length);
      if (step === undefined) return undefined;
      if (step.consumed === 0) throw new Error("no DEFLATE data");
      this.#received.add(step.bytes);
      parts.push(step.bytes);
      length += step.bytes.length;
      rest = rest.subarray(step.consumed);
    }
    if (this.#parameters.serverNoContextTakeover) this.#received.clear();
    return parts.length === 1 ? parts[0] : Buffer.concat(parts);
  }

  #step(bytes: Uint8Array, maximumBytes: number): { bytes: Buffer; consumed: number } | undefined {
    try {
      const result: unknown = inflateRawSync(bytes, {
        windowBits: this.#parameters.serverMaxWindowBits,
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: Math.max(maximumBytes, 1),
        info: true,
        ...this.#received.options(),
      });
      const { buffer, engine } = result as { buffer: Buffer; engine: { bytesWritten: number } };
      return buffer.length > maximumBytes ? undefined : { bytes: buffer, consumed: engine.bytesWritten };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === tooLarge) return undefined;
      throw error;
    }
  }

  close(): void {
    this.#sent.clear();
    this.#received.clear();
  }
}

/** The last bytes that went by, as many as the window holds. */
class History {
  readonly #bytes: Buffer;
  #length = 0;

  constructor(windowBits: number) {
    this.#bytes = Buffer.alloc(1 << windowBits);
  }

  /** zlib refuses an empty dictionary. */
  options(): { dictionary?: Buffer } {
    return this.#length === 0 ? {} : { dictionary: this.#bytes.subarray(0, this.#length) };
  }

  add(bytes: Uint8Array): void {
    const size = this.#bytes.length;
    const added = bytes.length > size ? bytes.subarray(bytes.length - size) : bytes;
    const kept = Math.min(this.#length, size - added.length);
    this.#bytes.copyWithin(0, this.#length - kept, this.#length);
    this.#bytes.set(added, kept);
    this.#length = kept + added.length;
  }

  clear(): void {
    this.#length = 0;
  }
}

function endsWithTail(bytes: Buffer): boolean {
  return bytes.length >= tail.length && bytes.subarray(bytes.length - tail.length).equals(tail);
}
