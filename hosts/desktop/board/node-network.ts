/** The board's network on the desktop: Node's sockets. */
import { lookup } from "node:dns";
import { isIP, connect as netConnect, type Socket } from "node:net";
import { distrust, tlsFaults } from "../../../src/session/tls-reasons.js";
import { NodeListener } from "./listener.js";
import type { BoardListener, BoardNetwork, BoardSocket, ServerCallbacks, SocketCallbacks } from "./network.js";
import { reasonOf } from "./reasons.js";
import { boardSocketLimits, type SocketLimits, StreamSocket } from "./stream-socket.js";
import type { BoardTime } from "./time.js";
import { checkTLSOptions, secure } from "./tls.js";
import { NodeUDP } from "./udp.js";

type ConnectOptions = Parameters<BoardNetwork["connect"]>[0];
type SecureOptions = Parameters<BoardNetwork["secure"]>[0];

export class NodeNetwork implements BoardNetwork {
  readonly #time: BoardTime;
  readonly #limits: SocketLimits;

  constructor(time: BoardTime, limits: Partial<SocketLimits> = {}) {
    this.#time = time;
    this.#limits = { ...boardSocketLimits, ...limits };
  }

  connect(options: ConnectOptions, callbacks: SocketCallbacks): BoardSocket {
    const raw = begin(options);
    const socket = new StreamSocket(raw, callbacks, this.#limits, this.#time);
    raw.on("error", (error) => socket.fail(reasonOf(error)));
    raw.once("connect", () => socket.stand(raw));
    return socket;
  }

  secure(options: SecureOptions, callbacks: SocketCallbacks): BoardSocket {
    checkTLSOptions(options);
    const raw = begin(options);
    const socket = new StreamSocket(raw, callbacks, this.#limits, this.#time);
    let isSecure = false;
    const fail = (error: Error) => {
      const reason = reasonOf(error);
      const isCut = !isSecure && (reason === "connection reset" || reason === "connection closed");
      socket.fail(isCut && !raw.connecting ? tlsFaults.handshakeCut : reason);
      raw.destroy();
    };
    raw.on("error", fail);
    raw.once("connect", () => {
      try {
        const secured = (stream: Parameters<typeof socket.stand>[0]) => {
          isSecure = true;
          socket.stand(stream);
        };
        secure(raw, options, this.#time.wall(), secured, fail);
      } catch {
        fail(new Error(distrust.unreadable));
      }
    });
    return socket;
  }

  listen(options: { port: number; address?: string }, callbacks: ServerCallbacks): BoardListener {
    return new NodeListener(options, callbacks, this.#limits, this.#time);
  }

  bind(options: { port?: number; address?: string }, callbacks: ServerCallbacks): NodeUDP {
    return new NodeUDP(options, callbacks);
  }

  lookup(host: string, answer: (address: string | undefined, reason?: string) => void): void {
    // verbatim false: IPv4 first, as the servers here listen on 127.0.0.1
    lookup(host, { verbatim: false }, (error, address) => {
      if (error) answer(undefined, reasonOf(error));
      else answer(address);
    });
  }
}

/** Begins to connect. Throws when address or port are wrong. */
function begin(options: ConnectOptions): Socket {
  if (isIP(options.address) === 0) throw new TypeError(`"${options.address}" is not an IP address`);
  if (!Number.isInteger(options.port) || options.port < 1 || options.port > 65535)
    throw new RangeError(`port ${options.port} is not within 1..65535`);
  return netConnect({
    host: options.address,
    port: options.port,
    noDelay: options.noDelay !== false,
    allowHalfOpen: true,
  });
}
