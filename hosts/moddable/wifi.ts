/**
 * The Wi-Fi station of src/board.ts over the SDK's: a network interface that can scan.
 *
 * The SDK throws when it cannot begin to scan (another is under way, the station joins); here that ends the scan with a
 * reason, as every other end. It loses what onFound throws, and lets out what onComplete throws: both are guarded.
 */

import type { NetworkInterfaceOptions, ScanOptions } from "../../src/board.js";
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
}
export type NativeWiFiClass = new (...args: ConstructorParameters<NativeInterfaceClass>) => NativeWiFi;

export class MooringWiFi extends MooringNetworkInterface {
  #host: SocketHost;

  constructor(Native: NativeWiFiClass, options: NetworkInterfaceOptions, host: SocketHost) {
    super(Native, options, host.guard);
    this.#host = host;
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
