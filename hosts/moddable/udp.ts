/**
 * ECMA-419 UDP in the shape of src/board, over the SDK's `embedded:io/socket/udp`.
 *
 * The SDK returns an ArrayBuffer that carries `address` and `port`; it has no `port` of its own, so that a port which
 * the system chose reads as 0, and no onError.
 */

import type { ByteBuffer } from "../../src/board/io.js";
import type { UDP, UDPOptions } from "../../src/board/network.js";
import type { SocketHost } from "./tcp.js";

export interface NativeUDPOptions {
  port?: number;
  address?: string;
  onReadable(packets: number): void;
}
export interface NativeUDP {
  read(): (ArrayBuffer & { address: string; port: number }) | undefined;
  write(bytes: ByteBuffer, address: string, port: number): void;
  close(): void;
}
export type NativeUDPClass = new (options: NativeUDPOptions) => NativeUDP;

export class MooringUDP implements UDP {
  #native: NativeUDP | undefined;
  readonly port: number;

  /** Throws when the port cannot be had. */
  constructor(Native: NativeUDPClass, options: UDPOptions, host: SocketHost) {
    const { onReadable, address } = options;
    this.port = options.port ?? 0;
    this.#native = new Native({
      ...(options.port === undefined ? {} : { port: options.port }),
      ...(address === undefined ? {} : { address }),
      onReadable: (packets) => {
        try {
          if (this.#native !== undefined) onReadable?.(packets);
        } catch (thrown) {
          host.guard.caught("UDP onReadable", thrown);
        }
      },
    });
  }

  read(): { bytes: ArrayBuffer; address: string; port: number } | undefined {
    const packet = this.#native?.read();
    if (packet === undefined) return undefined;
    return { bytes: packet, address: packet.address, port: packet.port };
  }

  /** Throws when the packet cannot be sent (no route, no memory, after close). */
  write(bytes: ByteBuffer, address: string, port: number): void {
    if (this.#native === undefined) throw new Error("udp: closed");
    this.#native.write(bytes, address, port);
  }

  close(): void {
    const native = this.#native;
    this.#native = undefined;
    native?.close();
  }
}
