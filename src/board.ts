/**
 * The board: the one object that a host hands to the firmware.
 *
 * It has the shape of the host provider instance of ECMA-419 (4th edition, "Host provider instance") plus the few
 * things which the standard leaves out: clock, timer, random, digest, restart, memory, identity. Every peripheral
 * class takes its `io` from an options object, so that a test or another host can put another one there.
 * Nothing in src/ reaches for anything else of its host.
 */

/** What ECMA-419 calls a Byte Buffer. */
export type ByteBuffer = ArrayBuffer | Uint8Array | DataView;

/** A class of the host: `new io(options)`. Options that name hardware are the host's own and passed through. */
export type Constructor<Options, Instance> = new (options: Options) => Instance;

/** A peripheral's place: the class that drives it and the options which say where it is (pins, bus, port). */
export type Place<Options, Instance> = Readonly<{ io: Constructor<Options, Instance> } & Partial<Options>>;

export interface Closable {
  /** Idempotent. No callback comes after it. */
  close(): void;
}

// Digital Class Pattern, Analog, PulseCount, PWM

export type DigitalMode = "input" | "inputPullUp" | "inputPullDown" | "output" | "outputOpenDrain";
export interface DigitalOptions {
  pin: number;
  mode: DigitalMode;
  /** True: 1 in read() and write() stands for the low level. */
  activeLow?: boolean;
  /** For outputs: level at construction, 0 or 1. */
  initialValue?: 0 | 1;
  /** For inputs: called after the level changed (either edge); the new level is read with read(). */
  onReadable?: () => void;
}
export interface Digital extends Closable {
  read(): 0 | 1;
  write(value: 0 | 1): void;
}

export interface AnalogOptions {
  pin: number;
}
export interface Analog extends Closable {
  /** bits of the converter; read() is 0..2**resolution - 1 */
  readonly resolution: number;
  read(): number;
}

/** How a counter's pin is pulled; it counts one edge of each pulse. `pull` is an addition to the standard. */
export interface PulseCountOptions {
  signal: number;
  pull?: "up" | "down";
}
export interface PulseCount extends Closable {
  /** pulses, since the start or what was written last */
  read(): number;
  write(count: number): void;
}

export interface PWMOptions {
  pin: number;
  /** Hz */
  hz?: number;
}
export interface PWM extends Closable {
  /** bits; write() takes 0..2**resolution - 1 */
  readonly resolution: number;
  write(duty: number): void;
}

// I2C Class Pattern and SMBus Class Pattern

export interface I2COptions {
  data: number;
  clock: number;
  /** Hz */
  hz: number;
  /** 7 bits */
  address: number;
}
/** Both calls throw when the target does not acknowledge; a driver turns that into a fault. */
export interface I2C extends Closable {
  write(bytes: ByteBuffer, stop?: boolean): void;
  /** With a number: a new buffer of that many bytes. With a buffer: fills it and returns the number of bytes. */
  read(count: number, stop?: boolean): ArrayBuffer;
  read(buffer: Uint8Array, stop?: boolean): number;
  /** Write and read with a repeated start between. An addition to the standard, absent on some hosts. */
  writeRead?(bytes: ByteBuffer, count: number): ArrayBuffer;
  writeRead?(bytes: ByteBuffer, buffer: Uint8Array): number;
}
export interface SMBus extends I2C {
  readUint8(register: number): number;
  writeUint8(register: number, value: number): void;
  readUint16(register: number, bigEndian?: boolean): number;
  writeUint16(register: number, value: number, bigEndian?: boolean): void;
  readBuffer(register: number, buffer: Uint8Array): void;
  writeBuffer(register: number, bytes: ByteBuffer): void;
}

// Serial, TCP, TLS, UDP, Listener

export interface SerialOptions {
  port?: number;
  /** bit/s */
  baud: number;
  onReadable?: (count: number) => void;
  onWritable?: (count: number) => void;
}
export interface Serial extends Closable {
  read(buffer: Uint8Array): number;
  write(bytes: ByteBuffer): void;
}

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

// Storage: key-value (ECMA-419 "Key-Value Storage") and a flash partition ("Flash Storage")

export interface KeyValue extends Closable {
  /** undefined: no such key */
  read(key: string): string | undefined;
  /** Atomic and durable when it returns. Throws when there is no room. */
  write(key: string, value: string): void;
  delete(key: string): void;
}
/** Bits only fall from 1 to 0 by write() and rise by eraseBlock() alone; power may go at any byte. */
export interface Flash extends Closable {
  /** bytes; size = blocks * blockLength, blockLength 4096 on flash chips */
  status(): { size: number; blocks: number; blockLength: number };
  read(buffer: Uint8Array, offset: number): number;
  write(bytes: Uint8Array, offset: number): void;
  /** Block `start` up to but not including `end` (default: one block). */
  eraseBlock(start: number, end?: number): void;
}

// Sensors: Sensor Class Pattern

/** A host's own sensor (load, temperature of the processor). sample() gives undefined when there is no reading. */
export interface HostSensor extends Closable {
  sample(): number | undefined;
}
export interface HostSensorPlace extends Place<object, HostSensor> {
  readonly name: string;
  /** SenML unit, RFC 8428 12.1 and RFC 8798 */
  readonly unit: string;
}
/** A driver that the host has for a chip on a bus. It may speak to its chip in the constructor, throw anywhere, and wait. */
export interface HostDriver {
  configure?(options: object): void;
  /** An object with the values by the sensor's parts, or at its top; anything else: none yet. */
  sample(): unknown;
  close?(): void;
}
export interface HostDriverOptions {
  /** `io`, and what places the chip on its bus */
  sensor: object;
  onError: (reason?: string) => void;
}

// What the standard leaves out

export interface Clock {
  /** Monotonic milliseconds since some moment, fractions allowed. */
  now(): number;
  /** Milliseconds since 1970 UTC; undefined while unknown. */
  wall(): number | undefined;
  setWall(epochMs: number): void;
  /** Milliseconds since 1970 UTC when this firmware was built: earlier it cannot be. undefined: unknown */
  readonly builtAt?: number | undefined;
  /** While the time is unknown certificates are judged by this moment. Absent: the host's TLS has a clock of its own. */
  setFloor?(epochMs: number): void;
}
/** What the pins of a chip are for on this board, by GPIO numbers. */
export interface Pinout {
  readonly pins: readonly number[];
  /** By number: what uses it, so that nothing else can ("flash", "USB"). */
  readonly taken: Readonly<Record<number, string>>;
  readonly inputOnly: readonly number[];
  /** Those with an analog converter that works beside the radio. */
  readonly analog: readonly number[];
}
/** One-shot timers. The firmware holds one for the device and re-arms it. */
export interface Timer {
  set(callback: () => void, delayMs: number): unknown;
  clear(timer: unknown): void;
}
export type RestartReason = "power" | "reset" | "software" | "watchdog" | "crash" | "brownout" | "sleep" | "unknown";
/** Figures in bytes; undefined: this host cannot tell. */
export interface Memory {
  heapUsed: number | undefined;
  heapFree: number | undefined;
  nativeFree: number | undefined;
  nativeLargest: number | undefined;
}

export interface Board {
  /** ECMA-419 IO classes. A class that the host lacks is undefined. */
  readonly io: Readonly<{
    Digital: Constructor<DigitalOptions, Digital>;
    Analog: Constructor<AnalogOptions, Analog>;
    /** undefined: the chip has no counter of pulses */
    PulseCount?: Constructor<PulseCountOptions, PulseCount> | undefined;
    PWM: Constructor<PWMOptions, PWM>;
    I2C: Constructor<I2COptions, I2C>;
    SMBus: Constructor<I2COptions, SMBus>;
    Serial: Constructor<SerialOptions, Serial> | undefined;
    TCP: Constructor<TCPOptions, TCP>;
    TLS: Constructor<TLSOptions, TCP> | undefined;
    UDP: Constructor<UDPOptions, UDP>;
    Listener: Constructor<ListenerOptions, Listener>;
  }>;
  /** Named pins: button, relay, lamp, light... */
  readonly pin: Readonly<Record<string, number>>;
  /** undefined: this host cannot tell. */
  readonly pinout?: Pinout | undefined;
  /** Named buses; each is spread into the options of a driver's `sensor`. */
  readonly I2C: Readonly<Record<string, Readonly<{ io: Constructor<I2COptions, I2C>; data: number; clock: number }>>>;
  /** The host's own sensors, read beside those that the application names. */
  readonly sensor: readonly HostSensorPlace[];
  /** The host's drivers that are in this build, by the kind of sensor (sensors/sdk-kinds.ts). Absent: it has none at all. */
  readonly driver?: Readonly<Record<string, Constructor<HostDriverOptions, HostDriver>>> | undefined;
  readonly network: Readonly<{
    interface: Place<NetworkInterfaceOptions, NetworkInterface>;
    /** True: the firmware joins networks and is set up by people; else the host keeps the link up by itself. */
    isManaged?: boolean | undefined;
    resolver: Place<object, Resolver>;
    /** undefined: no radio, or no access point on this host */
    accessPoint?: Place<AccessPointOptions, AccessPoint> | undefined;
    /** Where the setup portal listens when that is not 80 and 53; "none": names are somebody else's there. */
    portal?: Readonly<{ httpPort?: number; dnsPort?: number | "none" }> | undefined;
    /** undefined: the host has the time from elsewhere */
    ntp?: Place<NTPOptions, NTP> | undefined;
  }>;
  readonly storage: Readonly<{
    /** Opens the store named `path`: letters, digits, 1-15 characters. */
    keyValue: { open(options: { path: string }): KeyValue };
    /** Partition for readings that outlive an outage. */
    log: { open(): Flash };
  }>;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Fills with bytes from a cryptographic source (seeded in tests). */
  random(into: Uint8Array): void;
  digest(algorithm: "SHA-1" | "SHA-256", bytes: Uint8Array): Uint8Array;
  /** Ends the firmware; it starts anew. `reason` comes back in restartReason's detail. */
  restart(reason: string): void;
  readonly restartReason: Readonly<{ reason: RestartReason; detail?: string }>;
  memory(): Memory;
  /** V; absent: this board does not measure it */
  supply?(): number | undefined;
  readonly identity: Readonly<{ /** from the MAC on a board */ id: string; model: string; engine: string }>;
  /** One line for a person's console; the device's own log goes to the cloud. */
  print(line: string): void;
}
