/**
 * The network interface of src/board over the SDK's Wi-Fi station or Ethernet class.
 *
 * The SDK counts connections as 200 (none), 300 (connecting), 400 (link, no address) and 500 (addresses, IPv4 and
 * link-local IPv6). Its connect() throws while it is connecting, and gives no cause when a join fails. scan() is in
 * wifi.ts.
 */

import type { Connection, JoinOptions, NetworkInterface, NetworkInterfaceOptions } from "../../src/board/network.js";
import type { Guard } from "./guard.js";

export interface NativeInterface {
  readonly connection: number;
  readonly address: string | undefined;
  readonly MAC: string | undefined;
  readonly SSID?: string | undefined;
  readonly RSSI?: number | undefined;
  connect(options?: { SSID: string; password?: string }): void;
  disconnect(): void;
  close(): void;
}
export type NativeInterfaceClass = new (options: {
  onChanged(property: "connection" | "address"): void;
}) => NativeInterface;

export class MooringNetworkInterface implements NetworkInterface {
  #native: NativeInterface | undefined;
  #guard: Guard;

  constructor(Native: NativeInterfaceClass, options: NetworkInterfaceOptions, guard: Guard) {
    this.#guard = guard;
    const { onChanged } = options;
    this.#native = new Native({
      onChanged: (property) => {
        try {
          if (this.#native !== undefined) onChanged?.(property);
        } catch (thrown) {
          guard.caught("NetworkInterface onChanged", thrown);
        }
      },
    });
  }

  get connection(): Connection {
    return connectionName(this.#native?.connection ?? 0);
  }
  get address(): string | undefined {
    return this.#native?.address;
  }
  get MAC(): string | undefined {
    return this.#native?.MAC;
  }
  get SSID(): string | undefined {
    return this.#native?.SSID;
  }
  get RSSI(): number | undefined {
    return this.#native?.RSSI;
  }

  /** undefined: closed */
  protected get native(): NativeInterface | undefined {
    return this.#native;
  }

  /** A failure to begin leaves the connection as it was: the caller's deadline for joining sees to it. */
  connect(options?: JoinOptions): void {
    const native = this.#native;
    if (native === undefined) throw new Error("network interface: closed");
    try {
      if (this.connection === "joining") native.disconnect();
      native.connect(options);
    } catch (thrown) {
      this.#guard.note("NetworkInterface connect", thrown);
    }
  }

  disconnect(): void {
    this.#native?.disconnect();
  }

  close(): void {
    const native = this.#native;
    this.#native = undefined;
    native?.close();
  }
}

/** Of the SDK's number. */
export function connectionName(connection: number): Connection {
  if (connection >= 500) return "ready";
  if (connection >= 400) return "linked";
  if (connection >= 300) return "joining";
  return "gone";
}
