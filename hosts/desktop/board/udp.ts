/** UDP of ECMA-419 (shape in src/board) over Node's dgram: a bounded queue of packets, the newest dropped when full. */
import { createSocket, type Socket } from "node:dgram";
import type { UDP } from "../../../src/board/network.js";
import type { ServerCallbacks } from "./network.js";
import { reasonOf } from "./reasons.js";

const queuePackets = 32; // packets of at most 64 KB

interface Packet {
  bytes: ArrayBuffer;
  address: string;
  port: number;
}

export class NodeUDP implements UDP {
  readonly #socket: Socket;
  readonly #packets: Packet[] = [];
  #isOpen = true;
  /** packets that found the queue full */
  dropped = 0;

  constructor(options: { port?: number; address?: string }, callbacks: ServerCallbacks) {
    // An address needs no looking up: so the port is known at once.
    this.#socket = createSocket({ type: "udp4", lookup: (name, _options, found) => found(null, name, 4) });
    this.#socket.on("message", (message, from) => {
      if (this.#packets.length >= queuePackets) {
        this.dropped++;
        return;
      }
      this.#packets.push({ bytes: new Uint8Array(message).buffer, address: from.address, port: from.port });
      callbacks.onReadable(this.#packets.length);
    });
    this.#socket.on("error", (error) => {
      if (this.#isOpen) callbacks.onError(reasonOf(error));
      this.close();
    });
    this.#socket.bind(options.port ?? 0, options.address ?? "127.0.0.1");
  }

  get port(): number {
    try {
      return this.#socket.address().port;
    } catch {
      return 0; // not bound, or closed: Node throws
    }
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#packets.length = 0;
    this.#socket.close();
  }

  read(): Packet | undefined {
    return this.#packets.shift();
  }

  write(bytes: ArrayBuffer | ArrayBufferView, address: string, port: number): void {
    if (!this.#isOpen) return;
    const view = ArrayBuffer.isView(bytes) ? bytes : new Uint8Array(bytes);
    const copy = new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
    this.#socket.send(copy, port, address, () => {}); // a packet that is not sent is a packet that is lost
  }
}
