/**
 * ECMA-419 Listener in the shape of src/board, over the SDK's `embedded:io/socket/listener`.
 *
 * The SDK hands out a connection without callbacks; ECMA-419's `from` gives it ours. The SDK's listener binds to
 * every address on lwip, whatever `address` says.
 */

import type { Listener, ListenerOptions, TCP } from "../../src/board/network.js";
import { MooringTCP, type NativeTCP, type NativeTCPClass, type SocketHost, type TCPCallbacks } from "./tcp.js";

export interface NativeListenerOptions {
  port: number;
  address?: string;
  onReadable(requests: number): void;
}
export interface NativeListener {
  readonly port: number;
  read(): NativeTCP | undefined;
  close(): void;
}
export type NativeListenerClass = new (options: NativeListenerOptions) => NativeListener;

export class MooringListener implements Listener {
  #native: NativeListener | undefined;
  #NativeTCP: NativeTCPClass;
  #host: SocketHost;
  #port: number;

  /** Throws when the port cannot be had. */
  constructor(Native: NativeListenerClass, NativeTCP: NativeTCPClass, options: ListenerOptions, host: SocketHost) {
    this.#NativeTCP = NativeTCP;
    this.#host = host;
    const { onReadable } = options;
    const place = options.address === undefined ? {} : { address: options.address };
    this.#native = new Native({
      port: options.port,
      ...place,
      onReadable: (requests) => {
        try {
          if (this.#native !== undefined) onReadable?.(requests);
        } catch (thrown) {
          host.guard.caught("Listener onReadable", thrown);
        }
      },
    });
    this.#port = this.#native.port;
  }

  get port(): number {
    return this.#port;
  }

  read(callbacks: TCPCallbacks): TCP | undefined {
    const from = this.#native?.read();
    if (from === undefined) return undefined;
    return new MooringTCP(this.#NativeTCP, { from }, callbacks, this.#host);
  }

  close(): void {
    const native = this.#native;
    this.#native = undefined;
    native?.close();
  }
}
