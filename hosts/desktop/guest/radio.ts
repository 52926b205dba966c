/** The board's network interface and its access point as proxies, with the shapes of src/board. */
import type {
  AccessPoint,
  AccessPointOptions,
  Connection,
  FoundNetwork,
  JoinFailure,
  JoinOptions,
  NetworkInterface,
  NetworkInterfaceOptions,
  ScanOptions,
} from "../../../src/board/network.js";
import type { GuestHost, Value } from "../engine/host.js";
import { classes, events, operations as op } from "../remote.js";
import { link, type Receiver } from "./link.js";
import { RemoteObject } from "./peripherals.js";

declare const host: GuestHost;

class InterfaceReceiver implements Receiver {
  readonly scans = new Map<number, ScanOptions>();
  readonly #onChanged: NetworkInterfaceOptions["onChanged"];

  constructor(onChanged: NetworkInterfaceOptions["onChanged"]) {
    this.#onChanged = onChanged;
  }

  receive(event: number, a: Value, b: Value): void {
    if (event === events.changed) this.#onChanged?.(a as "connection" | "address");
    else if (event === events.found) this.scans.get(a as number)?.onFound(JSON.parse(b as string) as FoundNetwork);
    else if (event === events.scanned) this.#end(a as number, b as string | undefined);
  }

  #end(scan: number, reason: string | undefined): void {
    const onComplete = this.scans.get(scan)?.onComplete;
    this.scans.delete(scan);
    onComplete?.(reason);
  }
}

export class RemoteNetworkInterface extends RemoteObject implements NetworkInterface {
  readonly #receiver: InterfaceReceiver;
  #lastScan = 0;

  constructor(options: NetworkInterfaceOptions) {
    const receiver = new InterfaceReceiver(options.onChanged);
    super(link.construct(classes.NetworkInterface, {}, receiver));
    this.#receiver = receiver;
  }

  get connection(): Connection {
    return host.call(this.object, op.get, "connection") as Connection;
  }

  get address(): string | undefined {
    return host.call(this.object, op.get, "address") as string | undefined;
  }

  get MAC(): string | undefined {
    return host.call(this.object, op.get, "MAC") as string | undefined;
  }

  get SSID(): string | undefined {
    return host.call(this.object, op.get, "SSID") as string | undefined;
  }

  get RSSI(): number | undefined {
    return host.call(this.object, op.get, "RSSI") as number | undefined;
  }

  get failure(): JoinFailure | undefined {
    return host.call(this.object, op.get, "failure") as JoinFailure | undefined;
  }

  scan(options: ScanOptions): void {
    const scan = ++this.#lastScan;
    host.call(this.object, op.scan, scan);
    this.#receiver.scans.set(scan, options);
  }

  connect(options?: JoinOptions): void {
    host.call(this.object, op.connect, options === undefined ? undefined : JSON.stringify(options));
  }

  disconnect(): void {
    host.call(this.object, op.disconnect);
  }
}

export class RemoteAccessPoint extends RemoteObject implements AccessPoint {
  readonly address: string;

  constructor(options: AccessPointOptions) {
    super(link.construct(classes.AccessPoint, options, undefined));
    this.address = host.call(this.object, op.get, "address") as string;
  }
}
