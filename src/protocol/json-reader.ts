/**
 * Reads one JSON text (RFC 8259) from bytes into values, within limits: depth, number of values, length of a string.
 * Not JSON.parse: that recurses as deep as a peer likes, and eight thousand bytes of `[0,0,0` would fill the heap of a
 * board. No recursion here. The bytes are taken to be UTF-8; ill-formed parts come out as U+FFFD.
 */
import { limits } from "./limits.js";

export type JsonFault = "syntax" | "depth" | "values" | "string";

const quote = 0x22;
const backslash = 0x5c;
const replacement = 0xfffd;
/** Held between two calls, so that a message's buffer is not. */
const nothing: Uint8Array = new Uint8Array(0);

export class JsonReader {
  /** Why the newest read() gave undefined; undefined: it did not. */
  fault: JsonFault | undefined;
  private bytes: Uint8Array = nothing;
  private at = 0;
  /** Containers that are open, outermost first, and for objects the key that waits for its value. */
  private readonly open: (unknown[] | Record<string, unknown>)[] = [];
  private readonly keys: string[] = [];

  private readonly valuesMaximum: number;

  /** valuesMaximum: values that a text may have, counted together. */
  constructor(valuesMaximum: number = limits.values) {
    this.valuesMaximum = valuesMaximum;
  }

  /** The value that the bytes say; undefined after a fault, which `fault` names. `bytes` are not kept. */
  read(bytes: Uint8Array): unknown {
    this.fault = undefined;
    this.bytes = bytes;
    this.at = 0;
    const value = this.readAll();
    this.open.length = 0;
    this.keys.length = 0;
    this.bytes = nothing;
    return this.fault === undefined ? value : undefined;
  }

  private readAll(): unknown {
    for (let count = 1; this.fault === undefined; count++) {
      if (count > this.valuesMaximum) return this.fail("values");
      let value: unknown;
      const c = this.peek();
      if (c === 0x7b || c === 0x5b) {
        if (this.open.length === limits.depth) return this.fail("depth");
        this.at++;
        const container: unknown[] | Record<string, unknown> = c === 0x7b ? {} : [];
        if (this.peek() !== c + 2) {
          this.open.push(container);
          this.keys.push(c === 0x7b ? this.readKey() : "");
          continue;
        }
        this.at++;
        value = container;
      } else value = this.readScalar(c);
      if (this.fault === undefined && this.place(value)) return this.last;
    }
    return undefined;
  }

  private last: unknown;
  /** Puts a whole value where it belongs, closing what ends behind it. True when the text is at its end. */
  private place(whole: unknown): boolean {
    let value = whole;
    while (this.fault === undefined) {
      const depth = this.open.length;
      const container = this.open[depth - 1];
      if (container === undefined) {
        if (this.peek() !== -1) this.fail("syntax");
        this.last = value;
        return true;
      }
      if (Array.isArray(container)) container.push(value);
      else {
        const key = this.keys[depth - 1] ?? "";
        // Setting it would change the prototype; a field of that name is unknown to everyone here.
        if (key !== "__proto__") container[key] = value;
      }
      const c = this.peek();
      this.at++;
      if (c === 0x2c) {
        if (!Array.isArray(container)) this.keys[depth - 1] = this.readKey();
        return false;
      }
      if (c !== (Array.isArray(container) ? 0x5d : 0x7d)) this.fail("syntax");
      this.open.pop();
      this.keys.pop();
      value = container;
    }
    return false;
  }

  /** The next byte that is not white space, not taken; -1 at the end. */
  private peek(): number {
    const bytes = this.bytes;
    while (this.at < bytes.length) {
      const c = bytes[this.at] ?? 0;
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return c;
      this.at++;
    }
    return -1;
  }

  private fail(fault: JsonFault): undefined {
    this.fault ??= fault;
    return undefined;
  }

  private readKey(): string {
    if (this.peek() !== quote) this.fail("syntax");
    const key = this.readString();
    if (this.peek() !== 0x3a) this.fail("syntax");
    this.at++;
    return key;
  }

  private readScalar(c: number): unknown {
    if (c === quote) return this.readString();
    if (c === 0x2d || (c >= 0x30 && c <= 0x39)) return this.readNumber();
    if (c === 0x74) return this.readWord("true", true);
    if (c === 0x66) return this.readWord("false", false);
    if (c === 0x6e) return this.readWord("null", null);
    return this.fail("syntax");
  }

  private readWord(word: string, value: boolean | null): boolean | null | undefined {
    for (let i = 0; i < word.length; i++) {
      if (this.bytes[this.at++] !== word.charCodeAt(i)) return this.fail("syntax");
    }
    return value;
  }

  private digits(): number {
    const start = this.at;
    for (let c = this.bytes[start] ?? 0; c >= 0x30 && c <= 0x39; c = this.bytes[this.at] ?? 0) this.at++;
    return this.at - start;
  }

  private readNumber(): number | undefined {
    const bytes = this.bytes;
    const start = this.at;
    if (bytes[this.at] === 0x2d) this.at++;
    const first = bytes[this.at];
    const whole = this.digits();
    if (whole === 0 || (first === 0x30 && whole > 1)) return this.fail("syntax");
    let isWhole = true;
    if (bytes[this.at] === 0x2e) {
      isWhole = false;
      this.at++;
      if (this.digits() === 0) return this.fail("syntax");
    }
    if (bytes[this.at] === 0x65 || bytes[this.at] === 0x45) {
      isWhole = false;
      this.at++;
      if (bytes[this.at] === 0x2b || bytes[this.at] === 0x2d) this.at++;
      if (this.digits() === 0) return this.fail("syntax");
    }
    if (this.at - start > 64) return this.fail("string");
    if (!isWhole || whole > 15) return Number(ascii(bytes, start, this.at));
    let value = 0;
    for (let i = bytes[start] === 0x2d ? start + 1 : start; i < this.at; i++)
      value = value * 10 + (bytes[i] ?? 0) - 0x30;
    return bytes[start] === 0x2d ? -value : value;
  }

  private readString(): string {
    const bytes = this.bytes;
    const start = ++this.at;
    let end = start;
    let c = bytes[end] ?? 0;
    for (; c >= 0x20 && c < 0x80 && c !== quote && c !== backslash; c = bytes[end] ?? 0) end++;
    if (end - start > limits.stringBytes) this.fail("string");
    this.at = end;
    if (this.fault !== undefined) return "";
    const head = ascii(bytes, start, end);
    if (c !== quote) return this.readMixed(head, start);
    this.at++;
    return head;
  }

  /** The rest of a string that holds escapes or more than ASCII; collected in short parts, to copy little. */
  private readMixed(head: string, start: number): string {
    let whole = head;
    let part = "";
    for (let count = 0; this.fault === undefined; count++) {
      const c = this.bytes[this.at] ?? 0;
      if (c === quote) {
        this.at++;
        return whole + part;
      }
      if (c < 0x20) this.fail("syntax");
      if (this.at - start > limits.stringBytes) this.fail("string");
      part += String.fromCodePoint(c === backslash ? this.readEscape() : this.readCodePoint(c));
      if ((count & 31) === 31) {
        whole += part;
        part = "";
      }
    }
    return "";
  }

  private readEscape(): number {
    const c = this.bytes[this.at + 1] ?? 0;
    this.at += 2;
    if (c === quote || c === backslash || c === 0x2f) return c;
    if (c === 0x75) return this.readUnicodeEscape();
    const at = "bfnrt".indexOf(String.fromCharCode(c));
    if (at < 0 || c === 0) {
      this.fail("syntax");
      return replacement;
    }
    return [8, 12, 10, 13, 9][at] ?? replacement;
  }

  private readUnicodeEscape(): number {
    const unit = this.hex();
    if (unit < 0xd800 || unit > 0xdfff) return unit;
    if (unit > 0xdbff || this.bytes[this.at] !== backslash || this.bytes[this.at + 1] !== 0x75) return replacement;
    this.at += 2;
    const low = this.hex();
    return low >= 0xdc00 && low <= 0xdfff ? 0x10000 + ((unit - 0xd800) << 10) + low - 0xdc00 : replacement;
  }

  private hex(): number {
    let value = 0;
    for (let i = 0; i < 4; i++) {
      const c = this.bytes[this.at++] ?? 0;
      const digit = c >= 0x30 && c <= 0x39 ? c - 0x30 : (c | 32) >= 0x61 && (c | 32) <= 0x66 ? (c | 32) - 0x57 : -1;
      if (digit < 0) {
        this.fail("syntax");
        return replacement;
      }
      value = value * 16 + digit;
    }
    return value;
  }

  private readCodePoint(first: number): number {
    this.at++;
    if (first < 0x80) return first;
    const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc2 ? 1 : 0;
    let value = first & (0x3f >> more);
    for (let i = 0; i < more; i++) {
      const c = this.bytes[this.at] ?? 0;
      if ((c & 0xc0) !== 0x80) return replacement;
      value = (value << 6) | (c & 0x3f);
      this.at++;
    }
    const isCharacter = more > 0 && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
    return isCharacter ? value : replacement;
  }
}

/** Bytes that are all below 128 as a string; eight at a time, so that little is copied and no array is made. */
function ascii(b: Uint8Array, start: number, end: number): string {
  let text = "";
  let i = start;
  for (; i + 8 <= end; i += 8) {
    text += String.fromCharCode(
      b[i] ?? 0,
      b[i + 1] ?? 0,
      b[i + 2] ?? 0,
      b[i + 3] ?? 0,
      b[i + 4] ?? 0,
      b[i + 5] ?? 0,
      b[i + 6] ?? 0,
      b[i + 7] ?? 0,
    );
  }
  for (; i < end; i++) text += String.fromCharCode(b[i] ?? 0);
  return text;
}
