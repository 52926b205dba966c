/**
 * UTF-8 (RFC 3629; Unicode, table 3-7 "Well-Formed UTF-8 Byte Sequences").
 *
 * A text is checked in pieces of any size and refused at the first byte that no valid text can have there (RFC 6455
 * 8.1). Runs of ASCII are checked four bytes at a time. No strings are made: a message stays bytes.
 */

/**
 * Whether bytes[start] up to bytes[end] go on a text in this state, 0 at its beginning: the state behind them, 0 where
 * the text may end; below 0: it is not UTF-8. A state is what the check in use has made. A host may have a native one.
 */
export type CheckUtf8 = (bytes: Uint8Array, start: number, end: number, state: number) => number;

const wrong = -1;
// bytes; below this a view for the words costs more than it saves
const wordsFrom = 32;
// A state: how many continuation bytes are to come, and the range of the next one in the bits above.
const lowerShift = 8;
const upperShift = 16;

export class Utf8Validator {
  // The last buffer as words: a reader that uses one buffer again and again costs one view.
  private words: Int32Array | undefined;

  /** CheckUtf8. */
  check(bytes: Uint8Array, start: number, end: number, state: number): number {
    const words = end - start < wordsFrom ? undefined : this.wordsOf(bytes);
    let remaining = state & 3;
    let lower = (state >> lowerShift) & 0xff;
    let upper = state >> upperShift;
    let at = start;
    while (at < end) {
      if (remaining === 0) {
        if (words !== undefined) {
          at = skipASCII(words, bytes, at, end);
          if (at === end) break;
        }
        const lead = bytes[at++] as number;
        if (lead < 0x80) continue;
        lower = 0x80;
        upper = 0xbf;
        if (lead < 0xc2) return wrong;
        if (lead < 0xe0) remaining = 1;
        else if (lead < 0xf0) {
          remaining = 2;
          if (lead === 0xe0) lower = 0xa0;
          else if (lead === 0xed) upper = 0x9f;
        } else if (lead < 0xf5) {
          remaining = 3;
          if (lead === 0xf0) lower = 0x90;
          else if (lead === 0xf4) upper = 0x8f;
        } else return wrong;
      } else {
        const byte = bytes[at++] as number;
        if (byte < lower || byte > upper) return wrong;
        lower = 0x80;
        upper = 0xbf;
        remaining--;
      }
    }
    return remaining === 0 ? 0 : remaining | (lower << lowerShift) | (upper << upperShift);
  }

  private wordsOf(bytes: Uint8Array): Int32Array {
    let words = this.words;
    if (words === undefined || words.buffer !== bytes.buffer) {
      words = new Int32Array(bytes.buffer, 0, bytes.buffer.byteLength >> 2);
      this.words = words;
    }
    return words;
  }
}

/** The first place from `at` on that may hold a byte above 0x7f; words lie over the whole buffer of bytes. */
function skipASCII(words: Int32Array, bytes: Uint8Array, at: number, end: number): number {
  const offset = bytes.byteOffset;
  while (((offset + at) & 3) !== 0) {
    if (at === end || (bytes[at] as number) > 0x7f) return at;
    at++;
  }
  let word = (offset + at) >> 2;
  const first = word;
  const last = (offset + end) >> 2;
  const four = last - 3;
  while (
    word < four &&
    (((words[word] as number) |
      (words[word + 1] as number) |
      (words[word + 2] as number) |
      (words[word + 3] as number)) &
      -2139062144) ===
      0
  )
    word += 4;
  while (word < last && ((words[word] as number) & -2139062144) === 0) word++;
  return word > first ? (word << 2) - offset : at;
}

/** Writes a string as UTF-8 and returns its number of bytes; a lone surrogate becomes U+FFFD. For short strings. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    let code = character.codePointAt(0) as number;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

/** Makes a string of bytes that were checked. For short strings. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  const characters: string[] = [];
  let at = start;
  while (at < end) {
    let code = bytes[at++] as number;
    let more = code < 0xc0 ? 0 : code < 0xe0 ? 1 : code < 0xf0 ? 2 : 3;
    if (more > 0) code &= 0x3f >> more;
    for (; more > 0; more--) code = (code << 6) | ((bytes[at++] as number) & 63);
    characters.push(String.fromCodePoint(code));
  }
  return characters.join("");
}
