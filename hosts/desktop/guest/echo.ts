/**
 * The guest of `npm run echo`: our WebSocket connection over a socket of the host; each complete message goes back
 * with its type. A message that the queue cannot hold goes back in fragments as there is room.
 */
import { connectionEvents as events, WebSocketConnection } from "../../../src/websocket/connection.js";
import type { DeflateCodec, DeflateOffer } from "../../../src/websocket/deflate.js";
import { type EchoSettings, echoEvents, echoObject, operations } from "../echo-remote.js";
import type { GuestHost, Value } from "../engine/host.js";

declare const host: GuestHost;

// bytes; large messages go out in pieces of half of this
const queueBytes = 1 << 20;

function call(operation: number, ...args: readonly (Value | Uint8Array)[]): Value {
  return host.call(echoObject, operation, ...args);
}

function bytesOf(value: Value): Uint8Array {
  return new Uint8Array(value as ArrayBuffer);
}

class HostCodec implements DeflateCodec {
  deflate(bytes: Uint8Array, isLast: boolean): Uint8Array {
    return bytesOf(call(operations.deflate, bytes, isLast));
  }

  inflate(bytes: Uint8Array, maximumBytes: number): Uint8Array | undefined {
    const unpacked = call(operations.inflate, bytes, maximumBytes);
    return unpacked === undefined ? undefined : bytesOf(unpacked);
  }

  close(): void {}
}

const deflate: DeflateOffer = {
  open(parameters) {
    const { serverMaxWindowBits, clientMaxWindowBits, serverNoContextTakeover, clientNoContextTakeover } = parameters;
    const bits = [serverMaxWindowBits, clientMaxWindowBits];
    call(operations.openDeflate, ...bits, serverNoContextTakeover, clientNoContextTakeover);
    return new HostCodec();
  },
};

class Echo {
  readonly #connection: WebSocketConnection;
  #writable: number; // bytes
  /** The message that goes back, and how much of it has. */
  #message: Uint8Array | undefined;
  #sent = 0;
  #isReadable = false;
  /** TCP has: what came is read to its end, what goes out is dropped. */
  #hasEnded = false;
  #deadline = Number.POSITIVE_INFINITY;

  constructor(settings: EchoSettings, now: number, writable: number) {
    this.#writable = writable;
    this.#connection = new WebSocketConnection({
      host: settings.host,
      path: settings.path,
      random: (into) => into.set(bytesOf(call(operations.random, into.length))),
      sha1: (bytes) => bytesOf(call(operations.sha1, bytes)),
      maximumMessageBytes: settings.maximumMessageBytes,
      queueBytes,
      upgradeMs: 10000,
      closeMs: 5000,
      now,
      ...(settings.compress && { deflate }),
    });
  }

  deliver(event: number, now: number, detail: Value): void {
    if (event === echoEvents.writable) this.#writable = detail as number;
    if (event === echoEvents.readable) this.#isReadable = true;
    if (event === echoEvents.ended) this.#hasEnded = true;
    this.#pump(now);
    this.#read(now);
    if (this.#hasEnded) {
      this.#connection.end(now, detail as string | undefined);
      this.#pump(now);
    }
    if (this.#connection.deadline === this.#deadline) return;
    this.#deadline = this.#connection.deadline;
    call(operations.timer, Number.isFinite(this.#deadline) ? Math.max(this.#deadline - now, 0) : -1);
  }

  /** Reads as long as nothing waits to be sent: what is not read holds the server back. */
  #read(now: number): void {
    while (this.#isReadable && this.#message === undefined) {
      const value = call(operations.read);
      if (value === undefined) this.#isReadable = false;
      else {
        this.#connection.receive(bytesOf(value), now);
        this.#pump(now);
      }
    }
  }

  #pump(now: number): void {
    const connection = this.#connection;
    for (;;) {
      if (this.#message !== undefined && !this.#sendBack(this.#message)) return;
      const event = connection.next(now);
      if (event === events.message) {
        this.#message = connection.message;
        this.#sent = 0;
      } else if (event === events.closed) {
        call(operations.close);
        call(operations.finish, connection.isClean, outcome(connection));
      } else if (event === events.none) break;
    }
    this.#transmit();
  }

  /** Whether the message is queued whole. When it is not, TCP has no room, and the next event goes on. */
  #sendBack(message: Uint8Array): boolean {
    const connection = this.#connection;
    while (connection.state === "open") {
      const taken = connection.writePart(message, this.#sent, connection.binary, true);
      if (taken >= 0) this.#sent += taken;
      if (taken >= 0 && this.#sent === message.length) break;
      if (!this.#transmit()) return false;
    }
    this.#message = undefined;
    return true;
  }

  /** Whether anything went out. */
  #transmit(): boolean {
    let has = false;
    while ((this.#writable > 0 || this.#hasEnded) && this.#connection.transmittable > 0) {
      const bytes = this.#connection.take(this.#hasEnded ? queueBytes : this.#writable);
      if (!this.#hasEnded) this.#writable = call(operations.write, bytes) as number;
      has = true;
    }
    return has;
  }
}

function outcome(connection: WebSocketConnection): string {
  const { failure, closeCode, closeReason } = connection;
  if (failure === undefined) return `closed: ${closeCode} ${closeReason}`;
  const status = failure.status === undefined ? "" : `, HTTP status ${failure.status}`;
  return `${failure.code}${status}${failure.detail === undefined ? "" : `: ${failure.detail}`}`;
}

let echo: Echo | undefined;

host.deliver = (_object, event, now, detail) => {
  const settings = () => JSON.parse(call(operations.settings) as string) as EchoSettings;
  if (event === echoEvents.connected) echo = new Echo(settings(), now as number, detail as number);
  echo?.deliver(event, now as number, detail);
};
