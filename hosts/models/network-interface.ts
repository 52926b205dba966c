/** The ECMA-419 "Network Interface Class Pattern" (shape in src/board) over the simulated radio. */
import type {
  Connection,
  JoinFailure,
  NetworkInterfaceOptions,
  NetworkInterface as NetworkInterfaceShape,
  ScanOptions,
} from "../../src/board/network.js";
import type { Credentials, Radio } from "./radio.js";

export class NetworkInterface implements NetworkInterfaceShape {
  readonly #radio: Radio;
  readonly #listener: NetworkInterfaceOptions["onChanged"];
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

  get failure(): JoinFailure | undefined {
    return this.#radio.failure;
  }

  close(): void {
    if (this.#listener !== undefined) this.#radio.unlisten(this.#listener);
    this.#open = false;
  }

  scan(options: ScanOptions): void {
    this.#check();
    const { onFound, onComplete } = options;
    this.#radio.defer(() => {
      for (const network of this.#radio.found) if (this.#open) onFound(network);
      if (this.#open) onComplete?.();
    });
  }

  connect(credentials?: Credentials): void {
    this.#check();
    this.#radio.join(credentials);
  }

  disconnect(): void {
    this.#check();
    this.#radio.leave();
  }

  #check(): void {
    if (!this.#open) throw new Error("network interface is closed");
  }
}
