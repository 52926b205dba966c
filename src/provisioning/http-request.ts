/**
 * A request of HTTP/1.1 (RFC 9112), taken byte by byte: GET, HEAD or POST, with the few headers that the portal looks at.
 * Stricter than it must be: CR LF alone ends a line (2.2 allows LF), no folded lines, no chunked body, no header twice
 * that we keep, no absolute-form. What is refused gets a status and is not read on; nothing grows with what a peer sends.
 */
import { portalLimits } from "./portal-limits.js";

export type HttpMethod = "GET" | "HEAD" | "POST";

const methods: readonly HttpMethod[] = Object.freeze(["GET", "HEAD", "POST"] as const);
/** In lower case; an index of `values`. */
const kept = Object.freeze([
  "host",
  "origin",
  "x-setup-token",
  "content-length",
  "content-type",
  "transfer-encoding",
] as const);
type Kept = (typeof kept)[number];

type Part = "line" | "header" | "body" | "whole";

export class HttpRequest {
  /** 0: well so far; else the status to refuse it with */
  refusal = 0;
  method: HttpMethod = "GET";
  /** Begins with "/"; without the query. */
  path = "";
  private part: Part = "line";
  /** The line that is being taken; then the body. */
  private line = new Uint8Array(portalLimits.lineBytes);
  /** bytes of the line, more than are kept of it when it is too long */
  private length = 0;
  private newest = 0;
  private total = 0;
  private readonly values: (string | undefined)[] = [];

  /** Nothing more is expected of the peer. */
  get isComplete(): boolean {
    return this.part === "whole" || this.refusal !== 0;
  }

  /** undefined: it has none, or is not whole */
  get body(): Uint8Array | undefined {
    return this.part === "whole" && this.length > 0 ? this.line : undefined;
  }

  /** Value of a header that is kept; undefined: it did not come. */
  header(name: Kept): string | undefined {
    return this.values[kept.indexOf(name)];
  }

  /** Takes bytes[0] up to bytes[end], at most until the request is complete; what comes behind it is not looked at. */
  read(bytes: Uint8Array, end: number): void {
    for (let at = 0; at < end && !this.isComplete; at++) {
      const byte = bytes[at] as number;
      if (this.part === "body") this.takeBody(byte);
      else if (++this.total > portalLimits.headerBytes) this.refusal = 431;
      else this.takeByte(byte);
    }
  }

  private takeByte(byte: number): void {
    const isAfterReturn = this.newest === 13;
    this.newest = byte;
    if (byte === 10 && isAfterReturn) this.endLine();
    // A return is followed by a line feed; other control characters end up in no text of ours.
    else if (isAfterReturn || (byte < 0x20 && byte !== 13 && byte !== 9) || byte === 0x7f) this.refusal = 400;
    else if (byte !== 13) {
      if (this.length < this.line.length) this.line[this.length] = byte;
      this.length++;
    }
  }

  private endLine(): void {
    const isLong = this.length > this.line.length;
    const length = isLong ? this.line.length : this.length;
    this.length = 0;
    if (this.part === "line") {
      if (isLong) this.refusal = 414;
      else this.takeRequestLine(length);
    } else if (length === 0) this.endHeader();
    else this.takeHeader(length, isLong);
  }

  /** RFC 9112 3: method, target in origin-form, version, one space between them. */
  private takeRequestLine(length: number): void {
    const first = this.find(0x20, 0, length);
    const second = this.find(0x20, first + 1, length);
    const version = this.text(second + 1, length);
    const method = methods.find((each) => each === this.text(0, first));
    if (second >= length || (version !== "HTTP/1.1" && version !== "HTTP/1.0")) this.refusal = 400;
    else if (this.line[first + 1] !== 0x2f) this.refusal = 400;
    else if (method === undefined) this.refusal = 405;
    else {
      this.method = method;
      this.path = this.text(first + 1, this.find(0x3f, first + 1, second));
      this.part = "header";
    }
  }

  private takeHeader(length: number, isLong: boolean): void {
    const colon = this.find(0x3a, 0, length);
    if (colon === 0 || colon === length || !this.isName(colon)) {
      this.refusal = 400;
      return;
    }
    const index = kept.findIndex((name) => this.isNamed(name, colon));
    if (index < 0) return;
    if (isLong) this.refusal = 431;
    else if (this.values[index] !== undefined) this.refusal = 400;
    else {
      while (this.values.length <= index) this.values.push(undefined);
      this.values[index] = this.trimmed(colon + 1, length);
    }
  }

  /** The empty line: what the headers say together. */
  private endHeader(): void {
    const length = this.header("content-length");
    if (this.header("host") === undefined) this.refusal = 400;
    else if (this.header("transfer-encoding") !== undefined) this.refusal = 501;
    else if (length === undefined) {
      if (this.method === "POST") this.refusal = 411;
      this.part = "whole";
    } else this.beginBody(parseLength(length));
  }

  private beginBody(length: number): void {
    if (length < 0 || (this.method !== "POST" && length > 0)) this.refusal = 400;
    else if (length > portalLimits.bodyBytes) this.refusal = 413;
    else if (length === 0) this.part = "whole";
    else {
      this.line = new Uint8Array(length);
      this.part = "body";
    }
  }

  private takeBody(byte: number): void {
    this.line[this.length++] = byte;
    if (this.length === this.line.length) this.part = "whole";
  }

  /** Index of a byte in the line, from `from` on; `end` where it is not. */
  private find(byte: number, from: number, end: number): number {
    let at = from;
    while (at < end && this.line[at] !== byte) at++;
    return at;
  }

  private text(from: number, end: number): string {
    let text = "";
    for (let at = from; at < end; at++) text += String.fromCharCode(this.line[at] as number);
    return text;
  }

  private trimmed(from: number, end: number): string {
    let start = from;
    let stop = end;
    while (start < stop && isSpace(this.line[start] as number)) start++;
    while (stop > start && isSpace(this.line[stop - 1] as number)) stop--;
    return this.text(start, stop);
  }

  /** RFC 9110 5.1: a token, and no space before the colon. */
  private isName(end: number): boolean {
    for (let at = 0; at < end; at++) if (!isTokenByte(this.line[at] as number)) return false;
    return true;
  }

  private isNamed(name: string, end: number): boolean {
    if (name.length !== end) return false;
    for (let at = 0; at < end; at++) {
      const byte = this.line[at] as number;
      if ((byte >= 65 && byte <= 90 ? byte | 32 : byte) !== name.charCodeAt(at)) return false;
    }
    return true;
  }
}

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 9;

/** RFC 9110 5.6.2 */
function isTokenByte(byte: number): boolean {
  const isLetter = (byte | 32) >= 97 && (byte | 32) <= 122;
  const isUsual = (byte >= 48 && byte <= 57) || byte === 0x2d;
  return isLetter || isUsual || "!#$%&'*+.^_`|~".includes(String.fromCharCode(byte));
}

/** -1: not one to five digits. */
function parseLength(text: string): number {
  if (text.length === 0 || text.length > 5) return -1;
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    length = length * 10 + digit;
  }
  return length;
}
