/**
 * Masking (RFC 6455 5.3): a fresh key of random bytes for each frame, and its application, by the host's own function
 * where it has one, else four bytes at a time. Not security in itself: it keeps a peer from choosing what bytes go over
 * the wire.
 */

// keys a call: on some hosts a call for random bytes costs more than the frame
const poolKeys = 16;
// bytes; below this words, or a call of the host's function, cost more than they save
const wordsFrom = 16;

/** bytes ^= key, repeated from the first byte to the last. */
export type Xor = (bytes: Uint8Array, key: Uint8Array) => void;

export class Mask {
  /** The key in use, 4 bytes. */
  readonly key = new Uint8Array(4);
  private readonly keyWord = new Int32Array(this.key.buffer);
  private readonly nativeXor: Xor | undefined;
  private used = poolKeys;
  private readonly poolWords: Int32Array | undefined;
  private readonly pool: Uint8Array | undefined;
  private readonly random: ((into: Uint8Array) => void) | undefined;
  // The last buffer as words.
  private words: Int32Array | undefined;
  private wordsOf: Uint8Array | undefined;
  // The key as it lies over an aligned word, and the same four bytes as that word; made when needed.
  private turned: Uint8Array | undefined;
  private turnedWord: Int32Array | undefined;

  /** random fills its argument from a cryptographic source; without it the key is set by the caller. */
  constructor(random?: (into: Uint8Array) => void, xor?: Xor) {
    this.random = random;
    this.nativeXor = xor;
    this.pool = random === undefined ? undefined : new Uint8Array(4 * poolKeys);
    this.poolWords = this.pool && new Int32Array(this.pool.buffer);
  }

  /** Takes the next random key, writes it at bytes[at], and masks what lies behind it up to bytes[end]. */
  put(bytes: Uint8Array, at: number, end: number): void {
    this.renew();
    bytes.set(this.key, at);
    this.apply(bytes, at + 4, end, 0);
  }

  /** The same where what lies behind it, `length` bytes, is at hand as a view. */
  seal(bytes: Uint8Array, at: number, body: Uint8Array, length: number): void {
    if (this.used === poolKeys) this.refill();
    const key = this.key;
    this.keyWord[0] = (this.poolWords as Int32Array)[this.used++] as number;
    bytes.set(key, at); // one call costs less than to copy four bytes
    const xor = this.nativeXor;
    if (xor === undefined) this.apply(bytes, at + 4, at + 4 + length, 0);
    else xor(body, key);
  }

  private renew(): void {
    if (this.used === poolKeys) this.refill();
    this.keyWord[0] = (this.poolWords as Int32Array)[this.used++] as number;
  }

  private refill(): void {
    this.random?.(this.pool as Uint8Array);
    this.used = 0;
  }

  /**
   * Masks or unmasks bytes[start] up to but not including bytes[end] in place. bytes begins where its buffer does;
   * phase: place of bytes[start] in the frame's payload.
   */
  apply(bytes: Uint8Array, start: number, end: number, phase: number): void {
    if (end - start < wordsFrom) xorBytes(bytes, start, end, this.key, phase - start);
    else if (this.nativeXor === undefined) this.applyWords(bytes, start, end, phase);
    else this.nativeXor(bytes.subarray(start, end), (phase & 3) === 0 ? this.key : this.turn(phase));
  }

  private applyWords(bytes: Uint8Array, start: number, end: number, phase: number): void {
    const turn = phase - start;
    const first = (start + 3) & ~3;
    const last = end & ~3;
    if (this.wordsOf !== bytes) {
      this.wordsOf = bytes;
      this.words = new Int32Array(bytes.buffer, 0, bytes.length >> 2);
    }
    this.turn(turn);
    xorBytes(bytes, start, first, this.key, turn);
    xorWords(this.words as Int32Array, first >> 2, last >> 2, (this.turnedWord as Int32Array)[0] as number);
    xorBytes(bytes, last, end, this.key, turn);
  }

  /** The key from its byte `phase` on. */
  private turn(phase: number): Uint8Array {
    let turned = this.turned;
    if (turned === undefined) {
      turned = new Uint8Array(4);
      this.turned = turned;
      this.turnedWord = new Int32Array(turned.buffer);
    }
    for (let i = 0; i < 4; i++) turned[i] = this.key[(i + phase) & 3] as number;
    return turned;
  }
}

function xorBytes(bytes: Uint8Array, start: number, end: number, key: Uint8Array, turn: number): void {
  for (let at = start; at < end; at++) bytes[at] = (bytes[at] as number) ^ (key[(at + turn) & 3] as number);
}

function xorWords(words: Int32Array, from: number, to: number, mask: number): void {
  const four = to - 3;
  let at = from;
  for (; at < four; at += 4) {
    words[at] = (words[at] as number) ^ mask;
    words[at + 1] = (words[at + 1] as number) ^ mask;
    words[at + 2] = (words[at + 2] as number) ^ mask;
    words[at + 3] = (words[at + 3] as number) ^ mask;
  }
  for (; at < to; at++) words[at] = (words[at] as number) ^ mask;
}
