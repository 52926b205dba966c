/**
 * A TLS client without I/O that is no TLS: records of a type, a length and bytes, turned over by XOR. It keeps the rules
 * of tls.h that the socket relies on: bounded queues, one record decrypted at a time, an end that is or is not in order.
 */
import { engineStates, type TLSEngine, type TLSEngineOptions } from "../../../hosts/moddable/tls-engine.js";

export const toyTypes = Object.freeze({ hello: 1, done: 2, data: 3, close: 4, bad: 5, ticket: 6 } as const);
const mask = 0x5a;
const inBytes = 48;
const outBytes = 80;
const reserve = 8;

/** A record as the server sends it. */
export function record(type: number, text = ""): number[] {
  return [type, text.length, ...Array.from(text, (each) => each.charCodeAt(0) ^ mask)];
}

/** What the server finds in the bytes of a client: types and texts. */
export function readRecords(bytes: readonly number[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at + 1] ?? 0;
    const text = bytes.slice(at + 2, at + 2 + length).map((each) => String.fromCharCode(each ^ mask));
    found.push(`${bytes[at]}:${text.join("")}`);
    at += 2 + length;
  }
  return found;
}

export class ToyTLS implements TLSEngine {
  readonly options: TLSEngineOptions;
  state: number = engineStates.handshaking;
  reason: string | undefined;
  isResumed = false;
  closed = 0;
  most = { in: 0, out: 0 };
  #in: number[] = [];
  #out: number[] = [];
  #plain: number[] = [];
  #hasEnded = false;
  #hasTicket = false;

  constructor(options: TLSEngineOptions) {
    this.options = options;
    this.isResumed = options.session !== undefined;
    this.#send(toyTypes.hello, options.host);
  }

  close(): void {
    this.#alive();
    this.closed++;
  }
  get receivable(): number {
    this.#alive();
    return inBytes - this.#in.length;
  }
  receive(bytes: Uint8Array): number {
    const count = Math.min(bytes.length, this.receivable);
    this.#in.push(...bytes.subarray(0, count));
    this.most.in = Math.max(this.most.in, this.#in.length);
    return count;
  }
  end(): void {
    this.#alive();
    this.#hasEnded = true;
  }
  step(): number {
    this.#alive();
    while (this.state < engineStates.closed && this.#plain.length === 0 && this.#take());
    return this.state;
  }
  get readable(): number {
    this.#alive();
    return this.#plain.length;
  }
  read(into: Uint8Array): number {
    this.#alive();
    let count = 0;
    while (count < into.length) {
      if (this.#plain.length === 0 && (this.state !== engineStates.open || !this.#take())) break;
      const part = this.#plain.splice(0, into.length - count);
      into.set(part, count);
      count += part.length;
    }
    return count;
  }
  get writable(): number {
    this.#alive();
    return this.state === engineStates.open ? Math.max(0, outBytes - reserve - this.#out.length) : 0;
  }
  write(bytes: Uint8Array): number {
    const count = Math.min(bytes.length, this.writable);
    if (count > 0) this.#send(toyTypes.data, String.fromCharCode(...bytes.subarray(0, count)));
    return count;
  }
  get transmittable(): number {
    this.#alive();
    return this.#out.length;
  }
  transmit(into: Uint8Array): number {
    this.#alive();
    const part = this.#out.splice(0, into.length);
    into.set(part);
    return part.length;
  }
  shut(): void {
    if (this.state === engineStates.open) this.#send(toyTypes.close, "");
    this.state = engineStates.closed;
  }
  session(): ArrayBuffer | undefined {
    this.#alive();
    if (!this.#hasTicket) return undefined;
    this.#hasTicket = false;
    return Uint8Array.of(1, 2, 3).buffer;
  }

  #send(type: number, text: string): void {
    this.#out.push(...record(type, text));
    this.most.out = Math.max(this.most.out, this.#out.length);
  }

  /** A record; false: none is there. */
  #take(): boolean {
    const length = this.#in[1];
    if (length === undefined || this.#in.length < 2 + length) {
      if (this.#hasEnded) this.#fail("tls.truncated");
      return false;
    }
    const type = this.#in[0];
    const bytes = this.#in.splice(0, 2 + length).slice(2);
    if (type === toyTypes.done && this.state === engineStates.handshaking) this.state = engineStates.open;
    else if (type === toyTypes.bad) this.#fail(String.fromCharCode(...bytes.map((each) => each ^ mask)));
    else if (type === toyTypes.ticket) this.#hasTicket = true;
    else if (type === toyTypes.close && this.state === engineStates.open) this.state = engineStates.closed;
    else if (type === toyTypes.data && this.state === engineStates.open)
      this.#plain.push(...bytes.map((each) => each ^ mask));
    else if (type !== toyTypes.hello) this.#fail("tls.handshake");
    return this.state < engineStates.closed;
  }

  #fail(reason: string): void {
    this.reason = reason;
    this.state = engineStates.failed;
    this.#send(toyTypes.bad, "alert");
  }

  #alive(): void {
    if (this.closed > 0) throw new Error("tls: closed");
  }
}
