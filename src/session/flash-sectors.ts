/**
 * A run of sectors on flash that are used in turn: one is the newest, the ones before it are older, and the oldest is
 * erased to become the newest. What lies in them is flash-log.ts's. A fault of the flash is a value, never an exception:
 * from then on nothing is read or written.
 */
import type { Flash } from "../board/board.js";
import { checksum, logFormat } from "./flash-log-format.js";

const { sectorHeaderBytes } = logFormat;

export interface FlashSectorsOptions {
  readonly flash: Flash;
  /** The sectors that are its own: two at least. */
  readonly firstBlock: number;
  readonly blocks: number;
  /** Tells runs on one flash apart; what another tag has written is not read. */
  readonly tag: number;
}

export class FlashSectors {
  /** Why the flash cannot be used any more; undefined: it can. */
  fault: string | undefined;
  /** Newest sector; -1: there is none. */
  head = -1;
  /** What the newest sector's header says: the stream, and the first number that is not reserved. */
  readonly stream = new Uint8Array(logFormat.streamBytes);
  reserved = 1;
  /** bytes of a sector */
  readonly length: number;
  readonly blocks: number;
  private readonly options: FlashSectorsOptions;
  private readonly header = new Uint8Array(sectorHeaderBytes);
  private readonly view = new DataView(this.header.buffer);
  private sequence = 0;

  /** Throws what the flash throws. */
  constructor(options: FlashSectorsOptions) {
    this.options = options;
    this.blocks = options.blocks;
    this.length = options.flash.status().blockLength;
  }

  /** Finds the newest sector; once. */
  recover(): void {
    for (let sector = 0; sector < this.blocks; sector++) {
      if (!this.readHeader(sector)) continue;
      const sequence = this.view.getUint32(8);
      if (this.head >= 0 && sequence <= this.sequence) continue;
      this.head = sector;
      this.sequence = sequence;
      this.stream.set(this.header.subarray(12, 24));
      this.reserved = this.view.getFloat64(24);
    }
  }

  /** Address of the sector's first byte behind its header. */
  start(sector: number): number {
    return (this.options.firstBlock + sector) * this.length + sectorHeaderBytes;
  }

  /** Of an address behind the sector's header, its end included. */
  sectorOf(address: number): number {
    return Math.floor((address - 1) / this.length) - this.options.firstBlock;
  }

  /** Address behind the sector that the address lies in. */
  endOf(address: number): number {
    return Math.ceil(address / this.length) * this.length;
  }

  /** The sector that comes after another. */
  after(sector: number): number {
    return (sector + 1) % this.blocks;
  }

  /** It is one of those that were opened in turn up to the newest. */
  isLive(sector: number): boolean {
    const age = (this.head - sector + this.blocks) % this.blocks;
    return this.readHeader(sector) && this.view.getUint32(8) === this.sequence - age;
  }

  /** From the address to the end of its sector nothing was written. `buffer` is lent. */
  isErased(address: number, buffer: Uint8Array): boolean {
    const end = this.endOf(address);
    for (let at = address; at < end; at += buffer.length) {
      const from = Math.min(at, end - buffer.length);
      if (!this.read(buffer, from)) return false;
      for (let i = at - from; i < buffer.length; i++) if (buffer[i] !== 0xff) return false;
    }
    return true;
  }

  private readHeader(sector: number): boolean {
    const view = this.view;
    return (
      this.read(this.header, this.start(sector) - sectorHeaderBytes) &&
      view.getUint32(0) === logFormat.magic &&
      view.getUint16(4) === this.blocks &&
      view.getUint16(6) === this.options.tag &&
      view.getUint32(32) === checksum(this.header, 0, 32)
    );
  }

  /** Erases the sector behind the newest, which it becomes. False: the flash has a fault. */
  open(): boolean {
    const sector = this.after(this.head);
    const view = this.view;
    view.setUint32(0, logFormat.magic);
    view.setUint16(4, this.blocks);
    view.setUint16(6, this.options.tag);
    view.setUint32(8, this.sequence + 1);
    this.header.set(this.stream, 12);
    view.setFloat64(24, this.reserved);
    view.setUint32(32, checksum(this.header, 0, 32));
    if (!this.erase(sector) || !this.write(this.header, this.start(sector) - sectorHeaderBytes)) return false;
    this.head = sector;
    this.sequence++;
    return true;
  }

  /** Fills the buffer; false: the flash has a fault. */
  read(into: Uint8Array, address: number): boolean {
    try {
      if (this.fault === undefined) this.options.flash.read(into, address);
    } catch (error) {
      this.fail(error);
    }
    return this.fault === undefined;
  }

  write(bytes: Uint8Array, address: number): boolean {
    try {
      if (this.fault === undefined) this.options.flash.write(bytes, address);
    } catch (error) {
      this.fail(error);
    }
    return this.fault === undefined;
  }

  private erase(sector: number): boolean {
    try {
      if (this.fault === undefined) this.options.flash.eraseBlock(this.options.firstBlock + sector);
    } catch (error) {
      this.fail(error);
    }
    return this.fault === undefined;
  }

  private fail(error: unknown): void {
    this.fault = error instanceof Error ? error.message : String(error);
  }
}
