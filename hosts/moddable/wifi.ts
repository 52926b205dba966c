/**
 * The Wi-Fi station of src/board over the SDK's: a network interface that can scan.
 *
 * The SDK throws when it cannot begin to scan (another is under way, the station joins); here that ends the scan with a
 * reason, as every other end. It loses what onFound throws, and lets out what onComplete throws: both are guarded.
 */

import type { JoinOptions, NetworkInterfaceOptions, ScanOptions } from "../../src/board/network.js";
import { describeThrown } from "./guard.js";
import { MooringNetworkInterface, type NativeInterface, type NativeInterfaceClass } from "./network-interface.js";
import type { SocketHost } from "./tcp.js";

export interface NativeFound {
  SSID: string;
  RSSI: number;
  channel: number;
  /** "none" for an open network; the SDK's declaration lacks it */
  security?: string;
}
export interface NativeWiFi extends NativeInterface {
  scan(options: { onFound(network: NativeFound): void; onComplete(): void }): void;
  /** ECMA-419 "Network Interface Class Pattern": a fixed address from now on, or (undefined) the network's own. */
  configure(options: {
    static?: { address: string; mask: string; gateway: string } | undefined;
    hostname?: string;
  }): void;
}
export type NativeWiFiClass = new (...args: ConstructorParameters<NativeInterfaceClass>) => NativeWiFi;

export class MooringWiFi extends MooringNetworkInterface {
  #host: SocketHost;
  #setNameServer: (address: string) => void;
  #isFixed = false;

  /** setNameServer: of the station, where no network tells one. */
  constructor(
    Native: NativeWiFiClass,
    options: NetworkInterfaceOptions,
    host: SocketHost,
    setNameServer: (address: string) => void,
  ) {
    super(Native, options, host.guard);
    this.#host = host;
    this.#setNameServer = setNameServer;
  }

  /** A failure to take a fixed address leaves the join without one: its deadline sees to it. */
  override connect(options?: JoinOptions): void {
    try {
      this.#fix(options);
    } catch (thrown) {
      this.#host.guard.note("NetworkInterface configure", thrown);
    }
    super.connect(options);
  }

  #fix(options: JoinOptions | undefined): void {
    const fixed = options?.fixed;
    const native = this.native as NativeWiFi | undefined;
    if (options?.hostname !== undefined) native?.configure({ hostname: options.hostname });
    if (fixed === undefined && !this.#isFixed) return;
    this.#isFixed = fixed !== undefined;
    if (fixed === undefined) {
      native?.configure({ static: undefined });
      return;
    }
    const { address, mask, gateway, nameServer } = fixed;
    native?.configure({ static: { address, mask, gateway } });
    this.#setNameServer(nameServer ?? gateway);
  }

  scan(options: ScanOptions): void {
    const native = this.native as NativeWiFi | undefined;
    if (native === undefined) throw new Error("network interface: closed");
    const { onFound, onComplete } = options;
    try {
      native.scan({
        onFound: ({ SSID, RSSI, channel, security }) =>
          this.#run("onFound", () => onFound({ SSID, RSSI, channel, isOpen: security === "none" })),
        onComplete: () => this.#run("onComplete", () => onComplete?.()),
      });
    } catch (thrown) {
      const reason = describeThrown(thrown);
      this.#host.defer(() => this.#run("onComplete", () => onComplete?.(reason)));
    }
  }

  #run(name: string, callback: () => void): void {
    try {
      if (this.native !== undefined) callback();
    } catch (thrown) {
      this.#host.guard.caught(`NetworkInterface ${name}`, thrown);
    }
  }
}
