/**
 * A network that is reached through the board's radio: without it nothing connects, no name is found, and what stands
 * falls silent (stream-socket.ts).
 */
import type { UDP } from "../../../src/board.js";
import type { Radio } from "../../models/radio.js";
import type { BoardListener, BoardNetwork, BoardSocket, ServerCallbacks, SocketCallbacks } from "./network.js";
import type { BoardTime } from "./time.js";

const noNetwork = "no network";

export class RadioNetwork implements BoardNetwork {
  readonly #network: BoardNetwork;
  readonly #radio: Radio;
  readonly #time: BoardTime;
  readonly #sockets = new Set<BoardSocket>();

  constructor(network: BoardNetwork, radio: Radio, time: BoardTime) {
    this.#network = network;
    this.#radio = radio;
    this.#time = time;
    radio.listen(() => {
      for (const socket of [...this.#sockets]) socket.setLink(radio.isReady);
    });
  }

  /** Sockets that were opened and not closed. */
  get openSockets(): number {
    return this.#sockets.size;
  }

  connect(options: Parameters<BoardNetwork["connect"]>[0], callbacks: SocketCallbacks): BoardSocket {
    if (!this.#radio.isReady) return new Unconnected(callbacks, this.#time);
    return this.#keep(this.#network.connect(options, callbacks));
  }

  secure(options: Parameters<BoardNetwork["secure"]>[0], callbacks: SocketCallbacks): BoardSocket {
    if (!this.#radio.isReady) return new Unconnected(callbacks, this.#time);
    return this.#keep(this.#network.secure(options, callbacks));
  }

  listen(options: { port: number; address?: string }, callbacks: ServerCallbacks): BoardListener {
    const listener = this.#network.listen(options, callbacks);
    return {
      get port() {
        return listener.port;
      },
      accept: (accepted) => {
        const socket = listener.accept(accepted);
        return socket && this.#keep(socket);
      },
      close: () => listener.close(),
    };
  }

  bind(options: { port?: number; address?: string }, callbacks: ServerCallbacks): UDP {
    const udp = this.#network.bind(options, callbacks);
    return {
      get port() {
        return udp.port;
      },
      read: () => udp.read(),
      write: (bytes, address, port) => {
        if (this.#radio.isReady) udp.write(bytes, address, port);
      },
      close: () => udp.close(),
    };
  }

  lookup(host: string, answer: (address: string | undefined, reason?: string) => void): void {
    if (this.#radio.isReady) this.#network.lookup(host, answer);
    else this.#time.set(() => answer(undefined, noNetwork), 0);
  }

  #keep(socket: BoardSocket): BoardSocket {
    const kept = new Kept(socket, () => this.#sockets.delete(kept));
    this.#sockets.add(kept);
    return kept;
  }
}

/** A socket that says when it is let go. */
class Kept implements BoardSocket {
  readonly #socket: BoardSocket;
  readonly #released: () => void;

  constructor(socket: BoardSocket, released: () => void) {
    this.#socket = socket;
    this.#released = released;
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress;
  }

  get remotePort(): number | undefined {
    return this.#socket.remotePort;
  }

  read(buffer: Uint8Array): number {
    return this.#socket.read(buffer);
  }

  write(bytes: Uint8Array): number {
    return this.#socket.write(bytes);
  }

  setLink(isUp: boolean): void {
    this.#socket.setLink(isUp);
  }

  close(): void {
    this.#released();
    this.#socket.close();
  }

  abort(): void {
    this.#released();
    this.#socket.abort();
  }
}

/** What a socket is without a network: it fails at the next moment. */
class Unconnected implements BoardSocket {
  readonly remoteAddress = undefined;
  readonly remotePort = undefined;
  readonly #time: BoardTime;
  readonly #timer: unknown;

  constructor(callbacks: SocketCallbacks, time: BoardTime) {
    this.#time = time;
    this.#timer = time.set(() => callbacks.onError(noNetwork), 0);
  }

  read(): number {
    return 0;
  }

  write(bytes: Uint8Array): number {
    throw new Error(`${bytes.length} bytes are more than 0 writable`);
  }

  setLink(): void {}

  close(): void {
    this.#time.clear(this.#timer);
  }

  abort(): void {
    this.close();
  }
}
