/**
 * The guest of `npm run echo`: our WebSocket connection over the board's sockets; each complete message goes back with
 * its type. A message that the queue cannot hold goes back in fragments as there is room.
 */
import type { Board } from "../../../src/board/board.js";
import type { TCP, TCPOptions } from "../../../src/board/network.js";
import { connectionEvents as events, WebSocketConnection } from "../../../src/websocket/connection.js";
import type { DeflateCodec, DeflateOffer } from "../../../src/websocket/deflate.js";
import { codecObject, codecOperations } from "../echo-codec-remote.js";
import type { GuestHost, Value } from "../engine/host.js";
import { runGuest } from "./run.js";

declare const host: GuestHost;

// bytes; large messages go out in pieces of half of this
const queueBytes = 1 << 20;
// bytes of one read
const readBytes = 1 << 18;
const connectMs = 10000; // for the name, TCP and TLS
const upgradeMs = 10000;
const closeMs = 5000;

/** What the program hands to its guest. */
export type EchoSettings = Readonly<{
  isSecure: boolean;
  /** Name or address to connect to. */
  address: string;
  port: number;
  /** For the Host header. */
  host: string;
  path: string;
  maximumMessageBytes: number;
  compress: boolean;
  /** PEM; default: the authorities that the host trusts */
  ca?: string;
}>;

class HostCodec implements DeflateCodec {
  deflate(bytes: Uint8Array, isLast: boolean): Uint8Array {
    return bytesOf(host.call(codecObject, codecOperations.deflate, bytes, isLast));
  }

  inflate(bytes: Uint8Array, maximumBytes: number): Uint8Array | undefined {
    const unpacked = host.call(codecObject, codecOperations.inflate, bytes, maximumBytes);
    return unpacked === undefined ? undefined : bytesOf(unpacked);
  }

  close(): void {}
}

const deflate: DeflateOffer = {
  open(parameters) {
    const { serverMaxWindowBits, clientMaxWindowBits, serverNoContextTakeover, clientNoContextTakeover } = parameters;
    const takeover = [serverNoContextTakeover, clientNoContextTakeover];
    host.call(codecObject, codecOperations.open, serverMaxWindowBits, clientMaxWindowBits, ...takeover);
    return new HostCodec();
  },
};

class Echo {
  readonly #board: Board;
  readonly #settings: EchoSettings;
  readonly #finish: (isClean: boolean, text: string) => void;
  readonly #input = new Uint8Array(readBytes);
  #socket: TCP | undefined;
  #connection: WebSocketConnection | undefined;
  #writable = 0; // bytes
  /** The message that goes back, and how much of it has. */
  #message: Uint8Array | undefined;
  #sent = 0;
  #hasEnded = false;
  #timer: unknown;
  #deadline = Number.POSITIVE_INFINITY;

  constructor(board: Board, settings: EchoSettings, finish: (isClean: boolean, text: string) => void) {
    this.#board = board;
    this.#settings = settings;
    this.#finish = (isClean, text) => {
      this.close();
      finish(isClean, text);
    };
    this.#timer = board.timer.set(() => this.#finish(false, "no connection in time"), connectMs);
    const resolver = new board.network.resolver.io({});
    resolver.resolve({
      host: settings.address,
      onResolved: (_host, address) => this.#connect(address),
      onError: (name, reason) => this.#finish(false, `${name}: ${reason ?? "not found"}`),
    });
  }

  close(): void {
    this.#board.timer.clear(this.#timer);
    this.#socket?.close();
  }

  #connect(address: string): void {
    const { TCP, TLS } = this.#board.io;
    const options: TCPOptions = {
      address,
      host: this.#settings.address,
      port: this.#settings.port,
      onReadable: () => this.#go(),
      onWritable: (count) => {
        this.#writable = count;
        this.#connection ??= this.#open();
        this.#go();
      },
      onError: (reason) => this.#end(reason),
    };
    const { isSecure, ca } = this.#settings;
    if (!isSecure) this.#socket = new TCP(options);
    else if (TLS !== undefined) this.#socket = new TLS({ ...options, ...(ca !== undefined && { ca }) });
    else throw new Error("wss: this host has no TLS");
  }

  #open(): WebSocketConnection {
    const { host: name, path, maximumMessageBytes, compress } = this.#settings;
    this.#board.timer.clear(this.#timer);
    return new WebSocketConnection({
      host: name,
      path,
      maximumMessageBytes,
      queueBytes,
      upgradeMs,
      closeMs,
      source: this.#board,
      sha1: (bytes) => this.#board.digest("SHA-1", bytes),
      now: this.#board.clock.now(),
      ...(compress && { deflate }),
    });
  }

  #end(reason: string | undefined): void {
    if (this.#connection === undefined) this.#finish(false, reason ?? "closed before the connection stood");
    else {
      this.#go();
      this.#hasEnded = true;
      this.#connection.end(this.#board.clock.now(), reason);
      this.#go();
    }
  }

  /** Everything that can go on goes on. What is not read holds the server back. */
  #go(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    const now = this.#board.clock.now();
    for (;;) {
      this.#pump(connection, now);
      if (this.#message !== undefined || this.#hasEnded || connection.state === "closed") break;
      const count = this.#socket?.read(this.#input) ?? 0;
      if (count === 0) break;
      connection.receive(this.#input.subarray(0, count), now);
    }
    this.#arm(connection, now);
  }

  #pump(connection: WebSocketConnection, now: number): void {
    for (;;) {
      if (this.#message !== undefined && !this.#sendBack(connection, this.#message)) return;
      const event = connection.next(now);
      if (event === events.message) {
        this.#message = connection.message;
        this.#sent = 0;
      } else if (event === events.closed) this.#finish(connection.isClean, outcome(connection));
      else if (event === events.none) break;
    }
    this.#transmit(connection);
  }

  /** Whether the message is queued whole, or nobody takes it any more. Otherwise TCP has no room, and will have. */
  #sendBack(connection: WebSocketConnection, message: Uint8Array): boolean {
    while (connection.state === "open") {
      const taken = connection.writePart(message, this.#sent, connection.binary, true);
      if (taken >= 0) this.#sent += taken;
      if (taken >= 0 && this.#sent === message.length) break;
      if (!this.#transmit(connection)) return false;
    }
    this.#message = undefined;
    return true;
  }

  /** Whether anything went out. After the end of TCP everything does, to nowhere. */
  #transmit(connection: WebSocketConnection): boolean {
    let has = false;
    while ((this.#writable > 0 || this.#hasEnded) && connection.transmittable > 0) {
      const bytes = connection.take(this.#hasEnded ? queueBytes : this.#writable);
      if (!this.#hasEnded) this.#writable = this.#socket?.write(bytes) ?? 0;
      has = true;
    }
    return has;
  }

  #arm(connection: WebSocketConnection, now: number): void {
    if (connection.deadline === this.#deadline) return;
    this.#deadline = connection.deadline;
    this.#board.timer.clear(this.#timer);
    const delayMs = Math.max(this.#deadline - now, 0);
    this.#timer = Number.isFinite(delayMs) ? this.#board.timer.set(() => this.#go(), delayMs) : undefined;
  }
}

function bytesOf(value: Value): Uint8Array {
  return new Uint8Array(value as ArrayBuffer);
}

function outcome(connection: WebSocketConnection): string {
  const { failure, closeCode, closeReason } = connection;
  if (failure === undefined) return `closed: ${closeCode} ${closeReason}`;
  const status = failure.status === undefined ? "" : `, HTTP status ${failure.status}`;
  return `${failure.code}${status}${failure.detail === undefined ? "" : `: ${failure.detail}`}`;
}

runGuest((board, launch) => {
  const finish = (isClean: boolean, text: string) => launch.post(JSON.stringify({ isClean, text }));
  const echo = new Echo(board, launch.options as EchoSettings, finish);
  return {
    stop(onStopped) {
      echo.close();
      onStopped();
    },
  };
});
