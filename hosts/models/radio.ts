/**
 * A simulated radio: a station among the networks in range, and an access point of the board's own.
 *
 * Without networks it is joined to "Mooring" at once and without being asked, and joins any name. With them it joins,
 * until the firmware calls connect(), by what a board has stored: the name "Mooring" and its password. After connect() it
 * does as the SDK's Wi-Fi: one try, joining, then linked and ready, or gone; what is lost is not joined anew by itself.
 * A network may give no address, reach no further than itself, or have the portal of a hotel before the world. Steering
 * besides says how far any link gets. Not here: the time that a join takes; phones on the access point.
 */
import type {
  AccessPointOptions,
  Connection,
  FixedAddress,
  FoundNetwork,
  JoinFailure,
} from "../../src/board/network.js";

export const connections: readonly Connection[] = Object.freeze(["gone", "joining", "linked", "ready"] as const);

/** all: the world; none: nothing beyond the network; portal: a hotel's, which answers whatever is asked for */
export const reaches = Object.freeze(["all", "none", "portal"] as const);
export type Reach = (typeof reaches)[number];

/** An access point in range. */
export interface Network {
  SSID: string;
  /** absent: open */
  password?: string | undefined;
  /** dBm, default -58 */
  RSSI?: number | undefined;
  /** 1-13, default 1 */
  channel?: number | undefined;
  /** It does not tell its name. */
  isHidden?: boolean | undefined;
  /** default true; false: it gives no address */
  hasDHCP?: boolean | undefined;
  /** default "all" */
  reach?: Reach | undefined;
}
export interface Credentials {
  SSID: string;
  password?: string;
  fixed?: FixedAddress;
}
export interface RadioOptions {
  address?: string;
  MAC?: string;
  /** Of the network that a board has stored; default "Mooring", password "mooring-home". */
  SSID?: string;
  password?: string;
  /** dBm, default -58 */
  RSSI?: number;
  networks?: readonly Network[];
  /** The firmware joins: nothing is stored with the radio itself. */
  isManaged?: boolean;
  /** Runs a callback after the present call, never inside it. */
  defer: (callback: () => void) => void;
}
export interface RadioChange {
  /** How far the link gets. */
  state?: Connection | undefined;
  /** Of the network that the station is joined to, or would join. */
  RSSI?: number | undefined;
  /** Networks in range from now on; "any": as without any. */
  networks?: readonly Network[] | "any" | undefined;
}

type Property = "connection" | "address";
/** stored: by what a board has stored, again and again; trying, asked, failed: by connect(), once */
type Station = "left" | "stored" | "trying" | "asked" | "failed";

const defaultRSSI = -58; // dBm
const defaultPassword = "mooring-home";

export class Radio {
  readonly MAC: string;
  readonly #address: string;
  readonly #stored: Credentials;
  readonly #defer: (callback: () => void) => void;
  readonly #listeners = new Set<(property: Property) => void>();
  #RSSI: number;
  #networks: readonly Network[] | undefined;
  #reach: Connection = "ready";
  readonly #first: Station;
  #station: Station;
  #wanted: Credentials;
  #failure: JoinFailure | undefined;
  /** The access point of the board's own. */
  accessPoint: AccessPointOptions | undefined;

  constructor(options: RadioOptions) {
    this.MAC = options.MAC ?? "02:00:00:00:00:01";
    this.#address = options.address ?? "127.0.0.1";
    this.#stored = { SSID: options.SSID ?? "Mooring", password: options.password ?? defaultPassword };
    this.#wanted = this.#stored;
    this.#RSSI = options.RSSI ?? defaultRSSI;
    this.#networks = options.networks;
    this.#defer = options.defer;
    this.#first = this.#station = options.isManaged === true ? "left" : "stored";
    if (this.#networks !== undefined && this.#first === "stored") this.#failure = this.#refusal();
  }

  get connection(): Connection {
    return connections[Math.min(connections.indexOf(this.#reach), connections.indexOf(this.#joined()))] ?? "gone";
  }

  get isReady(): boolean {
    return this.connection === "ready";
  }

  get address(): string | undefined {
    return this.isReady ? (this.#joinedTo()?.fixed?.address ?? this.#address) : undefined;
  }

  /** How far one gets by the network that the station is joined to. */
  get networkReach(): Reach {
    return this.isReady ? (this.#network()?.reach ?? "all") : "none";
  }

  #joinedTo(): Credentials | undefined {
    return this.#networks === undefined ? undefined : this.#wanted;
  }

  get SSID(): string | undefined {
    if (!this.#isLinked()) return undefined;
    return this.#networks === undefined ? this.#stored.SSID : this.#wanted.SSID;
  }

  get RSSI(): number | undefined {
    return this.#isLinked() ? (this.#network()?.RSSI ?? this.#RSSI) : undefined;
  }

  /** Why the latest join failed. */
  get failure(): JoinFailure | undefined {
    return this.#failure;
  }

  /** What is in the air here. */
  get found(): readonly FoundNetwork[] {
    if (this.#reach === "gone") return [];
    const networks: readonly Network[] = this.#networks ?? [{ SSID: this.#stored.SSID }];
    return networks.map(({ SSID, RSSI, channel, password, isHidden }) => ({
      SSID: isHidden === true ? "" : SSID,
      RSSI: RSSI ?? this.#RSSI,
      channel: channel ?? 1,
      isOpen: password === undefined,
    }));
  }

  /** From outside. */
  set(change: RadioChange): void {
    this.#move(() => {
      if (change.networks !== undefined) this.#networks = change.networks === "any" ? undefined : change.networks;
      if (change.RSSI !== undefined) this.#setRSSI(change.RSSI);
      if (change.state !== undefined) this.#reach = change.state;
      const refusal = this.#refusal();
      if (this.#station === "stored") this.#failure = refusal;
      else if (this.#station === "asked" && (refusal === "not found" || this.#reach === "gone"))
        this.#fail("not found");
    });
  }

  /** From the firmware: joins. Without credentials: what is stored, again and again. */
  join(credentials: Credentials | undefined): void {
    this.#defer(() => {
      this.#move(() => this.#begin(credentials));
      if (this.#station === "trying") this.#defer(() => this.#end());
    });
  }

  /** From the firmware: leaves until it is asked to join again. */
  leave(): void {
    this.#defer(() =>
      this.#move(() => {
        this.#station = "left";
      }),
    );
  }

  /** As after a restart of the board. Listeners of the firmware are gone with it. */
  reset(): void {
    this.#station = this.#first;
    this.#wanted = this.#stored;
    this.#failure = this.#first === "stored" ? this.#refusal() : undefined;
    this.accessPoint = undefined;
  }

  listen(listener: (property: Property) => void): void {
    this.#listeners.add(listener);
  }

  unlisten(listener: (property: Property) => void): void {
    this.#listeners.delete(listener);
  }

  /** Runs a callback after the present call. */
  defer(callback: () => void): void {
    this.#defer(callback);
  }

  #begin(credentials: Credentials | undefined): void {
    this.#failure = undefined;
    this.#wanted = credentials ?? this.#stored;
    this.#station = credentials === undefined || this.#networks === undefined ? "stored" : "trying";
    if (this.#station === "stored") this.#failure = this.#refusal();
  }

  #end(): void {
    this.#move(() => {
      if (this.#station !== "trying") return;
      const refusal = this.#reach === "gone" ? "not found" : this.#refusal();
      if (refusal === undefined) this.#station = "asked";
      else this.#fail(refusal);
    });
  }

  #fail(failure: JoinFailure): void {
    this.#failure = failure;
    this.#station = "failed";
  }

  /** How far the station gets by itself. */
  #joined(): Connection {
    if (this.#station === "left" || this.#station === "failed") return "gone";
    if (this.#station === "trying") return "joining";
    const refusal = this.#refusal();
    if (refusal === undefined) {
      const isServed = this.#network()?.hasDHCP !== false || this.#wanted.fixed !== undefined;
      return isServed ? "ready" : "linked";
    }
    return refusal === "password" ? "joining" : "gone";
  }

  /** Why the network that is wanted would not take the station. */
  #refusal(): JoinFailure | undefined {
    if (this.#networks === undefined) return undefined;
    const network = this.#network();
    if (network === undefined) return "not found";
    return network.password === undefined || network.password === this.#wanted.password ? undefined : "password";
  }

  #network(): Network | undefined {
    return this.#networks?.find(({ SSID }) => SSID === this.#wanted.SSID);
  }

  #setRSSI(RSSI: number): void {
    this.#RSSI = RSSI;
    const network = this.#network();
    this.#networks = this.#networks?.map((each) => (each === network ? { ...each, RSSI } : each));
  }

  #isLinked(): boolean {
    return this.connection === "linked" || this.connection === "ready";
  }

  #move(change: () => void): void {
    const { connection, address } = this;
    change();
    if (this.connection !== connection) this.#tell("connection");
    if (this.address !== address) this.#tell("address");
  }

  #tell(property: Property): void {
    for (const listener of [...this.#listeners]) if (this.#listeners.has(listener)) listener(property);
  }
}
