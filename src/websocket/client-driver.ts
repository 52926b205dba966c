/**
 * Drives a WebSocketConnection over an ECMA-419 socket for a WebSocketClient, which is its face. It knows neither the
 * protocol nor where the socket comes from (dialer.ts).
 *
 * Its fields are private to TypeScript alone, and stand in the order of their use. On XS a private name (#) is copied
 * into the frame of every call of a function that names it, a private method is a slot of each instance, and a field is
 * looked for one after another: an echo costs half as much this way. Each object is a slot and another where it is
 * held: what is one at a time for a connection is one object with it.
 */
import type { ByteBuffer } from "../board/io.js";
import { binary, binaryPart, tellEnd, text, textPart } from "./client-callbacks.js";
import { attachConnection, makeConnection, upgradeMs, writeControl } from "./client-connection.js";
import { ClientTimer } from "./client-timer.js";
import { connectionEvents as events, type WebSocketConnection } from "./connection.js";
import type { Failure } from "./connection-options.js";
import { Dialer, socketCallbacks } from "./dialer.js";
import { headerBytes, opcodes } from "./opcodes.js";
import { type Receiver, received as taken } from "./receiver.js";
import type { SendQueue } from "./send-queue.js";
import { SocketInput } from "./socket-input.js";
import type WebSocketClient from "./websocket-client.js";
import {
  bytesOf,
  type ClientSocket,
  type WebSocketClientHost,
  type WebSocketClientOptions,
  type WebSocketWriteOptions,
} from "./websocket-client-options.js";

const over = -1; // of `unread`: closed
const inputBytes = 1536; // bytes; default: what one packet brings

export class ClientDriver extends SocketInput {
  // In the order of their use: XS looks for a field one after another.
  private isHeld = true; // whatever comes from the socket waits: the name is being resolved, the pump runs, or it is over
  readonly connection: WebSocketConnection;
  private readonly received: Receiver;
  private unread = 0; // bytes of the message that the program may read: from received.start up to received.end
  /** Format "number": read() gives one byte. */
  isNumber = false;
  private readonly sending: SendQueue;
  private writable = 0; // bytes that the socket takes
  private told = 0; // bytes that the program was last told it can write
  private readonly owner: WebSocketClient; // `this` of the program's callbacks
  private readonly options: WebSocketClientOptions;
  private isDue = false;
  readonly host: WebSocketClientHost;
  private dialer: Dialer | undefined;
  private readonly timer: ClientTimer;

  constructor(owner: WebSocketClient, options: WebSocketClientOptions, host: WebSocketClientHost) {
    super(options.readBytes ?? inputBytes);
    this.owner = owner;
    this.options = options;
    this.host = host;
    this.timer = new ClientTimer(this);
    const { attach } = options;
    this.connection = attach === undefined ? makeConnection(options, host) : attachConnection(options, host);
    this.received = this.connection.received;
    this.sending = this.connection.sending;
    if (attach === undefined) this.dialer = new Dialer(this, options);
    else {
      const Socket = attach.constructor as new (options: object) => ClientSocket;
      this.isHeld = false;
      this.adopt(new Socket({ from: attach, ...socketCallbacks(this) }));
    }
  }

  private get isClosed(): boolean {
    return this.unread === over;
  }

  close(): void {
    this.isHeld = true;
    this.timer.clear();
    this.dialer?.close();
    this.dialer = undefined;
    this.socket?.close();
    this.socket = undefined;
    this.unread = over;
  }

  write(data: ByteBuffer, options?: WebSocketWriteOptions): number {
    const length = data.byteLength;
    const bytes = (data as Uint8Array).buffer === undefined ? new Uint8Array(data as ArrayBuffer) : bytesOf(data);
    if (length === undefined) throw new TypeError("not a Byte Buffer");
    if (this.isClosed || (!this.connection.isSteady && this.connection.state !== "open")) throw new Error("not open");
    let isBinary = true;
    let isEnd = true;
    if (options !== undefined) {
      const { opcode } = options;
      if (opcode === undefined) isBinary = options.binary !== false;
      else if (opcode === opcodes.binary || opcode === opcodes.text) isBinary = opcode === opcodes.binary;
      else {
        writeControl(this.connection, opcode, bytes, this.host.now());
        return this.written();
      }
      isEnd = options.more !== true;
    }
    const sending = this.sending;
    if (length + headerBytes <= this.writable) {
      const frame = sending.frameNow(bytes, length, isBinary, isEnd);
      if (frame !== undefined) {
        this.give(frame);
        this.told = sending.capacityBytes - headerBytes;
        return this.told;
      }
    }
    if (!sending.writeWhole(bytes, length, isBinary, isEnd)) throw new Error(`${length} bytes: more than is writable`);
    return this.written();
  }

  read(count?: number | ByteBuffer): number | ArrayBuffer | undefined {
    let size = this.unread;
    if (size <= 0) return undefined;
    const { received } = this;
    const { source, start } = received;
    let result: number | ArrayBuffer | undefined;
    if (this.isNumber) {
      result = source[start];
      size = 1;
    } else if (count === undefined || typeof count === "number") {
      if (count !== undefined && count < size) size = count;
      const from = source.byteOffset + start;
      result = (source.buffer as ArrayBuffer).slice(from, from + size);
    } else {
      const into = bytesOf(count);
      size = Math.min(into.length, size);
      into.set(source.subarray(start, start + size));
      result = size;
    }
    received.start = start + size;
    this.unread -= size;
    if (this.unread === 0 && !this.isHeld) this.armNow(); // go on, but not from inside read()
    return result;
  }

  private written(): number {
    this.flush();
    this.arm();
    this.told = this.room();
    return this.told;
  }

  private room(): number {
    return this.connection.state === "open" ? Math.max(this.sending.freeBytes - headerBytes, 0) : 0;
  }

  private adopt(socket: ClientSocket): void {
    this.socket = socket;
    if ("format" in socket) socket.format = "buffer";
  }

  onReadable(count: number): void {
    this.readable = count;
    if (!this.isHeld) this.pump(false);
  }

  onWritable(count: number): void {
    if (this.isClosed) return;
    this.writable = count;
    if (this.dialer !== undefined) {
      const socket = this.dialer.finish();
      this.dialer = undefined;
      this.isHeld = false;
      if (socket !== undefined) this.adopt(socket);
      this.connection.deadline = this.host.now() + (this.options.timeouts?.upgradeMs ?? upgradeMs);
    }
    if (this.isHeld) return;
    this.flush();
    this.pump(true);
  }

  onError(reason?: string): void {
    if (this.isClosed) return;
    this.connection.end(this.host.now(), reason);
    if (this.dialer !== undefined) this.dialer.fail("connect.failed", reason);
    else if (!this.isHeld) this.pump(true);
  }

  /** The dialer has given up. */
  onFailed(failure: Failure): void {
    this.close();
    this.options.onError?.call(this.owner, failure);
  }

  onTime(): void {
    this.isDue = false;
    if (!this.isHeld) this.pump(true);
  }

  /**
   * Everything that can go on goes on: events to the program, bytes to and from the socket. settles: there may be room
   * again, or a deadline; messages alone change neither.
   */
  private pump(settles: boolean): void {
    const { connection, received } = this;
    this.isHeld = true;
    let isPlain = !settles;
    while (this.unread === 0) {
      if (connection.isSteady) {
        // Nothing waits to be told but what has come.
        if (received.isEmpty) {
          const count = this.fill();
          if (count === 0) break;
          received.load(this.window, 0, count);
        }
        if (received.takeWhole()) {
          const count = received.end - received.start;
          this.unread = count;
          this.options.onReadable?.call(this.owner, count, received.binary ? binary : text);
          continue;
        }
        const kind = received.pullRest();
        if (kind === taken.data) this.deliver();
        else if (kind !== taken.nothing) {
          isPlain = false;
          this.tell(connection.accept(kind, this.host.now()));
        }
        continue;
      }
      isPlain = false;
      const event = connection.next(this.host.now());
      if (event === events.message) this.deliver();
      else if (event !== events.none) this.tell(event);
      else {
        const count = this.fill();
        if (count === 0) break;
        connection.receive(this.window, this.host.now(), count);
      }
    }
    if (this.isClosed) return;
    this.isHeld = false;
    if (!isPlain) this.settle();
  }

  private settle(): void {
    this.flush();
    const room = this.room();
    if (room > this.told) {
      this.told = room;
      this.options.onWritable?.call(this.owner, room);
    }
    this.arm();
  }

  private deliver(): void {
    const { received } = this;
    const count = received.end - received.start;
    this.unread = count;
    const kind = received.more ? (received.binary ? binaryPart : textPart) : received.binary ? binary : text;
    this.options.onReadable?.call(this.owner, count, kind);
  }

  /** Any other event. */
  private tell(event: number): void {
    const { connection, options, owner } = this;
    if (event === events.closed) {
      this.close();
      tellEnd(owner, options, connection);
    } else if (event === events.ping || event === events.pong) {
      const opcode = event === events.ping ? opcodes.ping : opcodes.pong;
      options.onControl?.call(owner, opcode, connection.message.slice().buffer as ArrayBuffer);
    }
    this.flush();
  }

  private flush(): void {
    const connection = this.connection;
    while (this.writable > 0 && connection.transmittable > 0) this.give(connection.take(this.writable));
  }

  private give(bytes: Uint8Array): void {
    try {
      this.writable = this.socket?.write(bytes) ?? 0;
    } catch (error) {
      // The socket died before it said so; its end is told from the timer, never from inside write().
      this.writable = 0;
      this.connection.end(this.host.now(), (error as Error).message);
      this.armNow();
    }
  }

  private armNow(): void {
    this.isDue = true;
    this.arm();
  }

  /** For the connection's deadline, or at once when something waits that no method may do. */
  private arm(): void {
    if (!this.isClosed) this.timer.set(this.isDue ? this.host.now() : this.connection.deadline);
  }
}
