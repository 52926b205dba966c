/**
 * The bus as a driver of the Moddable SDK is given it: the classes I2C and SMBus of the SDK, over a board's I2C. Whoever
 * opened the driver keeps hold of the bus: a driver that throws in its constructor leaves its bus open, and a board
 * refuses to open an address a second time.
 */
import type { Board } from "../../board/board.js";
import type { ByteBuffer, Constructor, I2C, I2COptions } from "../../board/io.js";

/** Who opened the driver. */
export interface BusHolder {
  bus: SdkI2C | undefined;
}

/** What the driver hands on of `sensor`, with its own defaults. */
export interface SdkBusOptions extends I2COptions {
  readonly place: Board["I2C"][string];
  readonly holder: BusHolder;
}

export class SdkI2C {
  /** Nobody acknowledged the newest transaction. */
  isSilent = false;
  private io: I2C | undefined;

  constructor({ place, holder, hz, address }: SdkBusOptions) {
    const { io, data, clock } = place;
    this.io = new (io as Constructor<I2COptions, I2C>)({ data, clock, hz, address });
    holder.bus = this;
  }

  /** Idempotent. */
  close(): void {
    this.io?.close();
    this.io = undefined;
  }

  write(bytes: ByteBuffer, stop?: boolean): void {
    const io = this.opened();
    this.isSilent = true;
    io.write(bytes, stop);
    this.isSilent = false;
  }

  /** A number: a new buffer of so many bytes; a buffer is filled. */
  read(target: number | ArrayBuffer | Uint8Array, stop?: boolean): ArrayBuffer | number {
    const io = this.opened();
    this.isSilent = true;
    const read = typeof target === "number" ? io.read(target, stop) : io.read(bytesOf(target), stop);
    this.isSilent = false;
    return read;
  }

  /** With a repeated start between, where the host has that. */
  writeRead(bytes: ByteBuffer, target: number | ArrayBuffer | Uint8Array): ArrayBuffer | number {
    const io = this.opened();
    this.isSilent = true;
    if (io.writeRead === undefined) {
      io.write(bytes, false);
      return this.read(target);
    }
    const read = typeof target === "number" ? io.writeRead(bytes, target) : io.writeRead(bytes, bytesOf(target));
    this.isSilent = false;
    return read;
  }

  private opened(): I2C {
    if (this.io === undefined) throw new Error("the bus is closed");
    return this.io;
  }
}

/** Registers of one or two bytes, low byte first unless the driver says otherwise. */
export class SdkSMBus extends SdkI2C {
  private readonly command = new Uint8Array(3);
  private readonly register = this.command.subarray(0, 1);
  private readonly pair = this.command.subarray(0, 2);
  private readonly word = new Uint8Array(2);

  readUint8(register: number): number {
    this.register[0] = register;
    this.writeRead(this.register, this.register);
    return this.register[0];
  }

  writeUint8(register: number, value: number): void {
    this.pair[0] = register;
    this.pair[1] = value;
    this.write(this.pair);
  }

  readUint16(register: number, isBigEndian?: boolean): number {
    this.register[0] = register;
    this.writeRead(this.register, this.word);
    const first = this.word[0] as number;
    const second = this.word[1] as number;
    return isBigEndian === true ? (first << 8) | second : (second << 8) | first;
  }

  writeUint16(register: number, value: number, isBigEndian?: boolean): void {
    const { command } = this;
    command[0] = register;
    command[1] = isBigEndian === true ? value >> 8 : value;
    command[2] = isBigEndian === true ? value : value >> 8;
    this.write(command);
  }

  readBuffer(register: number, buffer: ArrayBuffer | Uint8Array): void {
    this.register[0] = register;
    this.writeRead(this.register, buffer);
  }

  writeBuffer(register: number, bytes: ArrayBuffer | Uint8Array): void {
    const whole = new Uint8Array(1 + bytes.byteLength);
    whole[0] = register;
    whole.set(bytesOf(bytes), 1);
    this.write(whole);
  }

  sendByte(value: number): void {
    this.register[0] = value;
    this.write(this.register);
  }
}

function bytesOf(buffer: ArrayBuffer | Uint8Array): Uint8Array {
  return buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer);
}
