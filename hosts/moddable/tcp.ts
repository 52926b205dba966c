/**
 * ECMA-419 TCP in the shape of src/board, over the SDK's `embedded:io/socket/tcp`.
 *
 * What differs in the SDK (8.2, lwip and Linux alike): read(buffer) throws when less has come than the buffer holds;
 * onError has no reason and does not tell a peer that closed from one that was lost; after an error the getters may
 * touch a freed socket. So the count of readable bytes is kept here, the socket is closed before its end is reported,
 * and addresses are remembered.
 *
 * A constructor of the SDK that fails for the world's reasons (no socket left, no memory) is reported by onError a
 * moment later, as every other end.
 */

import type { TCP, TCPOptions } from "../../src/board/network.js";
import { describeThrown, type Guard } from "./guard.js";

export interface NativeTCPOptions {
  address?: string;
  port?: number;
  from?: NativeTCP;
  nodelay?: boolean;
  onReadable(count: number): void;
  onWritable(count: number): void;
  onError(): void;
}
/** The part of the SDK's class that is used. */
export interface NativeTCP {
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  read(buffer: Uint8Array): unknown;
  /** Returns what is writable now; undefined when the connection is failing. */
  write(bytes: Uint8Array): number | undefined;
  close(): void;
}
export type NativeTCPClass = new (options: NativeTCPOptions) => NativeTCP;

/** What a socket needs of its host. */
export interface SocketHost {
  readonly guard: Guard;
  /** Calls back soon, never at once. */
  defer(callback: () => void): void;
}

export type TCPCallbacks = Pick<TCPOptions, "onReadable" | "onWritable" | "onError">;
/** Where to: an address, or a connection that a listener took (then its address is remembered by the caller). */
export type TCPTarget = Pick<TCPOptions, "address" | "port" | "noDelay"> | { from: NativeTCP };

export class MooringTCP implements TCP {
  #native: NativeTCP | undefined = undefined;
  #host: SocketHost;
  #callbacks: TCPCallbacks;
  #readable = 0;
  #writable = 0;
  #stood = false;
  #open = true;
  #remoteAddress: string | undefined = undefined;
  #remotePort: number | undefined = undefined;

  constructor(Native: NativeTCPClass, target: TCPTarget, callbacks: TCPCallbacks, host: SocketHost) {
    if (!("from" in target)) checkPlace(target.address, target.port);
    this.#host = host;
    this.#callbacks = callbacks;
    try {
      this.#connect(Native, target);
    } catch (thrown) {
      const reason = describeThrown(thrown);
      if ("from" in target) target.from.close(); // lost before it was taken: it stays with its first object
      host.defer(() => this.#end(reason));
    }
  }

  get remoteAddress(): string | undefined {
    return this.#remoteAddress;
  }
  get remotePort(): number | undefined {
    return this.#remotePort;
  }

  read(buffer: Uint8Array): number {
    const count = Math.min(this.#readable, buffer.length);
    if (this.#native === undefined || count === 0) return 0;
    this.#readable -= count; // first: reading the last byte may report the end of the connection
    this.#native.read(count === buffer.length ? buffer : buffer.subarray(0, count));
    return count;
  }

  write(bytes: Uint8Array): number {
    if (bytes.length > this.#writable) throw new RangeError("tcp: more than is writable");
    if (this.#native === undefined || bytes.length === 0) return this.#writable;
    this.#writable = this.#native.write(bytes) ?? 0; // undefined: it is failing, onError comes
    return this.#writable;
  }

  close(): void {
    this.#open = false;
    this.#readable = 0;
    this.#writable = 0;
    const native = this.#native;
    this.#native = undefined;
    native?.close();
  }

  #connect(Native: NativeTCPClass, target: TCPTarget): void {
    const calls = {
      onReadable: (count: number) => this.#becameReadable(count),
      onWritable: (count: number) => this.#becameWritable(count),
      onError: () => this.#end(this.#stood ? undefined : "no connection"),
    };
    if ("from" in target) {
      this.#stood = true;
      this.#native = new Native({ from: target.from, ...calls });
      this.#remoteAddress = this.#native.remoteAddress;
      this.#remotePort = this.#native.remotePort;
      return;
    }
    this.#remoteAddress = target.address;
    this.#remotePort = target.port;
    this.#native = new Native({
      address: target.address,
      port: target.port,
      nodelay: target.noDelay ?? false,
      ...calls,
    });
  }

  #becameReadable(count: number): void {
    if (!this.#open) return;
    this.#readable = count;
    try {
      this.#callbacks.onReadable?.(count);
    } catch (thrown) {
      this.#host.guard.caught("TCP onReadable", thrown);
      this.#end("exception in onReadable");
    }
  }

  #becameWritable(count: number): void {
    if (!this.#open) return;
    this.#stood = true;
    this.#writable = count;
    try {
      this.#callbacks.onWritable?.(count);
    } catch (thrown) {
      this.#host.guard.caught("TCP onWritable", thrown);
      this.#end("exception in onWritable");
    }
  }

  /** Terminal, once: closes, then tells. */
  #end(reason: string | undefined): void {
    if (!this.#open) return;
    this.close();
    try {
      this.#callbacks.onError?.(reason);
    } catch (thrown) {
      this.#host.guard.caught("TCP onError", thrown);
    }
  }
}

function checkPlace(address: string, port: number): void {
  if (typeof address !== "string" || address.length === 0) throw new TypeError("tcp: address is missing");
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new RangeError(`tcp: port ${port}`);
}
