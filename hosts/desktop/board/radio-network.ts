/**
 * A network that is reached through the board's radio: without it nothing connects, no name is found, and what stands
 * falls silent (stream-socket.ts). A joined network may end at itself, or be a hotel's, which answers in everybody's
 * name. What came in while the board had an access point of its own is a phone's: it does not hang on the station's link.
 */
import type { UDP } from "../../../src/board/network.js";
import { distrust } from "../../../src/session/tls-reasons.js";
import type { Radio } from "../../models/radio.js";
import { HotelSocket, hotelAddress } from "./hotel-portal.js";
import type { BoardListener, BoardNetwork, BoardSocket, ServerCallbacks, SocketCallbacks } from "./network.js";
import type { BoardTime } from "./time.js";

const noNetwork = "no network";
const unreachable = "host unreachable";
const noAnswerMs = 1000; // ms, until a network that ends at itself says so

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
    return this.#elsewhere(callbacks, false) ?? this.#keep(this.#network.connect(options, callbacks));
  }

  secure(options: Parameters<BoardNetwork["secure"]>[0], callbacks: SocketCallbacks): BoardSocket {
    return this.#elsewhere(callbacks, true) ?? this.#keep(this.#network.secure(options, callbacks));
  }

  /** What stands in the way of the world; undefined: nothing does. */
  #elsewhere(callbacks: SocketCallbacks, isSecure: boolean): BoardSocket | undefined {
    const reach = this.#radio.networkReach;
    if (!this.#radio.isReady) return new Unconnected(callbacks, this.#time, noNetwork, 0);
    if (reach === "none") return new Unconnected(callbacks, this.#time, unreachable, noAnswerMs);
    if (reach === "all") return undefined;
    if (isSecure) return new Unconnected(callbacks, this.#time, distrust.wrongHost, 0);
    return this.#keep(new HotelSocket(callbacks, this.#time));
  }

  listen(options: { port: number; address?: string }, callbacks: ServerCallbacks): BoardListener {
    const listener = this.#network.listen(options, callbacks);
    return {
      get port() {
        return listener.port;
      },
      accept: (accepted) => {
        const isPhone = this.#radio.accessPoint !== undefined;
        const socket = listener.accept(accepted);
        return socket && this.#keep(isPhone ? new Unlinked(socket) : socket);
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
        if (this.#radio.isReady || this.#radio.accessPoint !== undefined) udp.write(bytes, address, port);
      },
      close: () => udp.close(),
    };
  }

  lookup(host: string, answer: (address: string | undefined, reason?: string) => void): void {
    const reach = this.#radio.networkReach;
    if (!this.#radio.isReady) this.#time.set(() => answer(undefined, noNetwork), 0);
    else if (reach === "none") this.#time.set(() => answer(undefined, "no answer"), noAnswerMs);
    else if (reach === "portal") this.#time.set(() => answer(hotelAddress), 0);
    else this.#network.lookup(host, answer);
  }

  #keep(socket: BoardSocket): BoardSocket {
    const kept = new Kept(socket, () => this.#sockets.delete(kept));
    this.#sockets.add(kept);
    return kept;
  }
}

/** A socket, passed on. */
class Passed implements BoardSocket {
  readonly #socket: BoardSocket;

  constructor(socket: BoardSocket) {
    this.#socket = socket;
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
    this.#socket.close();
  }

  abort(): void {
    this.#socket.abort();
  }
}

/** One that says when it is let go. */
class Kept extends Passed {
  readonly #released: () => void;

  constructor(socket: BoardSocket, released: () => void) {
    super(socket);
    this.#released = released;
  }

  override close(): void {
    this.#released();
    super.close();
  }

  override abort(): void {
    this.#released();
    super.abort();
  }
}

/** One that does not hang on the station's link. */
class Unlinked extends Passed {
  override setLink(): void {}
}

/** What a socket is without a network: it fails at the next moment. */
class Unconnected implements BoardSocket {
  readonly remoteAddress = undefined;
  readonly remotePort = undefined;
  readonly #time: BoardTime;
  readonly #timer: unknown;

  constructor(callbacks: SocketCallbacks, time: BoardTime, reason: string, afterMs: number) {
    this.#time = time;
    this.#timer = time.set(() => callbacks.onError(reason), afterMs);
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
