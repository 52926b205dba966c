/**
 * Masking (RFC 6455 5.3): a fresh key of random bytes for each frame, and its application, by the host's own function
 * where it has one, else four bytes at a time (mask-words.ts). Not security in itself: it keeps a peer from choosing
 * what bytes go over the wire.
 */
import { MaskWords, turnKey } from "./mask-words.js";

// bytes; below this words, or a call of the host's function, cost more than they save
const nativeFrom = 16;

/** bytes ^= key, repeated from the first byte to the last. */
export type Xor = (bytes: Uint8Array, key: Uint8Array) => void;

/** Fills with bytes from a cryptographic source. */
export interface RandomSource {
  random(into: Uint8Array): void;
}

export class Mask {
  /** The key in use, 4 bytes. */
  readonly key = new Uint8Array(4);
  private readonly source: RandomSource | undefined;
  private readonly nativeXor: Xor | undefined;
  private words: MaskWords | undefined; // made when needed

  /** source: undefined where the key is set by the caller. */
  constructor(source?: RandomSource, xor?: Xor) {
    this.source = source;
    this.nativeXor = xor;
  }

  /** Takes the next random key, writes it at bytes[at], and masks what lies behind it up to bytes[end]. */
  put(bytes: Uint8Array, at: number, end: number): void {
    this.source?.random(this.key);
    bytes.set(this.key, at);
    this.apply(bytes, at + 4, end, 0);
  }

  /** The same where what lies behind it, `length` bytes, is at hand as a view. */
  seal(bytes: Uint8Array, at: number, body: Uint8Array, length: number): void {
    const { key, source } = this;
    source?.random(key);
    bytes.set(key, at); // one call costs less than to copy four bytes
    const xor = this.nativeXor;
    if (xor === undefined) this.apply(bytes, at + 4, at + 4 + length, 0);
    else xor(body, key);
  }

  /**
   * Masks or unmasks bytes[start] up to but not including bytes[end] in place. bytes begins where its buffer does;
   * phase: place of bytes[start] in the frame's payload.
   */
  apply(bytes: Uint8Array, start: number, end: number, phase: number): void {
    const { key, nativeXor } = this;
    if (nativeXor !== undefined && end - start >= nativeFrom)
      nativeXor(bytes.subarray(start, end), (phase & 3) === 0 ? key : turnKey(key, phase, new Uint8Array(4)));
    else {
      this.words ??= new MaskWords();
      this.words.apply(bytes, start, end, key, phase);
    }
  }
}
