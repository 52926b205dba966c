/** The modules of ECMA-419 (4th edition) that the hosts use, as sdk.d.ts says. */

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
