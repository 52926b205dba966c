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

export class HttpResponse {
  /** The body. */
  readonly writer = new JsonWriter(portalLimits.responseBytes);
  /** To be sent behind what the writer holds. */
  page: HttpPage | undefined;
  private lengthAt = 0;
  private bodyAt = 0;

  /** Begins an answer with a body of JSON, which goes into `writer`; end() comes next. */
  json(status: number): JsonWriter {
    this.begin(status).raw("Content-Type: application/json\r\n");
    this.endHeader();
    return this.writer;
  }

  /** location: begins with http */
  redirect(location: string): void {
    this.begin(302).raw("Location: ").raw(location).raw("\r\n");
    this.endHeader();
    this.end(false);
  }

  /** isHead: without the body. */
  sendPage(page: HttpPage, isHead: boolean): void {
    this.begin(200).raw("Content-Type: text/html; charset=utf-8\r\nContent-Security-Policy: ").raw(page.policy);
    this.writer.raw("\r\n");
    this.endHeader();
    this.end(false, page.length);
    if (!isHead) this.page = page;
  }

  /** The answer is whole. isHead: its body stays here. */
  end(isHead: boolean, bodyLength = this.writer.length - this.bodyAt): void {
    const { bytes } = this.writer;
    let rest = bodyLength;
    for (let at = this.lengthAt + lengthDigits - 1; rest > 0; at--) {
      bytes[at] = 48 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    if (isHead) this.writer.rewind(this.bodyAt);
  }

  private begin(status: number): JsonWriter {
    this.page = undefined;
    const writer = this.writer.reset().raw("HTTP/1.1 ").number(status).raw(" ");
    return writer.raw(reasons[status] ?? "").raw("\r\nConnection: close\r\nCache-Control: no-store\r\n");
  }

  private endHeader(): void {
    const { writer } = this;
    writer.raw("X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nContent-Length: ");
    this.lengthAt = writer.length;
    writer.raw("    0\r\n\r\n");
    this.bodyAt = writer.length;
  }
}
