/** The SMBus class of ECMA-419 (SMBus Class Pattern; shape in src/board) over any instance of I2C. */
import type { ByteBuffer, I2C, SMBus as SMBusShape } from "../../src/board/io.js";
import { bytesOf } from "./i2c.js";

export class SMBus implements SMBusShape {
  readonly #i2c: I2C;

  /** Owns the instance and closes it. */
  constructor(i2c: I2C) {
    this.#i2c = i2c;
  }

  close(): void {
    this.#i2c.close();
  }

  write(bytes: ByteBuffer, stop?: boolean): void {
    this.#i2c.write(bytes, stop);
  }

  read(count: number, stop?: boolean): ArrayBuffer;
  read(buffer: Uint8Array, stop?: boolean): number;
  read(target: number | Uint8Array, stop?: boolean): ArrayBuffer | number {
    return typeof target === "number" ? this.#i2c.read(target, stop) : this.#i2c.read(target, stop);
  }

  readUint8(register: number): number {
    return new Uint8Array(this.#registers(register, 1))[0] ?? 0;
  }

  writeUint8(register: number, value: number): void {
    this.write(Uint8Array.of(register, value));
  }

  readUint16(register: number, bigEndian = false): number {
    return new DataView(this.#registers(register, 2)).getUint16(0, !bigEndian);
  }

  writeUint16(register: number, value: number, bigEndian = false): void {
    const bytes = Uint8Array.of(register, 0, 0);
    new DataView(bytes.buffer).setUint16(1, value, !bigEndian);
    this.write(bytes);
  }

  readBuffer(register: number, buffer: Uint8Array): void {
    this.write(Uint8Array.of(register), false);
    this.read(buffer);
  }

  writeBuffer(register: number, bytes: ByteBuffer): void {
    const source = bytesOf(bytes);
    const whole = new Uint8Array(source.length + 1);
    whole[0] = register;
    whole.set(source, 1);
    this.write(whole);
  }

  #registers(register: number, count: number): ArrayBuffer {
    this.write(Uint8Array.of(register), false);
    return this.read(count);
  }
}
