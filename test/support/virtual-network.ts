/**
 * A network in memory: names, TCP in the shape of src/board, and what can go wrong with it. A server is a function
 * that gets each connection. Nothing arrives at once: all of it comes by the virtual clock.
 */

import type { Resolver, TCP, TCPOptions } from "../../src/board/network.js";
import { takeBytes } from "./take-bytes.js";
import type { VirtualClock } from "./virtual-clock.js";

/** The server's end of a connection. */
export interface ServerEnd {
  onData: (bytes: Uint8Array) => void;
  /** The client is gone. */
  onEnd: () => void;
  send(bytes: Uint8Array): void;
  /** The server ends the connection in order; what was sent still arrives. */
  end(): void;
  /** A reset: what is on its way is lost. */
  reset(): void;
}

export class VirtualNetwork {
  /** ms one way */
  delayMs = 5;
  /** bytes; what arrives is cut into pieces of at most that size */
  splitBytes = Number.POSITIVE_INFINITY;
  /** bytes; what a client may write before the other end has taken it */
  windowBytes = 4096;
  /** Connections stay, and nothing arrives any more, either way. */
  isHalfOpen = false;
  /** What a name or a connection does: "ok", "fail" after the delay, "silent". */
  resolver: "ok" | "fail" | "silent" = "ok";
  connecting: "ok" | "fail" | "silent" = "ok";
  /** Sockets and resolvers that are not closed. */
  open = 0;
  connections = 0;
  readonly clock: VirtualClock;
  readonly TCP: new (
    options: TCPOptions,
  ) => TCP;
  readonly Resolver: new (
    options: object,
  ) => Resolver;
  server: (end: ServerEnd) => void = (end) => end.reset();
  readonly #sockets = new Set<VirtualSocket>();

  constructor(clock: VirtualClock) {
    this.clock = clock;
    const network = this;
    this.TCP = class extends VirtualSocket {
      constructor(options: TCPOptions) {
        super(network, options);
      }
    };
    this.Resolver = class extends VirtualResolver {
      constructor() {
        super(network);
      }
    };
  }

  /** All connections end with a reset, as when a server is killed. */
  resetAll(): void {
    for (const socket of [...this.#sockets]) socket.fail("reset");
  }

  add(socket: VirtualSocket): void {
    this.#sockets.add(socket);
    this.open++;
  }

  remove(socket: VirtualSocket): void {
    if (this.#sockets.delete(socket)) this.open--;
  }
}

class VirtualSocket implements TCP {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly #network: VirtualNetwork;
  readonly #options: TCPOptions;
  readonly #received: Uint8Array[] = [];
  #readable = 0;
  #writable = 0;
  #isOpen = true;
  #end: ServerEnd | undefined;

  constructor(network: VirtualNetwork, options: TCPOptions) {
    this.#network = network;
    this.#options = options;
    this.remoteAddress = options.address;
    this.remotePort = options.port;
    network.add(this);
    if (network.connecting === "fail") network.clock.after(network.delayMs, () => this.fail("refused"));
    if (network.connecting === "ok") network.clock.after(network.delayMs * 2, () => this.#stand());
  }

  read(buffer: Uint8Array): number {
    if (!this.#isOpen && this.#received.length === 0) return 0;
    const count = takeBytes(this.#received, buffer);
    this.#readable -= count;
    return count;
  }

  write(bytes: Uint8Array): number {
    if (bytes.length > this.#writable) throw new RangeError("more than is writable");
    this.#writable -= bytes.length;
    const copy = bytes.slice();
    this.#later(() => {
      this.#end?.onData(copy);
      this.#writable += copy.length;
      if (this.#isOpen) this.#options.onWritable?.(this.#writable);
    });
    return this.#writable;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#network.remove(this);
    const { clock, delayMs } = this.#network;
    clock.after(delayMs, () => this.#end?.onEnd());
  }

  fail(reason: string | undefined): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#network.remove(this);
    this.#end?.onEnd();
    this.#options.onError?.(reason);
  }

  /** After the network's delay, unless nothing arrives any more. */
  #later(callback: () => void): void {
    const network = this.#network;
    network.clock.after(network.delayMs, () => {
      if (!network.isHalfOpen) callback();
    });
  }

  #stand(): void {
    if (!this.#isOpen) return;
    this.#network.connections++;
    const end: ServerEnd = {
      onData: () => undefined,
      onEnd: () => undefined,
      send: (bytes) => this.#arrive(bytes.slice()),
      end: () => this.#later(() => this.fail(undefined)),
      reset: () => this.fail("reset"),
    };
    this.#end = end;
    this.#network.server(end);
    this.#writable = this.#network.windowBytes;
    if (this.#isOpen) this.#options.onWritable?.(this.#writable);
  }

  #arrive(bytes: Uint8Array): void {
    const size = Math.min(this.#network.splitBytes, Math.max(1, bytes.length));
    for (let at = 0; at < bytes.length; at += size) {
      const part = bytes.subarray(at, at + size);
      this.#later(() => {
        if (!this.#isOpen) return;
        this.#received.push(part);
        this.#readable += part.length;
        this.#options.onReadable?.(this.#readable);
      });
    }
  }
}

class VirtualResolver implements Resolver {
  readonly #network: VirtualNetwork;
  #isOpen = true;

  constructor(network: VirtualNetwork) {
    this.#network = network;
    network.open++;
  }

  resolve(options: Parameters<Resolver["resolve"]>[0]): void {
    const { clock, delayMs, resolver } = this.#network;
    if (resolver === "silent") return;
    clock.after(delayMs, () => {
      if (!this.#isOpen) return;
      if (resolver === "ok") options.onResolved(options.host, "192.0.2.1");
      else options.onError(options.host, "no such name");
    });
  }

  close(): void {
    if (this.#isOpen) this.#network.open--;
    this.#isOpen = false;
  }
}
