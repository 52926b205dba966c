/** The board's peripherals and storage as proxies, with the shapes of src/board; each call goes to Node and back. */
import type { Flash, HostSensor, KeyValue } from "../../../src/board/board.js";
import type {
  Analog,
  AnalogOptions,
  ByteBuffer,
  Digital,
  DigitalOptions,
  I2C,
  I2COptions,
  PulseCount,
  PulseCountOptions,
  PWM,
  PWMOptions,
} from "../../../src/board/io.js";
import type { GuestHost } from "../engine/host.js";
import { classes, events, operations as op } from "../remote.js";
import { link, type Receiver } from "./link.js";

declare const host: GuestHost;

/** What all proxies have: a number, and an end. */
export class RemoteObject {
  readonly object: number;
  #isOpen = true;

  constructor(object: number) {
    this.object = object;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    link.release(this.object);
  }
}

export class RemoteDigital extends RemoteObject implements Digital, Receiver {
  readonly #onReadable: (() => void) | undefined;

  constructor(options: DigitalOptions) {
    super(link.construct(classes.Digital, options, undefined));
    this.#onReadable = options.onReadable;
    if (options.onReadable !== undefined) link.adopt(this.object, this);
  }

  receive(event: number): void {
    if (event === events.readable) this.#onReadable?.();
  }

  read(): 0 | 1 {
    return host.call(this.object, op.read) as 0 | 1;
  }

  write(value: 0 | 1): void {
    host.call(this.object, op.write, value);
  }
}

export class RemoteAnalog extends RemoteObject implements Analog {
  readonly resolution: number;

  constructor(options: AnalogOptions) {
    super(link.construct(classes.Analog, options, undefined));
    this.resolution = host.call(this.object, op.get, "resolution") as number;
  }

  read(): number {
    return host.call(this.object, op.read) as number;
  }
}

export class RemotePulseCount extends RemoteObject implements PulseCount {
  constructor(options: PulseCountOptions) {
    super(link.construct(classes.PulseCount, options, undefined));
  }

  read(): number {
    return host.call(this.object, op.read) as number;
  }

  write(count: number): void {
    host.call(this.object, op.write, count);
  }
}

export class RemotePWM extends RemoteObject implements PWM {
  readonly resolution: number;

  constructor(options: PWMOptions) {
    super(link.construct(classes.PWM, options, undefined));
    this.resolution = host.call(this.object, op.get, "resolution") as number;
  }

  write(duty: number): void {
    host.call(this.object, op.write, duty);
  }
}

export class RemoteI2C extends RemoteObject implements I2C {
  constructor(options: I2COptions) {
    super(link.construct(classes.I2C, options, undefined));
  }

  write(bytes: ByteBuffer, _stop?: boolean): void {
    host.call(this.object, op.write, bytes);
  }

  read(count: number, stop?: boolean): ArrayBuffer;
  read(buffer: Uint8Array, stop?: boolean): number;
  read(target: number | Uint8Array, _stop?: boolean): ArrayBuffer | number {
    if (typeof target === "number") return host.call(this.object, op.read, target) as ArrayBuffer;
    target.set(new Uint8Array(host.call(this.object, op.read, target.length) as ArrayBuffer));
    return target.length;
  }
}

export class RemoteKeyValue extends RemoteObject implements KeyValue {
  constructor(options: { path: string }) {
    super(link.construct(classes.KeyValue, options, undefined));
  }

  read(key: string): string | undefined {
    return host.call(this.object, op.read, key) as string | undefined;
  }

  write(key: string, value: string): void {
    host.call(this.object, op.write, key, value);
  }

  delete(key: string): void {
    host.call(this.object, op.delete, key);
  }
}

export class RemoteFlash extends RemoteObject implements Flash {
  constructor() {
    super(link.construct(classes.Flash, {}, undefined));
  }

  status(): { size: number; blocks: number; blockLength: number } {
    return { size: this.#get("size"), blocks: this.#get("blocks"), blockLength: this.#get("blockLength") };
  }

  read(buffer: Uint8Array, offset: number): number {
    buffer.set(new Uint8Array(host.call(this.object, op.read, offset, buffer.length) as ArrayBuffer));
    return buffer.length;
  }

  write(bytes: Uint8Array, offset: number): void {
    host.call(this.object, op.write, bytes, offset);
  }

  eraseBlock(start: number, end = start + 1): void {
    host.call(this.object, op.eraseBlock, start, end);
  }

  #get(name: string): number {
    return host.call(this.object, op.get, name) as number;
  }
}

export class RemoteHostSensor extends RemoteObject implements HostSensor {
  constructor(options: { hostSensor: string }) {
    super(link.construct(classes.HostSensor, { name: options.hostSensor }, undefined));
  }

  sample(): number | undefined {
    return host.call(this.object, op.read) as number | undefined;
  }
}
