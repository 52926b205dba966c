/** Listener of ECMA-419 (shape in src/board) over Node's server: a bounded number of connections wait to be taken. */
import { createServer, type Server, type Socket } from "node:net";
import type { BoardListener, BoardSocket, ServerCallbacks, SocketCallbacks } from "./network.js";
import { reasonOf } from "./reasons.js";
import { type SocketLimits, StreamSocket } from "./stream-socket.js";
import type { BoardTime } from "./time.js";

const waitingConnections = 8; // connections; more are cut

export class NodeListener implements BoardListener {
  readonly #server: Server;
  readonly #waiting: Socket[] = [];
  readonly #limits: SocketLimits;
  readonly #time: BoardTime;
  #isOpen = true;

  constructor(
    options: { port: number; address?: string },
    callbacks: ServerCallbacks,
    limits: SocketLimits,
    time: BoardTime,
  ) {
    this.#limits = limits;
    this.#time = time;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      if (!this.#isOpen || this.#waiting.length >= waitingConnections) {
        socket.destroy();
        return;
      }
      socket.on("error", () => {});
      this.#waiting.push(socket);
      callbacks.onReadable(this.#waiting.length);
    });
    this.#server.on("error", (error) => {
      if (this.#isOpen) callbacks.onError(reasonOf(error));
      this.close();
    });
    this.#server.listen(options.port, options.address ?? "127.0.0.1");
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  accept(callbacks: SocketCallbacks): BoardSocket | undefined {
    const raw = this.#waiting.shift();
    if (raw === undefined) return undefined;
    const socket = new StreamSocket(raw, callbacks, this.#limits, this.#time);
    socket.remoteAddress = raw.remoteAddress;
    socket.remotePort = raw.remotePort;
    raw.on("error", (error) => socket.fail(reasonOf(error)));
    // The guest has the new object only after this call.
    setImmediate(() => (raw.destroyed ? socket.fail("connection reset") : socket.stand(raw)));
    return socket;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const socket of this.#waiting.splice(0)) socket.destroy();
    this.#server.close();
  }
}
