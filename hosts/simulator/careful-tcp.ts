/**
 * The SDK's TCP of the simulator (Linux; macOS and Windows are alike), made dependable, in the SDK's own shape:
 * MooringTCP stands on it as it stands on a board's. It polls every 20 ms, holds 1,536 bytes each way, and:
 * - a write that fails only returns undefined, its onError never comes: here it does;
 * - the peer's end is lost when bytes lie unread at that moment: what the reader leaves is taken over into a queue of
 *   6 KB. Beyond it the SDK's 1,536 bytes fill up and TCP itself holds the peer back;
 * - closed inside a callback it may call the next one on an object that is gone: closing waits for the callback's end;
 * - it ignores that a write may take less than it was given. Linux says "writable" only while a third of its buffer is
 *   free, more than the 1,536 bytes that can be written between two polls, so that this does not happen.
 *
 * It also knows the simulated radio: through a dead one nothing is connected, and what stood falls silent.
 */
import type { NativeTCP, NativeTCPClass, NativeTCPOptions } from "../moddable/tcp.js";

const keepBytes = 6144; // bytes, four times what the SDK holds: a reader that misses three polls loses nothing

/** All sockets of a board, and whether anything can be reached. */
export class Sockets {
  readonly #open = new Set<CarefulTCP>();
  readonly #defer: (callback: () => void) => void;
  #isReachable = true;

  /** defer calls back soon, never at once */
  constructor(defer: (callback: () => void) => void) {
    this.#defer = defer;
  }

  /** The SDK's class in its careful form. */
  class(SDK: NativeTCPClass): NativeTCPClass {
    const sockets = this;
    return class extends CarefulTCP {
      constructor(options: NativeTCPOptions) {
        super(SDK, sockets, options);
      }
    };
  }

  get isReachable(): boolean {
    return this.#isReachable;
  }

  /** false: every connection falls silent, and new ones stay without an answer. */
  setReachable(isReachable: boolean): void {
    this.#isReachable = isReachable;
    if (isReachable) return;
    for (const socket of this.#open) socket.silence();
  }

  add(socket: CarefulTCP): void {
    this.#open.add(socket);
  }

  remove(socket: CarefulTCP): void {
    this.#open.delete(socket);
  }

  defer(callback: () => void): void {
    this.#defer(callback);
  }
}

class CarefulTCP implements NativeTCP {
  readonly remoteAddress: string | undefined = undefined;
  readonly remotePort: number | undefined = undefined;
  readonly #sockets: Sockets;
  readonly #options: NativeTCPOptions;
  #sdk: NativeTCP | undefined = undefined;
  #isOpen = true;
  #hasEnded = false;
  #depth = 0;
  #unread = 0;
  #kept: Uint8Array | undefined = undefined;
  #keptStart = 0;
  #keptEnd = 0;

  constructor(SDK: NativeTCPClass, sockets: Sockets, options: NativeTCPOptions) {
    this.#sockets = sockets;
    this.#options = options;
    if (!sockets.isReachable) return;
    this.#sdk = new SDK({
      ...options,
      onReadable: (count) => this.#onReadable(count),
      onWritable: (count) => this.#call(() => options.onWritable(count)),
      onError: () => this.#onEnd(),
    });
    sockets.add(this);
    if (options.from === undefined) return;
    this.remoteAddress = this.#sdk.remoteAddress;
    this.remotePort = this.#sdk.remotePort;
  }

  /** The caller asks for what onReadable announced, or less. */
  read(into: Uint8Array): number {
    const kept = Math.min(this.#keptEnd - this.#keptStart, into.length);
    if (this.#kept !== undefined && kept > 0) {
      into.set(this.#kept.subarray(this.#keptStart, this.#keptStart + kept));
      this.#keptStart += kept;
    }
    const count = kept + this.#take(kept === 0 ? into : into.subarray(kept));
    if (this.#hasEnded && this.#keptStart === this.#keptEnd) this.#sockets.defer(() => this.#fail());
    return count;
  }

  write(bytes: Uint8Array): number | undefined {
    if (this.#sdk === undefined) return this.#isOpen ? bytes.length : undefined; // into the void
    const left = this.#sdk.write(bytes);
    if (left === undefined) this.#sockets.defer(() => this.#fail());
    return left;
  }

  close(): void {
    this.#isOpen = false;
    this.silence();
  }

  /** The connection is gone and nobody is told, as when a radio dies. */
  silence(): void {
    const sdk = this.#sdk;
    this.#sdk = undefined;
    this.#unread = 0;
    this.#sockets.remove(this);
    if (sdk === undefined) return;
    if (this.#depth === 0) sdk.close();
    else this.#sockets.defer(() => sdk.close());
  }

  #onReadable(count: number): void {
    this.#unread = count;
    this.#call(() => this.#options.onReadable(this.#keptEnd - this.#keptStart + count));
    if (this.#sdk !== undefined && this.#unread > 0) this.#keep();
  }

  #onEnd(): void {
    this.#hasEnded = true;
    if (this.#keptStart === this.#keptEnd) this.#fail();
  }

  #fail(): void {
    if (!this.#isOpen || this.#sdk === undefined) return;
    this.#call(() => this.#options.onError());
  }

  #call(callback: () => void): void {
    if (!this.#isOpen || this.#sdk === undefined) return;
    this.#depth++;
    try {
      callback();
    } finally {
      this.#depth--;
    }
  }

  /** Fills the buffer with what the SDK holds, as far as it goes. */
  #take(into: Uint8Array): number {
    const count = Math.min(into.length, this.#unread);
    if (count === 0 || this.#sdk === undefined) return 0;
    this.#unread -= count;
    this.#sdk.read(count === into.length ? into : into.subarray(0, count));
    return count;
  }

  #keep(): void {
    this.#kept ??= new Uint8Array(keepBytes);
    this.#kept.copyWithin(0, this.#keptStart, this.#keptEnd);
    this.#keptEnd -= this.#keptStart;
    this.#keptStart = 0;
    this.#keptEnd += this.#take(this.#kept.subarray(this.#keptEnd));
  }
}
