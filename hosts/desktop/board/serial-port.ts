/**
 * The board's UART as a TCP port of this machine, for one program at a time: what it sends is received, what the board
 * writes is sent to it, and is lost while nobody is there, as on a line without a listener.
 */
import { createServer, type Server, type Socket } from "node:net";

export interface SerialCallbacks {
  /** bytes that wait */
  onReadable(count: number): void;
  /** bytes that can be written */
  onWritable(count: number): void;
}

const bufferBytes = 2048; // bytes that wait to be read; more are lost, as a UART's are
const roomBytes = 1024; // bytes that are taken at once

export class SerialPort {
  readonly #server: Server;
  #client: Socket | undefined;
  #callbacks: SerialCallbacks | undefined;
  #received = Buffer.alloc(0);

  private constructor(server: Server) {
    this.#server = server;
    server.on("connection", (socket) => this.#take(socket));
  }

  /** port 0 picks one. */
  static listen(port: number): Promise<SerialPort> {
    return new Promise((resolve, reject) => {
      const server = createServer({ noDelay: true });
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => resolve(new SerialPort(server)));
    });
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** One user at a time; throws when there is one. */
  open(callbacks: SerialCallbacks): void {
    if (this.#callbacks !== undefined) throw new Error("the serial port is in use");
    this.#callbacks = callbacks;
    setImmediate(() => this.#callbacks?.onWritable(roomBytes));
  }

  /** The user is gone; the program stays. */
  release(): void {
    this.#callbacks = undefined;
    this.#received = Buffer.alloc(0);
  }

  read(most: number): Uint8Array | undefined {
    if (this.#received.length === 0) return undefined;
    const part = this.#received.subarray(0, most);
    this.#received = this.#received.subarray(part.length);
    return Uint8Array.from(part);
  }

  write(bytes: Uint8Array): void {
    if (bytes.length > roomBytes) throw new Error("output full");
    this.#client?.write(bytes);
    setImmediate(() => this.#callbacks?.onWritable(roomBytes));
  }

  close(): void {
    this.#callbacks = undefined;
    this.#client?.destroy();
    this.#server.close();
  }

  /** A newer program takes the line. */
  #take(socket: Socket): void {
    this.#client?.destroy();
    this.#client = socket;
    socket.on("error", () => {});
    socket.on("close", () => {
      if (this.#client === socket) this.#client = undefined;
    });
    socket.on("data", (data) => {
      if (this.#callbacks === undefined) return;
      this.#received = Buffer.concat([this.#received, data]).subarray(0, bufferBytes);
      this.#callbacks.onReadable(this.#received.length);
    });
  }
}
