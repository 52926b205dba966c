/**
 * ECMA-419 Serial in the shape of src/board, over the SDK's `embedded:io/serial`.
 *
 * The pins of each port come from the board's description. The SDK drives UARTs only: a board whose socket is the
 * chip's own USB has none here.
 */

import type { ByteBuffer, Serial, SerialOptions } from "../../src/board/io.js";
import type { Guard } from "../moddable/guard.js";

export interface UART {
  readonly port: number;
  readonly receive: number;
  readonly transmit: number;
}
export interface NativeSerial {
  read(buffer: Uint8Array): number | undefined;
  write(bytes: ByteBuffer): void;
  close(): void;
}
export interface NativeSerialOptions extends UART {
  baud: number;
  onReadable?: (count: number) => void;
  onWritable?: (count: number) => void;
}
export type NativeSerialClass = new (options: NativeSerialOptions) => NativeSerial;

export class MooringSerial implements Serial {
  #native: NativeSerial | undefined;

  /** Throws for a port that the board does not have, or that is in use. */
  constructor(Native: NativeSerialClass, uart: UART, options: SerialOptions, guard: Guard) {
    const port = options.port ?? uart.port;
    if (port !== uart.port) throw new RangeError(`serial: port ${port}, the board has ${uart.port}`);
    const watch = (name: string, callback: (count: number) => void) => (count: number) => {
      try {
        if (this.#native !== undefined) callback(count);
      } catch (thrown) {
        guard.caught(name, thrown);
      }
    };
    const { onReadable, onWritable } = options;
    this.#native = new Native({
      ...uart,
      baud: options.baud,
      ...(onReadable === undefined ? {} : { onReadable: watch("Serial onReadable", onReadable) }),
      ...(onWritable === undefined ? {} : { onWritable: watch("Serial onWritable", onWritable) }),
    });
  }

  read(buffer: Uint8Array): number {
    if (buffer.length === 0) return 0;
    return this.#native?.read(buffer) ?? 0;
  }

  /** Throws "output full" when the UART cannot take it all. */
  write(bytes: ByteBuffer): void {
    if (this.#native === undefined) throw new Error("serial: closed");
    this.#native.write(bytes);
  }

  close(): void {
    const native = this.#native;
    this.#native = undefined;
    native?.close();
  }
}
