/** The IO classes of ECMA-419 in the shapes that the firmware uses, and what all shapes of the board share. */

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

// Serial

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
