/**
 * An ECMA-419 TCP (shape in src/board) over a stream of Node's: a bounded window each way, callbacks that never come
 * from inside a call, and a radio that may go away. Who connects the stream and secures it is in node-network.ts.
 *
 * - Receiving: above the window the stream is paused until the guest has read half of it.
 * - Sending: what is free of the send buffer is what may be written; the operating system's own buffer comes on top.
 * - The peer's end in order is told after the last byte was read, an error at once.
 * - Radio gone: nothing passes either way, as when packets are lost; when it is back in time all goes on, else the
 *   socket ends with "link lost" and the peer hears nothing of that.
 */
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { BoardSocket, SocketCallbacks } from "./network.js";
import { ReceiveBuffer } from "./receive-buffer.js";
import type { BoardTime } from "./time.js";

export interface SocketLimits {
  /** bytes; what a guest may write before the network has taken it */
  sendBytes: number;
  /** bytes; what may wait for the guest, give or take one piece of the stream (64 KB) */
  receiveBytes: number;
  /** ms; so long a connection survives without a radio */
  silenceMs: number;
}

/** As on a board with 16 KB to spare for sending; 64 KB is the piece in which Node reads. */
export const boardSocketLimits: SocketLimits = Object.freeze({
  sendBytes: 16384,
  receiveBytes: 65536,
  silenceMs: 8000,
});

const lingerMs = 1000; // ms, to bring what was written and the end to the peer after close()
const zombieMs = 120000; // ms, a socket whose radio is gone is kept so long, so that the peer sees a half-open one

type State = "connecting" | "open" | "ended" | "closed";

export class StreamSocket implements BoardSocket {
  remoteAddress: string | undefined;
  remotePort: number | undefined;
  readonly #callbacks: SocketCallbacks;
  readonly #limits: SocketLimits;
  readonly #time: BoardTime;
  readonly #raw: Socket;
  readonly #received: ReceiveBuffer;
  #stream: Duplex;
  #state: State = "connecting";
  /** bytes that the guest knows it may write */
  #known = 0;
  #isLinkUp = true;
  #unsent: Uint8Array[] = [];
  #unsentBytes = 0;
  #silence: unknown;
  #hasPeerEnded = false;
  #ending: { reason: string | undefined } | undefined;

  constructor(raw: Socket, callbacks: SocketCallbacks, limits: SocketLimits, time: BoardTime) {
    this.#raw = this.#stream = raw;
    this.#callbacks = callbacks;
    this.#limits = limits;
    this.#time = time;
    this.#received = new ReceiveBuffer((count) => this.#callbacks.onReadable(count));
  }

  /** The connection stands; `stream` is the socket itself or TLS upon it. Errors before it go to fail(). */
  stand(stream: Duplex): void {
    if (this.#state !== "connecting") return;
    this.#state = "open";
    this.#stream = stream;
    this.remoteAddress = this.#raw.remoteAddress;
    this.remotePort = this.#raw.remotePort;
    stream.on("data", (piece: Uint8Array) => this.#receive(piece));
    stream.on("end", () => this.#peerEnded());
    stream.on("drain", () => this.#tellWritable());
    stream.on("close", () => {
      if (!this.#hasPeerEnded) this.fail("connection reset");
    });
    this.#tellWritable();
  }

  /** The connection failed or was cut; undefined: it ended in order. */
  fail(reason: string | undefined): void {
    if (this.#state === "ended" || this.#state === "closed") return;
    if (!this.#isLinkUp && reason !== "link lost") {
      this.#ending ??= { reason };
      return;
    }
    this.#received.tell(true);
    this.#state = "ended";
    this.#stopSilence();
    this.#callbacks.onError(reason);
  }

  read(buffer: Uint8Array): number {
    const count = this.#received.read(buffer);
    if (this.#isLinkUp && this.#received.waiting <= this.#limits.receiveBytes / 2) this.#stream.resume();
    if (this.#hasPeerEnded && this.#received.waiting === 0) queueMicrotask(() => this.fail(undefined));
    return count;
  }

  write(bytes: Uint8Array): number {
    if (this.#state === "ended") return 0; // the guest does not know yet, or will not for long
    const free = this.#free();
    if (bytes.length > free) throw new Error(`${bytes.length} bytes are more than ${free} writable`);
    const copy = bytes.slice();
    if (this.#isLinkUp) this.#send(copy);
    else {
      this.#unsent.push(copy);
      this.#unsentBytes += copy.length;
    }
    this.#known = this.#free();
    return this.#known;
  }

  close(): void {
    if (this.#state === "closed") return;
    const isToFlush = this.#state === "open" || this.#hasPeerEnded;
    this.#state = "closed";
    this.#received.clear();
    this.#stopSilence();
    if (!this.#isLinkUp) this.#abandon();
    else if (isToFlush) this.#linger();
    else this.#destroy();
  }

  abort(): void {
    this.#state = "closed";
    this.#received.clear();
    this.#stopSilence();
    this.#silently();
    // Node knows a reset for TCP alone; TLS goes down with what it stands on.
    if (this.#raw.connecting || this.#raw.destroyed) this.#raw.destroy();
    else this.#raw.resetAndDestroy();
    if (this.#stream !== this.#raw) this.#stream.destroy();
  }

  setLink(isUp: boolean): void {
    if (isUp === this.#isLinkUp || this.#state === "ended" || this.#state === "closed") return;
    this.#isLinkUp = isUp;
    this.#received.hold(!isUp);
    if (!isUp) this.#goSilent();
    else this.#goOn();
  }

  #goSilent(): void {
    if (this.#state === "connecting") {
      this.#ending = { reason: "link lost" };
      this.#destroy();
    } else this.#stream.pause();
    this.#silence = this.#time.set(() => this.fail("link lost"), this.#limits.silenceMs);
  }

  #goOn(): void {
    this.#stopSilence();
    const ending = this.#ending;
    if (ending !== undefined) {
      this.fail(ending.reason);
      return;
    }
    for (const bytes of this.#unsent.splice(0)) this.#send(bytes);
    this.#unsentBytes = 0;
    this.#stream.resume();
    this.#tellWritable();
  }

  #receive(piece: Uint8Array): void {
    if (this.#state !== "open") return;
    this.#received.push(piece);
    if (!this.#isLinkUp || this.#received.waiting > this.#limits.receiveBytes) this.#stream.pause();
  }

  #peerEnded(): void {
    this.#hasPeerEnded = true;
    if (this.#received.waiting === 0) this.fail(undefined);
  }

  #send(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#stream.write(bytes, () => this.#tellWritable());
  }

  #free(): number {
    if (this.#state !== "open") return 0;
    return Math.max(0, this.#limits.sendBytes - this.#stream.writableLength - this.#unsentBytes);
  }

  /** Once there is room again: when half is free, or all has gone. */
  #tellWritable(): void {
    const free = this.#free();
    if (!this.#isLinkUp || this.#state !== "open" || free <= this.#known) return;
    if (free < this.#limits.sendBytes / 2 && this.#stream.writableLength > 0) return;
    this.#known = free;
    this.#callbacks.onWritable(free);
  }

  #stopSilence(): void {
    this.#time.clear(this.#silence);
    this.#silence = undefined;
  }

  /** Sends what was written and the end, and reads on until the peer ends too: unread bytes would make a reset. */
  #linger(): void {
    const stream = this.#stream;
    this.#silently();
    const timer = setTimeout(() => this.#destroy(), lingerMs);
    timer.unref();
    stream.on("close", () => clearTimeout(timer));
    stream.on("end", () => stream.destroy());
    stream.end(() => {
      if (this.#hasPeerEnded) stream.destroy();
    });
    stream.resume();
  }

  /** The peer hears nothing more, not even an end. */
  #abandon(): void {
    this.#silently();
    this.#stream.pause();
    this.#raw.unref();
    setTimeout(() => this.#destroy(), zombieMs).unref();
  }

  #destroy(): void {
    this.#silently();
    this.#stream.destroy();
    this.#raw.destroy();
  }

  #silently(): void {
    for (const stream of new Set([this.#stream, this.#raw])) {
      stream.removeAllListeners("data");
      stream.removeAllListeners("error");
      stream.on("error", () => {});
    }
  }
}
