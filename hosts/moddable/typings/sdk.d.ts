/// <reference path="./ecma-419.d.ts" />
/**
 * The Moddable modules that the hosts use, declared from ECMA-419 (4th edition; ecma-419.d.ts) and from the SDK 8.2 where
 * that differs; only what is used.
 *
 * npm's @moddable/typings (5.6) lacks Wi-Fi, storage and Ethernet, and the SDK's own lack close() on several classes.
 * These serve the repository's own check and the SDK's builds alike; a test holds them against the SDK's, where it is.
 */

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
