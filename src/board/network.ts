/** TCP, TLS, UDP and Listener, the network interface, the access point, names and the time, in the shapes of ECMA-419. */
import type { ByteBuffer, Closable, Place } from "./io.js";

export interface TCPOptions {
  address: string;
  port: number;
  /** Name that `address` was resolved from. */
  host?: string;
  noDelay?: boolean;
  /** count: bytes that can be read now */
  onReadable?: (count: number) => void;
  /** count: bytes that can be written now; the first call says that the connection stands */
  onWritable?: (count: number) => void;
  /** Terminal, once. An addition to the standard: the reason, undefined when the peer closed in order. */
  onError?: (reason?: string) => void;
}
export interface TCP extends Closable {
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  /** Fills the buffer with what has come, returns the number of bytes, 0 when there are none. */
  read(buffer: Uint8Array): number;
  /** Throws, writing nothing, when bytes are more than were last said to be writable. Returns what is writable now. */
  write(bytes: Uint8Array): number;
}

export interface TLSOptions extends TCPOptions {
  /** PEM, certificates that are trusted instead of the host's own */
  ca?: string;
  clientCertificate?: string;
  clientKey?: string;
  minimumVersion?: "1.2" | "1.3";
  applicationLayerProtocol?: readonly string[];
  /** bytes */
  maximumFragmentLength?: 512 | 1024 | 2048 | 4096;
  /** Base64 SHA-256 of acceptable public keys (SubjectPublicKeyInfo, RFC 7469 2.4). */
  pins?: readonly string[];
  /** Default true. False takes an explicit setting and is logged at every connection. */
  verify?: boolean;
}

export interface UDPOptions {
  port?: number;
  address?: string;
  onReadable?: (packets: number) => void;
  onError?: (reason?: string) => void;
}
export interface UDP extends Closable {
  readonly port: number;
  /** undefined when nothing waits */
  read(): { bytes: ArrayBuffer; address: string; port: number } | undefined;
  write(bytes: ByteBuffer, address: string, port: number): void;
}

export interface ListenerOptions {
  port: number;
  address?: string;
  onReadable?: (requests: number) => void;
  onError?: (reason?: string) => void;
}
export interface Listener extends Closable {
  readonly port: number;
  /** Takes a waiting connection; `callbacks` is kept, and called by its methods. undefined when none waits. */
  read(callbacks: Pick<TCPOptions, "onReadable" | "onWritable" | "onError">): TCP | undefined;
}

// Network interface class pattern, name resolver

/** gone: no link; joining: looking for it; linked: no address yet; ready: has an address */
export type Connection = "gone" | "joining" | "linked" | "ready";
export interface NetworkInterfaceOptions {
  onChanged?: (property: "connection" | "address") => void;
}
/** Wi-Fi: why the latest join failed. An addition to the standard. */
export type JoinFailure = "not found" | "password";
export interface FoundNetwork {
  /** "" when it hides its name */
  SSID: string;
  /** dBm */
  RSSI: number;
  channel: number;
  /** Anyone may join without a password. */
  isOpen: boolean;
}
export interface ScanOptions {
  /** Once for each access point; a name may come more than once. */
  onFound: (network: FoundNetwork) => void;
  /** Once, at the end. An addition to the standard: why it could not be done. */
  onComplete?: (reason?: string) => void;
}
export interface JoinOptions {
  SSID: string;
  password?: string;
  /** An addition to the standard. Absent: the network gives an address (DHCP). */
  fixed?: FixedAddress;
  /** An addition to the standard: what the station calls itself in the network (DHCP). Absent: the host's choice. */
  hostname?: string;
}
/** IPv4, as text. */
export interface FixedAddress {
  readonly address: string;
  readonly mask: string;
  readonly gateway: string;
  /** Absent: the gateway answers for names. */
  readonly nameServer?: string | undefined;
}
export interface NetworkInterface extends Closable {
  readonly connection: Connection;
  readonly address: string | undefined;
  readonly MAC: string | undefined;
  /** Wi-Fi alone; undefined on a wired interface */
  readonly SSID: string | undefined;
  /** dBm */
  readonly RSSI: number | undefined;
  /** undefined: it did not fail, or this host cannot tell. */
  readonly failure?: JoinFailure | undefined;
  /** Wi-Fi alone: looks for networks in range, seconds on a board. No callback comes from inside it. */
  scan?(options: ScanOptions): void;
  /** Starts to join; an interface that keeps itself linked (Ethernet) takes no options. */
  connect(options?: JoinOptions): void;
  disconnect(): void;
}
/** An access point of the board's own, beside the station. It is there until it is closed; one at a time. */
export interface AccessPointOptions {
  SSID: string;
  /** WPA2, 8-63 characters; absent: open */
  password?: string;
  /** 1-13, default 1; follows the station's while that is joined */
  channel?: number;
  hidden?: boolean;
}
export interface AccessPoint extends Closable {
  /** The board's on it; those who join get theirs from the board. */
  readonly address: string;
}
export interface Resolver extends Closable {
  /** Exactly one of the callbacks comes, never from inside resolve(), and none after close(). */
  resolve(options: {
    host: string;
    onResolved: (host: string, address: string) => void;
    onError: (host: string, reason?: string) => void;
  }): void;
}

// NTP client

export interface NTPOptions {
  /** Names or addresses, asked in turn until one answers. */
  servers: readonly string[];
  socket: Place<UDPOptions, UDP>;
  dns: Place<object, Resolver>;
}
export interface NTP extends Closable {
  /** Milliseconds since 1970 UTC, or why not; never from inside getTime(). Throws while an answer is awaited. */
  getTime(callback: (error: Error | null, time?: number) => void): void;
}
