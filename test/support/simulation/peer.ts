/**
 * One connection from the server's side: RFC 6455's server role, written apart from the firmware's own, so that the two
 * are held against each other. A message is one frame out, and any number of fragments in.
 */
import { encodeBase64 } from "../base64.js";
import { digest } from "../digests.js";
import type { ServerEnd } from "./path.js";

const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export interface PeerOwner {
  /** undefined: 101; "": no answer at all; else the whole answer, after which the connection ends. */
  upgrade(peer: Peer): string | undefined;
  receive(peer: Peer, text: string): void;
  gone(peer: Peer): void;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

export class Peer {
  readonly end: ServerEnd;
  isGreeted = false;
  /** Packs that have come and were not answered. */
  unanswered = 0;
  /** Nothing is sent or taken any more. */
  isOver = false;
  readonly #owner: PeerOwner;
  #bytes: Uint8Array = new Uint8Array(0);
  #message: Uint8Array = new Uint8Array(0);
  #isUpgraded = false;

  constructor(owner: PeerOwner, end: ServerEnd) {
    this.#owner = owner;
    this.end = end;
    end.onData = (bytes) => this.#receive(bytes);
    end.onEnd = () => this.over();
  }

  /** Idempotent. */
  over(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#owner.gone(this);
  }

  sendText(text: string): void {
    this.#frame(0x81, encoder.encode(text));
  }

  /** Sends bytes that are no frame, or are one. */
  sendRaw(bytes: Uint8Array): void {
    if (!this.isOver) this.end.send(bytes);
  }

  /** Begins the closing handshake; the device's answer ends it. */
  close(code: number, reason: string): void {
    const text = encoder.encode(reason);
    const payload = new Uint8Array(2 + text.length);
    payload.set([code >> 8, code & 255]);
    payload.set(text, 2);
    this.#frame(0x88, payload);
  }

  /** Ends the connection by a reset, as when the process is killed. */
  kill(): void {
    this.over();
    this.end.reset();
  }

  #frame(first: number, payload: Uint8Array): void {
    if (this.isOver || !this.#isUpgraded) return;
    const { length } = payload;
    const header = length < 126 ? [first, length] : [first, 126, length >> 8, length & 255];
    const frame = new Uint8Array(header.length + length);
    frame.set(header);
    frame.set(payload, header.length);
    this.end.send(frame);
  }

  #receive(bytes: Uint8Array): void {
    if (this.isOver) return;
    this.#bytes = join(this.#bytes, bytes);
    if (!this.#isUpgraded && !this.#upgrade()) return;
    while (!this.isOver && this.#takeFrame());
  }

  #upgrade(): boolean {
    const text = decoder.decode(this.#bytes);
    const at = text.indexOf("\r\n\r\n");
    if (at < 0) return false;
    this.#bytes = this.#bytes.slice(at + 4);
    const answer = this.#owner.upgrade(this);
    if (answer !== undefined) {
      if (answer === "") return false;
      this.end.send(encoder.encode(answer));
      this.end.end();
      this.over();
      return false;
    }
    this.#isUpgraded = true;
    const key = /\r\nsec-websocket-key: *(\S+)/i.exec(text)?.[1];
    const accept = encodeBase64(digest("SHA-1", encoder.encode(key + guid)));
    const head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
    const rest = `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: mooring.v1\r\n\r\n`;
    this.end.send(encoder.encode(head + rest));
    return true;
  }

  #takeFrame(): boolean {
    const b = this.#bytes;
    const [first = 0, second = 0] = b;
    if (b.length < 6) return false;
    if ((second & 0x80) === 0) throw new Error("a client's frame is not masked");
    const isLong = (second & 127) === 126;
    const length = isLong ? (b[2] ?? 0) * 256 + (b[3] ?? 0) : second & 127;
    const at = isLong ? 8 : 6;
    if (b.length < at + length) return false;
    const payload = b.slice(at, at + length);
    for (let i = 0; i < length; i++) payload[i] = (payload[i] ?? 0) ^ (b[at - 4 + (i & 3)] ?? 0);
    this.#bytes = b.slice(at + length);
    this.#taken(first, payload);
    return true;
  }

  #taken(first: number, payload: Uint8Array): void {
    const opcode = first & 15;
    if (opcode <= 1) {
      this.#message = opcode === 0 ? join(this.#message, payload) : payload;
      if ((first & 0x80) !== 0) this.#owner.receive(this, decoder.decode(this.#message));
    } else if (opcode === 9) this.#frame(0x8a, payload);
    else if (opcode === 8) {
      this.#frame(0x88, payload.slice(0, 2));
      this.end.end();
      this.over();
    }
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
