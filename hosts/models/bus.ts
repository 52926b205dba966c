/**
 * An I2C bus: chips at addresses of 7 bits. What no chip answers to is not acknowledged; there is no clock stretching,
 * no arbitration, and every transaction takes no time (the chips' conversions do).
 */

/** A chip on the bus. Each call is one transaction addressed to it. */
export interface Chip {
  /** False: not acknowledged. The bytes are borrowed. */
  write(bytes: Uint8Array): boolean;
  /** Fills the buffer; false: not acknowledged, the buffer untouched. Beyond its data a chip leaves 0xFF. */
  read(into: Uint8Array): boolean;
}

export class Bus {
  readonly #chips = new Map<number, Chip>();

  /** Throws when the address is taken or not one of 7 bits. */
  attach(address: number, chip: Chip): void {
    checkAddress(address);
    if (this.#chips.has(address)) throw new Error(`I2C address ${hex(address)} is taken`);
    this.#chips.set(address, chip);
  }

  detach(address: number): void {
    this.#chips.delete(address);
  }

  write(address: number, bytes: Uint8Array): boolean {
    return this.#chips.get(address)?.write(bytes) ?? false;
  }

  read(address: number, into: Uint8Array): boolean {
    return this.#chips.get(address)?.read(into) ?? false;
  }
}

/** Throws when it is not an integer within 0x08..0x77, the addresses that the I2C specification leaves to chips. */
export function checkAddress(address: number): void {
  if (!Number.isInteger(address) || address < 0x08 || address > 0x77)
    throw new RangeError(`I2C address ${address} is not within 8..119`);
}

export function hex(value: number): string {
  return `0x${value.toString(16).padStart(2, "0")}`;
}
