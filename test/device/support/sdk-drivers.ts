/** Drivers in the manner of the Moddable SDK's (8.2), each with the habit of one of them that the firmware has to bear. */
import type { HostDriver, HostDriverOptions } from "../../../src/board/board.js";

interface SMBus {
  readUint16(register: number, isBigEndian: boolean): number;
  writeUint16(register: number, value: number, isBigEndian: boolean): void;
  close(): void;
}
interface I2C {
  write(bytes: Uint8Array): void;
  read(buffer: Uint8Array): number;
  close(): void;
}
type Sensor<IO> = { io: new (options: object) => IO };

/** As tmp117.js: speaks to its chip at once, says onError for another chip and goes on without a bus, says 0x8000 as +256. */
export class Registers implements HostDriver {
  private io: SMBus | undefined;

  constructor({ sensor, onError }: HostDriverOptions) {
    const io = new (sensor as Sensor<SMBus>).io({ hz: 400_000, address: 0x48, ...sensor });
    this.io = io;
    if ((io.readUint16(15, true) & 0xfff) !== 0x117) {
      onError("unexpected sensor");
      io.close();
      this.io = undefined;
      return;
    }
    io.writeUint16(1, io.readUint16(1, true) | 2, true);
    io.writeUint16(1, 0b0000_0010_0010_0000, true);
  }

  sample(): object {
    const word = (this.io as SMBus).readUint16(0, true);
    return { temperature: (word > 32768 ? word - 65536 : word) * 0.0078125, alert: 0 };
  }

  /** Puts the chip to sleep first, which throws where that is gone. */
  close(): void {
    const io = this.io as SMBus;
    io.writeUint16(1, 0x0420, true);
    io.close();
  }
}

/** Keeps to itself that nobody acknowledged. */
export class Mute extends Registers {
  override sample(): object {
    try {
      return super.sample();
    } catch {
      return undefined as never;
    }
  }
}

/** As sht3x.js without its waiting: leaves out what has a wrong checksum, and percent. */
export class Words implements HostDriver {
  private readonly io: I2C;
  private readonly bytes = new Uint8Array(6);
  private readonly onError: HostDriverOptions["onError"];

  constructor({ sensor, onError }: HostDriverOptions) {
    this.io = new (sensor as Sensor<I2C>).io({ hz: 1_000_000, address: 0x44, ...sensor });
    this.onError = onError;
    this.io.write(Uint8Array.of(0x30, 0x41));
  }

  sample(): object {
    const bytes = this.bytes;
    this.io.write(Uint8Array.of(0x2c, 0x06));
    this.io.read(bytes);
    if (crc(bytes[0], bytes[1]) !== bytes[2]) this.onError("bad checksum");
    const word = (at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    const temperature = (word(0) * 175) / 65535 - 45;
    return { thermometer: { temperature }, hygrometer: { humidity: (word(3) * 100) / 65535 } };
  }

  close(): void {
    this.io.close();
  }
}

function crc(high = 0, low = 0): number {
  let value = 0xff;
  for (const byte of [high, low]) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value & 0x80 ? (value << 1) ^ 0x31 : value << 1) & 0xff;
  }
  return value;
}

/** One that says what a test puts down, counted, and leaves its bus open. */
export function scripted(sample: (count: number) => unknown, more: Partial<HostDriver> = {}) {
  const seen = { made: 0, samples: 0 };
  const Driver = class implements HostDriver {
    constructor({ sensor }: HostDriverOptions) {
      seen.made++;
      new (sensor as Sensor<I2C>).io({ hz: 100_000, address: 0x10, ...sensor });
    }
    sample(): unknown {
      return sample(seen.samples++);
    }
  };
  Object.assign(Driver.prototype, more);
  return { Driver, seen };
}
