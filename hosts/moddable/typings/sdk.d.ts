/**
 * The Moddable modules that the hosts use, declared from ECMA-419 (4th edition) and from the SDK 8.2 where that
 * differs; only what is used.
 *
 * npm's @moddable/typings (5.6) lacks Wi-Fi, storage and Ethernet, and the SDK's own lack close() on several classes.
 * These serve the repository's own check and the SDK's builds alike; a test holds them against the SDK's, where it is.
 */

declare module "embedded:io/digital" {
  export default class Digital {
    static readonly Input: number;
    static readonly InputPullUp: number;
    static readonly InputPullDown: number;
    static readonly Output: number;
    static readonly OutputOpenDrain: number;
    static readonly Rising: number;
    static readonly Falling: number;
    constructor(options: {
      pin: number;
      mode: number;
      activeLow?: boolean;
      initialValue?: 0 | 1;
      edge?: number;
      onReadable?: () => void;
    });
    read(): 0 | 1;
    write(value: 0 | 1): void;
    close(): void;
  }
}

declare module "embedded:io/analog" {
  export default class Analog {
    constructor(options: { pin: number });
    readonly resolution: number;
    read(): number;
    close(): void;
  }
}

declare module "embedded:io/pwm" {
  export default class PWM {
    constructor(options: { pin: number; hz?: number });
    readonly resolution: number;
    write(value: number): void;
    close(): void;
  }
}

declare module "embedded:io/i2c" {
  export default class I2C {
    /** timeout: ms, an addition of the SDK */
    constructor(options: { data: number; clock: number; hz: number; address: number; timeout?: number });
    write(bytes: ArrayBuffer | Uint8Array | DataView, stop?: boolean): void;
    read(count: number, stop?: boolean): ArrayBuffer;
    read(buffer: Uint8Array, stop?: boolean): number;
    close(): void;
  }
}

declare module "embedded:io/smbus" {
  export default class SMBus {
    constructor(options: { data: number; clock: number; hz: number; address: number; timeout?: number });
    write(bytes: ArrayBuffer | Uint8Array | DataView, stop?: boolean): void;
    read(count: number, stop?: boolean): ArrayBuffer;
    read(buffer: Uint8Array, stop?: boolean): number;
    readUint8(register: number): number;
    writeUint8(register: number, value: number): void;
    readUint16(register: number, bigEndian?: boolean): number;
    writeUint16(register: number, value: number, bigEndian?: boolean): void;
    readBuffer(register: number, buffer: Uint8Array): void;
    writeBuffer(register: number, bytes: ArrayBuffer | Uint8Array | DataView): void;
    close(): void;
  }
}

declare module "embedded:io/serial" {
  export default class Serial {
    constructor(options: {
      receive: number;
      transmit: number;
      port: number;
      baud: number;
      onReadable?: (count: number) => void;
      onWritable?: (count: number) => void;
    });
    /** undefined: nothing has come */
    read(buffer: Uint8Array): number | undefined;
    write(bytes: ArrayBuffer | Uint8Array | DataView): void;
    close(): void;
  }
}

declare module "embedded:io/socket/tcp" {
  interface TCPCallbacks {
    onReadable?: (count: number) => void;
    onWritable?: (count: number) => void;
    onError?: () => void;
  }
  export default class TCP {
    constructor(options: { address?: string; port?: number; from?: TCP; nodelay?: boolean } & TCPCallbacks);
    readonly remoteAddress: string | undefined;
    readonly remotePort: number | undefined;
    read(buffer: Uint8Array): unknown;
    /** The SDK's declaration says void; lwip and Linux both return what is writable. */
    write(bytes: Uint8Array): number | undefined;
    close(): void;
  }
}

declare module "embedded:io/socket/listener" {
  import type TCP from "embedded:io/socket/tcp";
  export default class Listener {
    constructor(options: { port?: number; address?: string; onReadable?: (requests: number) => void });
    readonly port: number;
    read(): TCP | undefined;
    close(): void;
  }
}

declare module "embedded:io/socket/udp" {
  export default class UDP {
    constructor(options: { port?: number; address?: string; onReadable?: (packets: number) => void });
    read(): (ArrayBuffer & { address: string; port: number }) | undefined;
    write(bytes: ArrayBuffer | Uint8Array | DataView, address: string, port: number): void;
    close(): void;
  }
}

declare module "embedded:network/dns/resolver/udp" {
  export default class Resolver {
    /** servers: addresses; socket: how they are reached, `{ io: UDP }` */
    constructor(options: object);
    resolve(options: {
      host: string;
      onResolved: (host: string, address: string) => void;
      onError: (host: string) => void;
    }): void;
    close(): void;
  }
}

declare module "embedded:network/interface/wifi" {
  export default class WiFi {
    constructor(options: { onChanged?: (property: "connection" | "address") => void });
    /** 200 disconnected, 300 connecting, 400 has a link, 500 has its addresses */
    readonly connection: number;
    readonly address: string | undefined;
    readonly MAC: string | undefined;
    readonly SSID: string | undefined;
    readonly RSSI: number | undefined;
    connect(options: { SSID: string; password?: string }): void;
    /** static undefined: DHCP; mask and gateway are needed. Throws for what is no address */
    configure(options: {
      static?: { address: string; mask: string; gateway: string } | undefined;
      hostname?: string;
    }): void;
    /** Throws while one is under way, and while the station joins. security: an addition of the SDK's class, "none" is open */
    scan(options: {
      onFound?: (network: { SSID: string; channel: number; RSSI: number; security?: string }) => void;
      onComplete?: () => void;
    }): void;
    disconnect(): void;
    close(): void;
  }
}

declare module "embedded:network/interface/ethernet" {
  export default class Ethernet {
    constructor(options: { onChanged?: (property: "connection" | "address") => void });
    readonly connection: number;
    readonly address: string | undefined;
    readonly MAC: string | undefined;
    connect(): void;
    disconnect(): void;
    close(): void;
  }
}

/** The SDK's module from before ECMA-419; the access point is there alone. */
declare module "wifi" {
  export default class WiFi {
    /** -5 off, 1 station, 2 access point, 3 both */
    static mode: -5 | 0 | 1 | 2 | 3;
    /** station: keeps the station beside it; an addition to the SDK's declaration */
    static accessPoint(options: {
      ssid: string;
      password?: string;
      channel?: number;
      hidden?: boolean;
      max?: number;
      station?: boolean;
    }): void;
  }
}

/** In the SDK's examples, not in its modules. */
declare module "embedded:network/ntp/client" {
  export default class NTP {
    constructor(options: { servers: string[]; socket: { io: unknown }; dns: { io: unknown } });
    getTime(callback: (error: Error | null, time?: number) => void): void;
    close(): void;
  }
}

declare module "embedded:storage/key-value" {
  export interface Storage {
    read(key: string): ArrayBuffer | string | number | bigint | undefined;
    write(key: string, value: string): void;
    delete(key: string): void;
    close(): void;
  }
  const keyValue: { open(options: { path: string; format?: "string" | "buffer" }): Storage };
  export default keyValue;
}

declare module "embedded:storage/flash" {
  export interface Flash {
    status(): { size: number; blocks: number; blockLength: number };
    read(buffer: Uint8Array, offset: number): number;
    write(bytes: Uint8Array, offset: number): void;
    eraseBlock(start: number, end?: number): void;
    close(): void;
  }
  const flash: { open(options: { path: string }): Flash };
  export default flash;
}

declare module "timer" {
  export default class Timer {
    static set(callback: () => void, delayMs?: number): Timer;
    static repeat(callback: () => void, intervalMs: number): Timer;
    /** Without a delay it waits until it is scheduled again. */
    static schedule(timer: Timer, delayMs?: number, repeatMs?: number): void;
    static clear(timer: Timer | undefined): void;
    private brand: boolean;
  }
}

declare module "time" {
  const Time: {
    /** ms; wraps around on boards */
    readonly ticks: number;
    /** ms between two of them */
    delta(start: number, end: number): number;
  };
  export default Time;
}

declare module "crypt" {
  export class Digest {
    constructor(type: "SHA1" | "SHA256");
    write(bytes: ArrayBuffer | Uint8Array): void;
    close(): ArrayBuffer;
  }
}

declare module "file" {
  export class File {
    constructor(path: string, write?: boolean);
    readonly length: number;
    position: number;
    /** Fails at the end of the file. */
    read(type: typeof String): string;
    read(type: typeof ArrayBuffer): ArrayBuffer;
    write(value: ArrayBuffer | string): void;
    close(): void;
    static delete(path: string): boolean;
    static exists(path: string): boolean;
    static rename(from: string, to: string): boolean;
  }
  export class Directory {
    /** One level; there already is no fault. */
    static create(path: string): void;
  }
}

declare module "net" {
  const Net: { resolve(host: string, callback: (name: string, address?: string) => void): void };
  export default Net;
}

/** What the build knows of the board: `config` of the resolved manifest. */
declare module "mc/config" {
  const config: Readonly<Record<string, unknown>>;
  export default config;
}

interface ArrayBufferConstructor {
  /** Additions of XS: UTF-8 */
  fromString(text: string): ArrayBuffer;
}
interface StringConstructor {
  fromArrayBuffer(bytes: ArrayBuffer): string;
}
interface Math {
  /** An addition of XS: an integer from `minimum` up to but not including `maximum`. */
  irandom(minimum: number, maximum: number): number;
}

/** Prints on the debugger's console. */
declare function trace(...line: (string | number | boolean)[]): void;
