/** Node's side of the echo: a socket, random bytes, a clock and a timer, the codec, and how it ended. */
import { createHash, randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { connect as connectTLS } from "node:tls";
import type { DeflateCodec } from "../../src/websocket/deflate.js";
import { openDeflate } from "./deflate.js";
import { type EchoSettings, echoEvents, echoObject, operations } from "./echo-remote.js";
import type { BoardSide, Value } from "./engine/engine.js";

// bytes; what may wait in the socket's queue, and what may wait to be read before the server is held back
const writeBytes = 1 << 20;
const readBytes = 1 << 20;
// bytes; that one read gives at most
const pieceBytes = 1 << 18;
const connectMs = 10000;
const flushMs = 1000; // ms; for what was written before the end

export interface EchoEnd {
  isClean: boolean;
  text: string;
}

export interface EchoTarget extends EchoSettings {
  isSecure: boolean;
  address: string;
  port: number;
}

export class EchoBoard implements BoardSide {
  readonly finished: Promise<EchoEnd>;
  /** Hands an event to the guest. */
  deliver: (event: number, ...args: Value[]) => void = () => {};
  readonly #target: EchoTarget;
  #finish: (end: EchoEnd) => void = () => {};
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #codec: DeflateCodec | undefined;
  readonly #pieces: Buffer[] = [];
  #waiting = 0; // bytes in #pieces
  #isTold = false; // the guest was told that it can read
  #hasEnded = false;

  constructor(target: EchoTarget) {
    this.#target = target;
    this.finished = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  connect(): void {
    const { address, port, isSecure } = this.#target;
    const options = { host: address, port, noDelay: true, highWaterMark: writeBytes };
    const socket = isSecure
      ? connectTLS({ ...options, servername: isAddress(address) ? "" : address })
      : connect(options);
    this.#socket = socket;
    socket.setNoDelay(true);
    let isConnected = false;
    socket.setTimeout(connectMs, () => socket.destroy(new Error("no connection in time")));
    socket.once(isSecure ? "secureConnect" : "connect", () => {
      isConnected = true;
      socket.setTimeout(0);
      this.deliver(echoEvents.connected, performance.now(), this.#writable());
    });
    socket.on("data", (piece) => this.#take(piece));
    socket.on("drain", () => this.deliver(echoEvents.writable, performance.now(), this.#writable()));
    const end = (reason?: string) => {
      if (!isConnected) this.#finish({ isClean: false, text: reason ?? "no connection" });
      else if (!this.#hasEnded) this.#tellEnd(reason);
    };
    socket.on("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    socket.on("end", () => end());
    socket.on("close", () => end());
  }

  call(_object: number, operation: number, args: Value[]): Value {
    const [first, second] = args;
    switch (operation) {
      case operations.settings:
        return JSON.stringify(this.#target);
      case operations.random:
        return bufferOf(randomBytes(first as number));
      case operations.sha1:
        return bufferOf(createHash("sha1").update(bytesOf(first)).digest());
      case operations.read:
        return this.#read();
      case operations.write:
        this.#socket?.write(bytesOf(first));
        return this.#writable();
      case operations.now:
        return performance.now();
      case operations.timer:
        this.#setTimer(first as number);
        return undefined;
      case operations.close:
        this.#socket?.end();
        return undefined;
      case operations.finish:
        clearTimeout(this.#timer);
        this.#codec?.close();
        this.#finish({ isClean: first === true, text: String(second) });
        return undefined;
      default:
        return this.#callCodec(operation, args);
    }
  }

  /** Resolves when what was written is out, or cannot get out. */
  async destroy(): Promise<void> {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    if (socket === undefined) return;
    if (!socket.writableFinished && !socket.destroyed) {
      await new Promise((resolve) => {
        socket.setTimeout(flushMs, () => resolve(undefined));
        socket.once("close", resolve).once("finish", resolve);
      });
    }
    socket.destroy();
  }

  #callCodec(operation: number, args: Value[]): Value {
    const [a, b, c, d] = args;
    if (operation === operations.openDeflate) {
      this.#codec = openDeflate({
        serverMaxWindowBits: a as number,
        clientMaxWindowBits: b as number,
        serverNoContextTakeover: c === true,
        clientNoContextTakeover: d === true,
      });
      return undefined;
    }
    const codec = this.#codec;
    if (codec === undefined) throw new Error(`operation ${operation} of object ${echoObject}: unknown`);
    if (operation === operations.deflate) return bufferOf(codec.deflate(bytesOf(a), b === true));
    const bytes = codec.inflate(bytesOf(a), b as number);
    return bytes === undefined ? undefined : bufferOf(bytes);
  }

  #take(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#waiting += piece.length;
    if (this.#waiting > readBytes) this.#socket?.pause();
    if (this.#isTold) return;
    this.#isTold = true;
    this.deliver(echoEvents.readable, performance.now());
  }

  #read(): Value {
    let size = 0;
    let count = 0;
    while (count < this.#pieces.length && (count === 0 || size < pieceBytes))
      size += this.#pieces[count++]?.length ?? 0;
    if (count === 0) {
      this.#isTold = false;
      return undefined;
    }
    const pieces = this.#pieces.splice(0, count);
    this.#waiting -= size;
    if (this.#waiting <= readBytes && this.#socket?.isPaused()) this.#socket.resume();
    return bufferOf(pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces, size));
  }

  #tellEnd(reason: string | undefined): void {
    this.#hasEnded = true;
    this.deliver(echoEvents.ended, performance.now(), reason);
  }

  #writable(): number {
    const socket = this.#socket;
    return socket === undefined ? 0 : Math.max(writeBytes - socket.writableLength, 0);
  }

  #setTimer(ms: number): void {
    clearTimeout(this.#timer);
    if (ms >= 0) this.#timer = setTimeout(() => this.deliver(echoEvents.timer, performance.now()), Math.ceil(ms));
  }
}

function isAddress(name: string): boolean {
  return name.includes(":") || /^[\d.]+$/.test(name);
}

function bytesOf(value: Value): Uint8Array {
  return new Uint8Array(value as ArrayBuffer);
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  if (bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer) return bytes.buffer;
  return new Uint8Array(bytes).buffer;
}
