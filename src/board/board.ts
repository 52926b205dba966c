/**
 * The board: the one object that a host hands to the firmware.
 *
 * It has the shape of the host provider instance of ECMA-419 (4th edition, "Host provider instance") plus the few
 * things which the standard leaves out: clock, timer, random, digest, restart, memory, identity. Every peripheral
 * class takes its `io` from an options object, so that a test or another host can put another one there.
 * Nothing in src/ reaches for anything else of its host.
 */
import type {
  Analog,
  AnalogOptions,
  Closable,
  Constructor,
  Digital,
  DigitalOptions,
  I2C,
  I2COptions,
  Place,
  PulseCount,
  PulseCountOptions,
  PWM,
  PWMOptions,
  Serial,
  SerialOptions,
  SMBus,
} from "./io.js";
import type {
  AccessPoint,
  AccessPointOptions,
  Listener,
  ListenerOptions,
  NetworkInterface,
  NetworkInterfaceOptions,
  NTP,
  NTPOptions,
  Resolver,
  TCP,
  TCPOptions,
  TLSOptions,
  UDP,
  UDPOptions,
} from "./network.js";

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
