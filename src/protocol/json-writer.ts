/**
 * Writes JSON straight into one buffer: no text is put together first. The caller writes the punctuation with raw();
 * what does not fit sets `isFull` and changes nothing more, so that a whole message is checked once, at its end.
 */
export class JsonWriter {
  readonly bytes: Uint8Array;
  /** bytes written */
  length = 0;
  /** Something did not fit; the text is not whole. rewind() and reset() clear it. */
  isFull = false;

  constructor(capacityBytes: number) {
    this.bytes = new Uint8Array(capacityBytes);
  }

  reset(): this {
    return this.rewind(0);
  }

  /** Takes back all that was written behind `length`, as it was noted before. */
  rewind(length: number): this {
    this.length = length;
    this.isFull = false;
    return this;
  }

  /** The text so far; a view that the next reset() makes invalid. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  byte(value: number): void {
    if (this.length < this.bytes.length) this.bytes[this.length++] = value;
    else this.isFull = true;
  }

  /** JSON text as it is; ASCII. */
  raw(text: string): this {
    if (this.length + text.length > this.bytes.length) this.isFull = true;
    else for (let i = 0; i < text.length; i++) this.bytes[this.length++] = text.charCodeAt(i);
    return this;
  }

  /** JSON text as it is, from bytes. */
  copy(from: Uint8Array, start: number, end: number): this {
    if (this.length + end - start > this.bytes.length) this.isFull = true;
    else for (let i = start; i < end; i++) this.bytes[this.length++] = from[i] ?? 0;
    return this;
  }

  string(text: string): this {
    this.byte(0x22);
    this.characters(text, true);
    this.byte(0x22);
    return this;
  }

  /** A piece of JSON text, in UTF-8. */
  text(text: string): this {
    return this.characters(text, false);
  }

  private characters(text: string, isEscaped: boolean): this {
    // An index is a code point on a board and a UTF-16 unit elsewhere.
    for (let i = 0; i < text.length; i++) {
      let c = text.charCodeAt(i);
      if ((c & 0xfffffc00) === 0xd800) {
        const low = i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
        if ((low & 0xfffffc00) === 0xdc00) {
          c = 0x10000 + ((c - 0xd800) << 10) + low - 0xdc00;
          i++;
        } else c = 0xfffd;
      } else if ((c & 0xfffffc00) === 0xdc00) c = 0xfffd;
      if (isEscaped && (c === 0x22 || c === 0x5c || c < 0x20)) this.escape(c);
      else this.character(c);
    }
    return this;
  }

  private escape(c: number): void {
    if (c >= 0x20) {
      this.byte(0x5c);
      this.byte(c);
    } else this.raw(c < 16 ? "\\u000" : "\\u001").byte("0123456789abcdef".charCodeAt(c & 15));
  }

  private character(c: number): void {
    if (c < 0x80) this.byte(c);
    else {
      if (c < 0x800) this.byte(0xc0 | (c >> 6));
      else {
        if (c < 0x10000) this.byte(0xe0 | (c >> 12));
        else {
          this.byte(0xf0 | (c >> 18));
          this.byte(0x80 | ((c >> 12) & 63));
        }
        this.byte(0x80 | ((c >> 6) & 63));
      }
      this.byte(0x80 | (c & 63));
    }
  }

  /** Not finite is written as null: JSON has no word for it. */
  number(value: number): this {
    return this.raw(Number.isFinite(value) ? String(value) : "null");
  }

  /** Milliseconds, whole ones, as seconds with three decimals at most. */
  seconds(milliseconds: number): this {
    const whole = Math.round(Math.abs(milliseconds));
    if (milliseconds < 0 && whole > 0) this.byte(0x2d);
    this.number(Math.floor(whole / 1000));
    const rest = whole % 1000;
    if (rest === 0) return this;
    this.byte(0x2e);
    this.byte(0x30 + Math.floor(rest / 100));
    if (rest % 100 !== 0) this.byte(0x30 + (Math.floor(rest / 10) % 10));
    if (rest % 10 !== 0) this.byte(0x30 + (rest % 10));
    return this;
  }

  /** Any value that JSON can say; fields that are undefined are left out. Recursive: for our own data alone. */
  value(value: unknown): this {
    if (typeof value === "string") return this.string(value);
    if (typeof value === "number") return this.number(value);
    if (typeof value === "boolean") return this.raw(value ? "true" : "false");
    if (typeof value !== "object" || value === null) return this.raw("null");
    if (Array.isArray(value)) {
      this.byte(0x5b);
      for (let i = 0; i < value.length; i++) {
        if (i > 0) this.byte(0x2c);
        this.value(value[i]);
      }
      this.byte(0x5d);
      return this;
    }
    this.byte(0x7b);
    // Neither for-of nor for-in: on XS each level of an iteration holds a dozen slots.
    const keys = Object.keys(value);
    let isFirst = true;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string;
      const field = (value as Record<string, unknown>)[key];
      if (field === undefined) continue;
      if (!isFirst) this.byte(0x2c);
      isFirst = false;
      this.string(key).byte(0x3a);
      this.value(field);
    }
    this.byte(0x7d);
    return this;
  }
}
