/**
 * WebSocketClient of ECMA-419 (WebSocket Client Class Pattern) over any ECMA-419 socket and resolver: a program written
 * for the SDK's class runs with this one. It drives a WebSocketConnection, which knows the protocol.
 *
 * Additions: code and reason in onClose, a failure in onError, `protocol`, deadlines for each phase. Deviation: the
 * peer's close frame is told (onControl) when the connection ends, right before onClose. close() gives everything back
 * at once, without a closing handshake; write(data, { opcode: WebSocketClient.close }) begins one.
 * No callback comes from inside a method, none after close().
 */
import type { ByteBuffer } from "../board.js";
import { attachConnection, makeConnection, upgradeMs } from "./client-connection.js";
import { connectionEvents as events, type Failure, type WebSocketConnection } from "./connection.js";
import { Dialer } from "./dialer.js";
import { headerBytes, opcodes } from "./opcodes.js";
import { decodeUtf8, encodeUtf8 } from "./utf8.js";
import {
  bytesOf,
  type ClientSocket,
  type SocketCallbacks,
  type WebSocketClientHost,
  type WebSocketClientOptions,
  type WebSocketWriteOptions,
} from "./websocket-client-options.js";

const inputBytes = 1024; // bytes; default of what the socket is read into

export default class WebSocketClient {
  static readonly text = opcodes.text;
  static readonly binary = opcodes.binary;
  static readonly close = opcodes.close;
  static readonly ping = opcodes.ping;
  static readonly pong = opcodes.pong;
  target: unknown;
  readonly #options: WebSocketClientOptions;
  readonly #host: WebSocketClientHost;
  #format: "buffer" | "number" = "buffer";
  #dialer: Dialer | undefined;
  #isClosed = false;
  #socket: ClientSocket | undefined;
  readonly #connection: WebSocketConnection;
  readonly #input: Uint8Array;
  #readable = 0; // bytes that wait in the socket
  #writable = 0; // bytes that the socket takes
  #told = 0; // bytes that the program was last told it can write
  #message: Uint8Array | undefined; // what the program may read, from #at on
  #at = 0;
  #isPumping = false;
  #timer: unknown;
  #dueAt = Number.POSITIVE_INFINITY;
  #isDue = false;
  readonly #callbacks: SocketCallbacks;

  /** Throws for options that make no sense. What goes wrong later comes to onError. */
  constructor(options: WebSocketClientOptions, host: WebSocketClientHost) {
    this.#options = options;
    this.#host = host;
    this.format = options.format ?? "buffer";
    if (options.target !== undefined) this.target = options.target;
    this.#input = new Uint8Array(options.readBytes ?? inputBytes);
    this.#callbacks = {
      onReadable: (count) => this.#onReadable(count),
      onWritable: (count) => this.#onWritable(count),
      onError: (reason) => this.#onEnd(reason),
    };
    if (options.attach === undefined) {
      this.#connection = makeConnection(options, host);
      this.#dialer = new Dialer(options, host, this.#callbacks, (failure) => this.#fail(failure));
    } else {
      const Socket = options.attach.constructor as new (options: object) => ClientSocket;
      this.#connection = attachConnection(options, host);
      this.#adopt(new Socket({ from: options.attach, ...this.#callbacks }));
    }
  }

  get format(): "buffer" | "number" {
    return this.#format;
  }

  set format(value: "buffer" | "number") {
    if (value !== "buffer" && value !== "number") throw new RangeError("format: buffer or number");
    this.#format = value;
  }

  /** The subprotocol that the server selected. */
  get protocol(): string | undefined {
    return this.#connection.protocol;
  }

  /** Gives everything back at once. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#host.timer.clear(this.#timer);
    this.#timer = undefined;
    this.#dialer?.close();
    this.#dialer = undefined;
    this.#socket?.close();
    this.#socket = undefined;
    this.#message = undefined;
  }

  /**
   * Queues a message, a part of one (`more`), or a control frame, and returns how many bytes can be written now.
   * Throws, queueing nothing, for more than that, and when the connection is not open.
   */
  write(data: ByteBuffer, options: WebSocketWriteOptions = {}): number {
    const bytes = bytesOf(data);
    const connection = this.#connection;
    if (connection.state !== "open" || this.#isClosed) throw new Error("not open");
    const { opcode, binary = true, more = false } = options;
    if (opcode === opcodes.close) {
      const hasCode = bytes.length >= 2;
      const code = hasCode ? (bytes[0] as number) * 256 + (bytes[1] as number) : 1000;
      connection.close(code, hasCode ? decodeUtf8(bytes, 2, bytes.length) : "", this.#host.now());
    } else if (opcode === opcodes.ping || opcode === opcodes.pong) {
      if (!connection.control(opcode, bytes)) throw new Error("too many control frames wait");
    } else {
      const isBinary = opcode === undefined ? binary : opcode === opcodes.binary;
      if (bytes.length > this.#room()) throw new Error(`${bytes.length} bytes: more than is writable`);
      connection.writePart(bytes, 0, isBinary, !more);
    }
    this.#flush();
    this.#arm();
    this.#told = this.#room();
    return this.#told;
  }

  /** A byte in format "number"; else the next bytes, at most `count`, or into a buffer. undefined: there are none. */
  read(count?: number | ByteBuffer): number | ArrayBuffer | undefined {
    const message = this.#message;
    if (message === undefined) return undefined;
    const left = message.length - this.#at;
    if (this.#format === "number") return this.#advance(1, message[this.#at]);
    if (count === undefined || typeof count === "number") {
      const size = Math.min(count ?? left, left);
      return this.#advance(size, message.slice(this.#at, this.#at + size).buffer as ArrayBuffer);
    }
    const into = bytesOf(count);
    const size = Math.min(into.length, left);
    into.set(message.subarray(this.#at, this.#at + size));
    return this.#advance(size, size);
  }

  #advance<Result>(count: number, result: Result): Result {
    this.#at += count;
    if (this.#message !== undefined && this.#at >= this.#message.length) {
      this.#message = undefined;
      if (!this.#isPumping) this.#armNow(); // go on, but not from inside read()
    }
    return result;
  }

  /** bytes that one write() takes now */
  #room(): number {
    const connection = this.#connection;
    return connection.state === "open" ? Math.max(connection.queueFree - headerBytes, 0) : 0;
  }

  #adopt(socket: ClientSocket): void {
    this.#socket = socket;
    if ("format" in socket) socket.format = "buffer";
  }

  #onReadable(count: number): void {
    if (this.#isClosed) return;
    this.#readable = count;
    if (this.#dialer === undefined) this.#pump();
  }

  #onWritable(count: number): void {
    if (this.#isClosed) return;
    this.#writable = count;
    if (this.#dialer !== undefined) {
      const socket = this.#dialer.finish();
      this.#dialer = undefined;
      if (socket !== undefined) this.#adopt(socket);
      this.#connection.deadline = this.#host.now() + (this.#options.timeouts?.upgradeMs ?? upgradeMs);
    }
    this.#pump();
  }

  #onEnd(reason?: string): void {
    if (this.#isClosed) return;
    this.#connection.end(this.#host.now(), reason);
    if (this.#dialer !== undefined) this.#dialer.fail("connect.failed", reason);
    else this.#pump();
  }

  #onTimer(): void {
    this.#timer = undefined;
    this.#dueAt = Number.POSITIVE_INFINITY;
    this.#pump();
  }

  /** Everything that can go on goes on: events to the program, bytes to and from the socket. */
  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    this.#isDue = false;
    do this.#deliver();
    while (!this.#isClosed && this.#message === undefined && this.#receive());
    this.#isPumping = false;
    if (this.#isClosed) return;
    this.#flush();
    const room = this.#room();
    if (room > this.#told) {
      this.#told = room;
      this.#options.onWritable?.call(this, room);
    }
    this.#arm();
  }

  #receive(): boolean {
    if (this.#readable <= 0) return false;
    const count = this.#socket?.read(this.#input) ?? 0;
    this.#readable -= count;
    if (count <= 0) return false;
    const input = this.#input;
    this.#connection.receive(count === input.length ? input : input.subarray(0, count), this.#host.now());
    return true;
  }

  /** Hands out events until there is none, or one whose bytes the program leaves unread. */
  #deliver(): void {
    const connection = this.#connection;
    while (!this.#isClosed && this.#message === undefined) {
      const event = connection.next(this.#host.now());
      if (event === events.none) return;
      if (event === events.message) this.#deliverMessage(connection);
      else if (event === events.ping || event === events.pong) {
        const opcode = event === events.ping ? opcodes.ping : opcodes.pong;
        this.#options.onControl?.call(this, opcode, connection.message.slice().buffer as ArrayBuffer);
      } else if (event === events.closed) this.#end(connection);
      this.#flush();
    }
  }

  #deliverMessage(connection: WebSocketConnection): void {
    const { message, more, binary } = connection;
    this.#message = message.length === 0 ? undefined : message;
    this.#at = 0;
    this.#options.onReadable?.call(this, message.length, { more, binary });
  }

  #flush(): void {
    const socket = this.#socket;
    const connection = this.#connection;
    if (socket === undefined) return;
    try {
      while (this.#writable > 0 && connection.transmittable > 0)
        this.#writable = socket.write(connection.take(this.#writable)) ?? 0;
    } catch (error) {
      // A socket that died before it said so; its end is told from the timer, never from inside write().
      this.#writable = 0;
      connection.end(this.#host.now(), (error as Error).message);
      this.#armNow();
    }
  }

  #end(connection: WebSocketConnection): void {
    const { isClean, closeCode, closeReason, failure } = connection;
    if (!isClean) {
      this.#fail(failure ?? { code: "connection.lost" });
      return;
    }
    this.close();
    const reason = encodeUtf8(closeReason);
    const data = new Uint8Array(closeCode === 1005 ? 0 : 2 + reason.length);
    if (data.length > 0) data.set([closeCode >> 8, closeCode & 0xff, ...reason]);
    this.#options.onControl?.call(this, opcodes.close, data.buffer);
    this.#options.onClose?.call(this, closeCode, closeReason);
  }

  #fail(failure: Failure): void {
    this.close();
    this.#options.onError?.call(this, failure);
  }

  #armNow(): void {
    this.#isDue = true;
    this.#arm();
  }

  /** The one timer: for the connection's deadline, or at once when something waits that no method may do. */
  #arm(): void {
    const now = this.#host.now();
    const at = this.#isDue ? now : this.#connection.deadline;
    if (this.#isClosed || at === this.#dueAt) return;
    this.#host.timer.clear(this.#timer);
    this.#dueAt = at;
    this.#timer = Number.isFinite(at) ? this.#host.timer.set(() => this.#onTimer(), Math.max(at - now, 0)) : undefined;
  }
}
