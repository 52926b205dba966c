/** A mask (RFC 6455 5.3) applied four bytes at a time, where the host has no function for it. */

// bytes; below this words cost more than they save
const wordsFrom = 16;

export class MaskWords {
  // The last buffer as words.
  private words: Int32Array | undefined;
  private wordsOf: Uint8Array | undefined;
  // The key as it lies over an aligned word, and the same four bytes as that word.
  private readonly turned = new Uint8Array(4);
  private readonly turnedWord = new Int32Array(this.turned.buffer);

  /** bytes[start] up to bytes[end] ^= key, of which the byte `phase` falls on bytes[start]; bytes begins where its buffer does. */
  apply(bytes: Uint8Array, start: number, end: number, key: Uint8Array, phase: number): void {
    const turn = phase - start;
    if (end - start < wordsFrom) {
      xorBytes(bytes, start, end, key, turn);
      return;
    }
    const first = (start + 3) & ~3;
    const last = end & ~3;
    if (this.wordsOf !== bytes) {
      this.wordsOf = bytes;
      this.words = new Int32Array(bytes.buffer, 0, bytes.length >> 2);
    }
    turnKey(key, turn, this.turned);
    xorBytes(bytes, start, first, key, turn);
    xorWords(this.words as Int32Array, first >> 2, last >> 2, this.turnedWord[0] as number);
    xorBytes(bytes, last, end, key, turn);
  }
}

/** Writes the key from its byte `turn` on, and returns where it was written. */
export function turnKey(key: Uint8Array, turn: number, into: Uint8Array): Uint8Array {
  for (let i = 0; i < 4; i++) into[i] = key[(i + turn) & 3] as number;
  return into;
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
