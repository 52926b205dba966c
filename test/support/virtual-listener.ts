/**
 * Listener and UDP in memory, in the shapes of src/board, for tests of servers: a peer is a few functions. All comes
 * by the virtual clock, never from inside a call.
 */

import type { Listener, ListenerOptions, TCP, TCPOptions, UDP, UDPOptions } from "../../src/board/network.js";
import { takeBytes } from "./take-bytes.js";
import type { VirtualClock } from "./virtual-clock.js";

type Callbacks = Pick<TCPOptions, "onReadable" | "onWritable" | "onError">;

/** The peer's end of a connection. */
export class VirtualPeer {
  /** What has come, as text of one character a byte. */
  received = "";
  /** The server has closed. */
  isClosed = false;
  /** The server has taken the connection. */
  isTaken = false;
  readonly address: string;
  socket: AcceptedSocket | undefined;
  readonly #unsent: Uint8Array[] = [];
  #isReset = false;

  constructor(address: string) {
    this.address = address;
  }

  send(bytes: Uint8Array | string): void {
    const copy = typeof bytes === "string" ? Uint8Array.from(bytes, (c) => c.charCodeAt(0)) : bytes.slice();
    if (this.socket === undefined) this.#unsent.push(copy);
    else this.socket.arrive(copy);
  }

  /** Ends in order. */
  end(): void {
    this.socket?.fail(undefined);
  }

  reset(): void {
    this.#isReset = true;
    this.socket?.fail("reset");
  }

  take(socket: AcceptedSocket): void {
    this.socket = socket;
    this.isTaken = true;
    for (const bytes of this.#unsent.splice(0)) socket.arrive(bytes);
    if (this.#isReset) socket.fail("reset");
  }
}

class AcceptedSocket implements TCP {
  readonly remoteAddress: string;
  readonly remotePort = 50000;
  readonly #world: VirtualServers;
  readonly #peer: VirtualPeer;
  readonly #callbacks: Callbacks;
  readonly #received: Uint8Array[] = [];
  #readable = 0;
  #writable: number;
  #isOpen = true;

  constructor(world: VirtualServers, peer: VirtualPeer, callbacks: Callbacks) {
    this.#world = world;
    this.#peer = peer;
    this.#callbacks = callbacks;
    this.remoteAddress = peer.address;
    this.#writable = 0;
    world.open++;
    world.clock.after(1, () => {
      this.#writable = world.windowBytes;
      if (this.#isOpen && this.#writable > 0) callbacks.onWritable?.(this.#writable);
    });
  }

  arrive(bytes: Uint8Array): void {
    this.#world.clock.after(1, () => {
      if (!this.#isOpen || bytes.length === 0) return;
      this.#received.push(bytes);
      this.#readable += bytes.length;
      this.#callbacks.onReadable?.(this.#readable);
    });
  }

  fail(reason: string | undefined): void {
    this.#world.clock.after(1, () => {
      if (!this.#isOpen) return;
      this.#shut();
      this.#callbacks.onError?.(reason);
    });
  }

  read(buffer: Uint8Array): number {
    const count = takeBytes(this.#received, buffer);
    this.#readable -= count;
    return count;
  }

  write(bytes: Uint8Array): number {
    if (bytes.length > this.#writable) throw new RangeError("more than is writable");
    this.#writable -= bytes.length;
    const copy = bytes.slice();
    this.#world.clock.after(1, () => {
      this.#peer.received += Array.from(copy, (byte) => String.fromCharCode(byte)).join("");
      if (!this.#isOpen || this.#world.isStalled) return;
      this.#writable += copy.length;
      this.#callbacks.onWritable?.(this.#writable);
    });
    return this.#writable;
  }

  close(): void {
    if (this.#isOpen) this.#shut();
  }

  #shut(): void {
    this.#isOpen = false;
    this.#peer.isClosed = true;
    this.#world.open--;
  }
}

export interface VirtualPacket {
  bytes: Uint8Array;
  address: string;
  port: number;
}

export class VirtualServers {
  /** bytes; what a server may write before the peer has taken it */
  windowBytes = 4096;
  /** Peers take what was written, and make no room for more. */
  isStalled = false;
  /** So many of the next connections are lost when they are taken: the listener throws. */
  losses = 0;
  /** Ports cannot be had. */
  isTaken = false;
  /** Sockets and listeners that are not closed. */
  open = 0;
  /** Packets that were written. */
  readonly sent: VirtualPacket[] = [];
  readonly clock: VirtualClock;
  readonly io: {
    Listener: new (options: ListenerOptions) => Listener;
    UDP: new (options: UDPOptions) => UDP;
  };
  readonly waiting: VirtualPeer[] = [];
  readonly packets: VirtualPacket[] = [];
  listener: ListenerOptions | undefined;
  udp: UDPOptions | undefined;

  constructor(clock: VirtualClock) {
    this.clock = clock;
    const world = this;
    this.io = {
      Listener: class extends VirtualListener {
        constructor(options: ListenerOptions) {
          super(world, options);
        }
      },
      UDP: class extends VirtualUDP {
        constructor(options: UDPOptions) {
          super(world, options);
        }
      },
    };
  }

  connect(address = "192.168.4.2"): VirtualPeer {
    const peer = new VirtualPeer(address);
    this.clock.after(1, () => {
      this.waiting.push(peer);
      this.listener?.onReadable?.(this.waiting.length);
    });
    return peer;
  }

  packet(bytes: Uint8Array, address = "192.168.4.2", port = 50000): void {
    this.clock.after(1, () => {
      this.packets.push({ bytes, address, port });
      this.udp?.onReadable?.(this.packets.length);
    });
  }
}

class VirtualListener implements Listener {
  readonly port: number;
  readonly #world: VirtualServers;
  #isOpen = true;

  constructor(world: VirtualServers, options: ListenerOptions) {
    if (world.isTaken) throw new Error("port in use");
    this.#world = world;
    this.port = options.port === 0 ? 8123 : options.port;
    world.listener = options;
    world.open++;
  }

  read(callbacks: Callbacks): TCP | undefined {
    const peer = this.#world.waiting.shift();
    if (peer === undefined) return undefined;
    if (this.#world.losses-- > 0) throw new Error("the peer is gone");
    const socket = new AcceptedSocket(this.#world, peer, callbacks);
    peer.take(socket);
    return socket;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#world.listener = undefined;
    this.#world.open--;
  }
}

class VirtualUDP implements UDP {
  readonly port: number;
  readonly #world: VirtualServers;
  #isOpen = true;

  constructor(world: VirtualServers, options: UDPOptions) {
    if (world.isTaken) throw new Error("port in use");
    this.#world = world;
    this.port = options.port ?? 0;
    world.udp = options;
    world.open++;
  }

  read(): { bytes: ArrayBuffer; address: string; port: number } | undefined {
    const packet = this.#world.packets.shift();
    return packet && { ...packet, bytes: packet.bytes.slice().buffer };
  }

  write(bytes: ArrayBuffer | Uint8Array | DataView, address: string, port: number): void {
    const view = ArrayBuffer.isView(bytes) ? bytes : new Uint8Array(bytes);
    const copy = new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
    this.#world.sent.push({ bytes: copy as Uint8Array<ArrayBuffer>, address, port });
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#world.udp = undefined;
    this.#world.open--;
  }
}
