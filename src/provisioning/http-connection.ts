/**
 * One connection to the portal: one request, one answer. The platform's callbacks note what happened and wake the
 * device; advance() does the rest. The peer is to close first, for what it sent and we did not read would turn our end
 * into a reset that takes the answer with it (RFC 9112 9.6); it gets a second for that.
 */
import type { TCP } from "../board/network.js";
import { HttpRequest } from "./http-request.js";
import type { HttpPage, HttpResponse } from "./http-response.js";
import { portalLimits } from "./portal-limits.js";

/** What answers a request: fills the response, which is sent at once. */
export interface HttpSite {
  answer(request: HttpRequest, remoteAddress: string, response: HttpResponse, now: number): void;
}
/** What the connections of a server share. */
export interface HttpShared {
  readonly site: HttpSite;
  /** Its bytes serve for reading too: what is read is taken before anything is written. */
  readonly response: HttpResponse;
  wake(): void;
}

type State = "receiving" | "sending" | "ending" | "closed";

export class HttpConnection {
  state: State = "receiving";
  /** monotonic ms; when the state ends whatever the peer does */
  deadline: number;
  private readonly shared: HttpShared;
  private readable = 0;
  private writable = 0;
  private hasEnded = false;
  // Declared: a connection that is only opened has no slots for them.
  declare socket: TCP | undefined;
  private declare request: HttpRequest | undefined;
  /** What the socket has not taken yet. */
  private declare rest: Uint8Array | undefined;
  private declare page: HttpPage | undefined;
  /** Of the page: the next, and the bytes of it that are sent. */
  private declare piece: number;
  private declare offset: number;

  /** `socket` is to be set at once: the listener makes it with this connection as its callbacks. */
  constructor(shared: HttpShared, now: number) {
    this.shared = shared;
    this.deadline = now + portalLimits.requestMs;
  }

  /** monotonic ms; from when on it makes room for another that waits */
  get yieldsAt(): number {
    const { patienceMs, requestMs, responseMs, slowMs } = portalLimits;
    if (this.state === "receiving") return this.deadline - requestMs + patienceMs;
    return this.state === "sending" ? this.deadline - responseMs + slowMs : 0;
  }

  onReadable(count: number): void {
    this.readable = count;
    this.shared.wake();
  }

  onWritable(count: number): void {
    this.writable = count;
    this.shared.wake();
  }

  onError(): void {
    this.hasEnded = true;
    this.shared.wake();
  }

  /** Goes as far as it can. */
  advance(now: number): void {
    if (this.state === "closed") return;
    if (this.readable > 0) this.receive();
    if (this.state === "receiving") this.answer(now);
    if (this.state === "sending") this.send(now);
    if (this.hasEnded || now >= this.deadline) this.close();
  }

  /** Idempotent. */
  close(): void {
    this.state = "closed";
    this.request = this.rest = this.page = undefined;
    this.socket?.close();
    this.socket = undefined;
  }

  private receive(): void {
    const { bytes } = this.shared.response;
    if (this.state === "receiving") this.request ??= new HttpRequest();
    try {
      while (this.readable > 0) {
        const count = this.socket?.read(bytes) ?? 0;
        this.readable = count === 0 ? 0 : Math.max(0, this.readable - count);
        this.request?.read(bytes, count);
      }
    } catch {
      this.lose();
    }
  }

  /** A request that is whole is carried out, and answered, as soon as an answer can go. */
  private answer(now: number): void {
    const { request, socket } = this;
    if (request === undefined || socket === undefined || !request.isComplete || this.writable === 0) return;
    const { response, site } = this.shared;
    this.request = undefined;
    if (request.refusal === 0) site.answer(request, socket.remoteAddress ?? "", response, now);
    else refuse(request.refusal, response);
    if (response.page !== undefined) {
      this.page = response.page;
      this.piece = this.offset = 0;
    }
    this.rest = response.view();
    this.state = "sending";
    this.deadline = now + portalLimits.responseMs;
    this.send(now);
    // The buffer is everybody's: what did not go is kept apart.
    if (this.rest !== undefined && this.rest.buffer === response.bytes.buffer) this.rest = this.rest.slice();
  }

  private send(now: number): void {
    while (this.rest !== undefined && this.writable > 0) {
      const part = this.writable < this.rest.length ? this.rest.subarray(0, this.writable) : this.rest;
      const { length } = this.rest;
      this.write(part);
      this.rest = part.length === length ? undefined : this.rest.subarray(part.length);
    }
    while (this.rest === undefined && this.page !== undefined && this.writable > 0) this.sendPiece(this.page);
    if (this.rest !== undefined || this.page !== undefined) return;
    this.state = "ending";
    this.deadline = now + portalLimits.endingMs;
  }

  /** From flash through the shared buffer, as much of one piece as goes. */
  private sendPiece(page: HttpPage): void {
    const text = page.pieces[this.piece] ?? "";
    const { bytes } = this.shared.response;
    const count = Math.min(text.length - this.offset, this.writable, bytes.length);
    for (let i = 0; i < count; i++) bytes[i] = text.charCodeAt(this.offset + i);
    this.write(bytes.subarray(0, count));
    this.offset += count;
    if (this.offset < text.length) return;
    this.offset = 0;
    if (++this.piece >= page.pieces.length) this.page = undefined;
  }

  private write(part: Uint8Array): void {
    try {
      this.writable = this.socket?.write(part) ?? 0;
    } catch {
      this.lose();
    }
  }

  /** A socket that fails in our hands: its peer is gone. */
  private lose(): void {
    this.hasEnded = true;
    this.readable = 0;
    this.writable = 0;
  }
}

function refuse(status: number, response: HttpResponse): void {
  response.json(status).raw('{"error":"request"}').end(false);
}
