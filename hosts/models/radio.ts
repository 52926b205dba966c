/**
 * A simulated network interface (ECMA-419 "Network Interface Class Pattern"; shape in src/board.ts): one station that
 * joins the one network around it without being asked, as a board does whose credentials are stored. Steering says how
 * far the link gets. Access points, passwords and scanning are not here yet.
 */
import type {
  Connection,
  NetworkInterfaceOptions,
  NetworkInterface as NetworkInterfaceShape,
} from "../../src/board.js";

export const connections: readonly Connection[] = Object.freeze(["gone", "joining", "linked", "ready"] as const);

export interface RadioOptions {
  address?: string;
  MAC?: string;
  SSID?: string;
  /** dBm, default -58 */
  RSSI?: number;
  /** Runs a callback after the present call, never inside it. */
  defer: (callback: () => void) => void;
}

type Property = "connection" | "address";

export class Radio {
  readonly MAC: string;
  readonly #address: string;
  readonly #SSID: string;
  readonly #defer: (callback: () => void) => void;
  readonly #listeners = new Set<(property: Property) => void>();
  #RSSI: number;
  #reach: Connection = "ready";
  #isWanted = true;

  constructor(options: RadioOptions) {
    this.MAC = options.MAC ?? "02:00:00:00:00:01";
    this.#address = options.address ?? "127.0.0.1";
    this.#SSID = options.SSID ?? "Mooring";
    this.#RSSI = options.RSSI ?? -58;
    this.#defer = options.defer;
  }

  get connection(): Connection {
    return this.#isWanted ? this.#reach : "gone";
  }

  get isReady(): boolean {
    return this.connection === "ready";
  }

  get address(): string | undefined {
    return this.isReady ? this.#address : undefined;
  }

  get SSID(): string | undefined {
    return this.#isLinked() ? this.#SSID : undefined;
  }

  get RSSI(): number | undefined {
    return this.#isLinked() ? this.#RSSI : undefined;
  }

  /** From outside: how far the link gets, how strong the signal is. */
  set(change: { state?: Connection | undefined; RSSI?: number | undefined }): void {
    if (change.RSSI !== undefined) this.#RSSI = change.RSSI;
    if (change.state !== undefined) this.#change(this.#isWanted, change.state);
  }

  /** From the firmware: joins, or leaves until it is asked to join again. */
  want(isWanted: boolean): void {
    this.#defer(() => this.#change(isWanted, this.#reach));
  }

  /** As after a restart of the board. Listeners of the firmware are gone with it. */
  reset(): void {
    this.#isWanted = true;
  }

  listen(listener: (property: Property) => void): void {
    this.#listeners.add(listener);
  }

  unlisten(listener: (property: Property) => void): void {
    this.#listeners.delete(listener);
  }

  #isLinked(): boolean {
    return this.connection === "linked" || this.connection === "ready";
  }

  #change(isWanted: boolean, reach: Connection): void {
    const connection = this.connection;
    const address = this.address;
    this.#isWanted = isWanted;
    this.#reach = reach;
    if (this.connection !== connection) this.#tell("connection");
    if (this.address !== address) this.#tell("address");
  }

  #tell(property: Property): void {
    for (const listener of [...this.#listeners]) if (this.#listeners.has(listener)) listener(property);
  }
}

export class NetworkInterface implements NetworkInterfaceShape {
  readonly #radio: Radio;
  readonly #listener: ((property: Property) => void) | undefined;
  #open = true;

  constructor(radio: Radio, options: NetworkInterfaceOptions) {
    this.#radio = radio;
    this.#listener = options.onChanged;
    if (this.#listener !== undefined) radio.listen(this.#listener);
  }

  get connection(): Connection {
    return this.#radio.connection;
  }

  get address(): string | undefined {
    return this.#radio.address;
  }

  get MAC(): string | undefined {
    return this.#radio.MAC;
  }

  get SSID(): string | undefined {
    return this.#radio.SSID;
  }

  get RSSI(): number | undefined {
    return this.#radio.RSSI;
  }

  close(): void {
    if (this.#listener !== undefined) this.#radio.unlisten(this.#listener);
    this.#open = false;
  }

  connect(_options?: { SSID: string; password?: string }): void {
    if (!this.#open) throw new Error("network interface is closed");
    this.#radio.want(true);
  }

  disconnect(): void {
    if (!this.#open) throw new Error("network interface is closed");
    this.#radio.want(false);
  }
}
