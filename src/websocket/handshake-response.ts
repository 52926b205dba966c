/**
 * The server's answer to the opening handshake (RFC 6455 4.1, RFC 9112 2-5), taken byte by byte and within limits.
 * It keeps the few headers that the handshake is about; what they must be is checked in handshake.ts.
 */

export type ResponseFault =
  | "upgrade.status-line"
  | "upgrade.line-too-long"
  | "upgrade.line-end"
  | "upgrade.header"
  | "upgrade.too-many-headers"
  | "upgrade.too-long"
  | "upgrade.repeated-header";

export const responseLimits = Object.freeze({
  /** bytes; a line: policies that proxies add are long */
  lineBytes: 4096,
  /** bytes; the whole answer */
  bytes: 16384,
  /** lines; more is no answer to us */
  headers: 100,
} as const);

const kept = Object.freeze([
  "upgrade",
  "connection",
  "sec-websocket-accept",
  "sec-websocket-protocol",
  "sec-websocket-extensions",
  "retry-after",
  "date",
  "location",
]);
// bytes; what the buffer for a line begins with
const firstLineBytes = 64;
// bytes; made a string at once: arguments lie on the stack
const pieceBytes = 32;

export class HandshakeResponse {
  status = 0;
  isComplete = false;
  fault: ResponseFault | undefined;
  private readonly values: (string | undefined)[] = []; // of the headers that are kept, in their order there
  private line = new Uint8Array(firstLineBytes);
  private length = 0;
  private total = 0;
  private count = 0;

  /** Takes bytes[at] on until the empty line, a fault, or bytes[end]; returns where it stopped. */
  read(bytes: Uint8Array, at: number, end: number): number {
    while (at < end && !this.isComplete && this.fault === undefined) {
      const byte = bytes[at++] as number;
      if (++this.total > responseLimits.bytes) this.fault = "upgrade.too-long";
      else if (this.length > 0 && this.line[this.length - 1] === 13) {
        if (byte === 10) this.endLine();
        else this.fault = "upgrade.line-end";
      } else if (byte === 10) this.fault = "upgrade.line-end";
      else if (this.length === responseLimits.lineBytes) this.fault = "upgrade.line-too-long";
      else {
        if (this.length === this.line.length) this.grow();
        this.line[this.length++] = byte;
        // What does not speak HTTP is known by its first bytes.
        if (this.status === 0 && this.length <= 5 && byte !== "HTTP/".charCodeAt(this.length - 1))
          this.fault = "upgrade.status-line";
      }
    }
    return at;
  }

  /** Value of a header, in lower case; several lines of it are joined by a comma. undefined: it did not come. */
  header(name: string): string | undefined {
    return this.values[kept.indexOf(name)];
  }

  private grow(): void {
    const longer = new Uint8Array(this.line.length * 2);
    longer.set(this.line);
    this.line = longer;
  }

  private endLine(): void {
    const line = textOf(this.line, this.length - 1);
    this.length = 0;
    if (this.status === 0) this.takeStatus(line);
    else if (line === "") this.isComplete = true;
    else if (++this.count > responseLimits.headers) this.fault = "upgrade.too-many-headers";
    else this.takeHeader(line);
  }

  private takeStatus(line: string): void {
    const status = Number(line.slice(9, 12));
    const isStatus = line.startsWith("HTTP/1.1 ") && status >= 100 && status <= 599 && Number.isInteger(status);
    if (isStatus && (line.length === 12 || line.charAt(12) === " ")) this.status = status;
    else this.fault = "upgrade.status-line";
  }

  private takeHeader(line: string): void {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    // RFC 9112 5.1 and 5.2: no space before the colon, no folded line; 5.5: no control characters in a value.
    if (!isToken(name) || !isFieldValue(line, colon + 1)) {
      this.fault = "upgrade.header";
      return;
    }
    const index = kept.indexOf(name);
    if (index < 0) return;
    const value = trimSpace(line, colon + 1);
    const before = this.values[index];
    if (before === undefined) this.values[index] = value;
    else if (name === "sec-websocket-accept" || name === "sec-websocket-protocol") {
      this.fault = "upgrade.repeated-header"; // 11.3.3 and 11.3.4: once in a response
    } else this.values[index] = `${before}, ${value}`;
  }
}

function textOf(bytes: Uint8Array, length: number): string {
  let text = "";
  for (let at = 0; at < length; at += pieceBytes)
    text += String.fromCharCode(...bytes.subarray(at, Math.min(at + pieceBytes, length)));
  return text;
}

/** RFC 9110 5.6.2 */
export function isToken(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    const isLetter = (character >= "a" && character <= "z") || (character >= "A" && character <= "Z");
    const isDigit = character >= "0" && character <= "9";
    if (!isLetter && !isDigit && !"!#$%&'*+-.^_`|~".includes(character)) return false;
  }
  return text.length > 0;
}

function isFieldValue(line: string, from: number): boolean {
  for (let i = from; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if ((code < 0x20 && code !== 9) || code === 0x7f) return false;
  }
  return true;
}

function trimSpace(line: string, from: number): string {
  let start = from;
  let end = line.length;
  while (start < end && (line.charCodeAt(start) === 0x20 || line.charCodeAt(start) === 9)) start++;
  while (end > start && (line.charCodeAt(end - 1) === 0x20 || line.charCodeAt(end - 1) === 9)) end--;
  return line.slice(start, end);
}
