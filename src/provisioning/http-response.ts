/**
 * The answer that is being written: one buffer for all connections, filled and sent in one go. The length of the body
 * stands in its header as a number of fixed width, put in at the end. A page's body follows from flash, in pieces.
 */
import { JsonWriter } from "../protocol/json-writer.js";
import { portalLimits } from "./portal-limits.js";

/** A text that is made when the firmware is built; each character stands for one byte. */
export interface HttpPage {
  /** Content-Security-Policy */
  readonly policy: string;
  /** bytes; of all pieces */
  readonly length: number;
  readonly pieces: readonly string[];
}

const reasons: Readonly<Record<number, string>> = Object.freeze({
  200: "OK",
  302: "Found",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  411: "Length Required",
  413: "Content Too Large",
  414: "URI Too Long",
  415: "Unsupported Media Type",
  421: "Misdirected Request",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  501: "Not Implemented",
});
const lengthDigits = 5;

export class HttpResponse extends JsonWriter {
  /** To be sent behind what is written. */
  page: HttpPage | undefined = undefined;
  private lengthAt = 0;
  private bodyAt = 0;

  /** bytes: shared with whoever needs some for as long as one call. */
  constructor() {
    super(portalLimits.responseBytes);
  }

  /** Begins an answer with a body of JSON, which is written next; end() comes behind it. */
  json(status: number): this {
    this.begin(status);
    this.raw("Content-Type: application/json\r\n");
    return this.endHeader();
  }

  /** location: begins with http */
  redirect(location: string): void {
    this.begin(302);
    this.raw("Location: ").raw(location).raw("\r\n");
    this.endHeader().end(false);
  }

  /** isHead: without the body. */
  sendPage(page: HttpPage, isHead: boolean): void {
    this.begin(200);
    this.raw("Content-Type: text/html; charset=utf-8\r\nContent-Security-Policy: ").raw(page.policy).raw("\r\n");
    this.endHeader().end(false, page.length);
    if (!isHead) this.page = page;
  }

  /** The answer is whole. isHead: its body stays here. */
  end(isHead: boolean, bodyLength = this.length - this.bodyAt): void {
    let rest = bodyLength;
    for (let at = this.lengthAt + lengthDigits - 1; rest > 0; at--) {
      this.bytes[at] = 48 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    if (isHead) this.rewind(this.bodyAt);
  }

  private begin(status: number): void {
    this.page = undefined;
    this.reset().raw("HTTP/1.1 ").number(status).raw(" ");
    this.raw(reasons[status] ?? "").raw("\r\nConnection: close\r\nCache-Control: no-store\r\n");
  }

  private endHeader(): this {
    this.raw("X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nContent-Length: ");
    this.lengthAt = this.length;
    this.raw("    0\r\n\r\n");
    this.bodyAt = this.length;
    return this;
  }
}
