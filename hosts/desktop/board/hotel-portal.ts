/**
 * What a hotel's network does to a device: every name leads to its own page, and every request over plain HTTP is
 * answered with the way there (302), until a person has agreed to something.
 */
import type { BoardSocket, SocketCallbacks } from "./network.js";
import type { BoardTime } from "./time.js";

export const hotelAddress = "10.10.0.1";
const answer = new TextEncoder().encode(
  "HTTP/1.1 302 Found\r\nLocation: http://portal.hotel.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
);
const roomBytes = 4096; // bytes that are taken at once

export class HotelSocket implements BoardSocket {
  readonly remoteAddress = hotelAddress;
  readonly remotePort = undefined;
  readonly #callbacks: SocketCallbacks;
  readonly #time: BoardTime;
  #timer: unknown;
  #left: Uint8Array | undefined;

  constructor(callbacks: SocketCallbacks, time: BoardTime) {
    this.#callbacks = callbacks;
    this.#time = time;
    this.#timer = time.set(() => callbacks.onWritable(roomBytes), 0);
  }

  /** Whatever is asked has the one answer, and then the end. */
  write(bytes: Uint8Array): number {
    if (bytes.length > roomBytes) throw new Error(`${bytes.length} bytes are more than ${roomBytes} writable`);
    if (this.#left === undefined) {
      this.#left = answer;
      this.#timer = this.#time.set(() => this.#callbacks.onReadable(answer.length), 0);
    }
    return roomBytes;
  }

  read(buffer: Uint8Array): number {
    const left = this.#left;
    if (left === undefined || left.length === 0) return 0;
    const part = left.subarray(0, buffer.length);
    buffer.set(part);
    this.#left = left.subarray(part.length);
    if (this.#left.length === 0) this.#timer = this.#time.set(() => this.#callbacks.onError(), 0);
    return part.length;
  }

  /** Without the radio the answer does not come. */
  setLink(isUp: boolean): void {
    if (!isUp) this.#time.clear(this.#timer);
  }

  close(): void {
    this.#time.clear(this.#timer);
  }

  abort(): void {
    this.close();
  }
}
