/**
 * Masking (RFC 6455 5.3): a fresh key of random bytes for each frame, and its application, four bytes at a time.
 * Not security in itself: it keeps a peer from choosing what bytes go over the wire.
 */

// bytes; 16 keys a call: on some hosts a call for random bytes costs more than the frame
const poolBytes = 64;
// bytes; below this the words cost more than they save
const wordsFrom = 16;

export class Mask {
  /** The key in use, 4 bytes. */
  readonly key = new Uint8Array(4);
  readonly #random: ((into: Uint8Array) => void) | undefined;
  readonly #pool: Uint8Array | undefined;
  #used = poolBytes;
  // The key as it lies over an aligned word, and the same four bytes as that word.
  readonly #turned = new Uint8Array(4);
  readonly #word = new Int32Array(this.#turned.buffer);

  /** random fills its argument from a cryptographic source; without it the key is set by the caller. */
  constructor(random?: (into: Uint8Array) => void) {
    this.#random = random;
    this.#pool = random === undefined ? undefined : new Uint8Array(poolBytes);
  }

  /** Takes the next random key. */
  renew(): void {
    const pool = this.#pool;
    if (pool === undefined) return;
    if (this.#used === poolBytes) {
      this.#random?.(pool);
      this.#used = 0;
    }
    for (let i = 0; i < 4; i++) {
      this.key[i] = pool[this.#used] as number;
      pool[this.#used++] = 0; // used once, and not to be read again
    }
  }

  /**
   * Masks or unmasks bytes[start] up to but not including bytes[end] in place. words lie over the same buffer, both
   * from its first byte. phase: place of bytes[start] in the frame's payload.
   */
  apply(bytes: Uint8Array, words: Int32Array, start: number, end: number, phase: number): void {
    const key = this.key;
    const turn = phase - start;
    let at = start;
    if (end - start >= wordsFrom) {
      for (; (at & 3) !== 0; at++) bytes[at] = (bytes[at] as number) ^ (key[(at + turn) & 3] as number);
      for (let i = 0; i < 4; i++) this.#turned[i] = key[(i + turn) & 3] as number;
      xorWords(words, at >> 2, end >> 2, this.#word[0] as number);
      at = end & ~3;
    }
    for (; at < end; at++) bytes[at] = (bytes[at] as number) ^ (key[(at + turn) & 3] as number);
  }
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
