/**
 * A log of numbered records in flash: what outlives an outage and a power cut. First in, first out; when it is full the
 * oldest sector makes room. Sectors are opened in turn, so that they wear evenly, and only so often a day.
 *
 * An entry is written whole, then one bit of it falls: it is committed. Another bit falls when its records are not
 * needed any more. So power may go at any byte: at most the entry that was being written is lost. What lies behind a
 * torn entry in its sector is never used. A sector holds nothing until its header is whole.
 *
 * It knows nothing of what a record is: that is outbox-log.ts. When the flash has a fault the log is as if it were empty.
 */
import { Allowance } from "./allowance.js";
import { entryBytes, entryChecksum, entryKinds, entryStates, logFormat } from "./flash-log-format.js";
import { FlashSectors, type FlashSectorsOptions } from "./flash-sectors.js";
import { sessionLimits } from "./limits.js";

const { entryHeaderBytes } = logFormat;
const secondsOfDay = 86400;

export interface FlashLogOptions extends FlashSectorsOptions {
  /** Room for one entry, its header first; logs may share it, for it is of use from one call to the next alone. */
  readonly entry: Uint8Array;
}

export class FlashLog {
  /** Records that are committed and not consumed. */
  pending = 0;
  /** Records that had to make room, were spoiled, or lie where they cannot be read. */
  dropped = 0;
  /** Above the numbers of all records in it. */
  next = 1;
  /** Records up to this number are not needed any more. */
  consumed = 0;
  /** Of the entry that load() has brought: its first number, how many records, bytes behind the header. */
  entryFirst = 0;
  entryCount = 0;
  entryLength = 0;
  private readonly sectors: FlashSectors;
  private readonly buffer: Uint8Array;
  private readonly allowance: Allowance;
  private readonly header = new Uint8Array(entryHeaderBytes);
  private readonly view = new DataView(this.header.buffer);
  private readonly state = new Uint8Array(1);
  /** Addresses: where the next entry goes, from where the oldest pending one is looked for, where load() is. */
  private end = 0;
  private tail = 0;
  private reading = 0;

  /** Throws what the flash throws. */
  constructor(options: FlashLogOptions) {
    this.sectors = new FlashSectors(options);
    this.buffer = options.entry;
    const aDay = options.blocks * sessionLimits.logErasuresPerDay;
    // Half at once and half over the day are never more than the whole in any 24 hours.
    this.allowance = new Allowance(aDay / 2, aDay / 2 / secondsOfDay);
  }

  /** Why the flash cannot be used any more; undefined: it can. */
  get fault(): string | undefined {
    return this.sectors.fault;
  }

  /** Whose numbers these are; of use only once recover() has found it, or begin() was told. Not to be written. */
  get stream(): Uint8Array {
    return this.sectors.stream;
  }

  /** Numbers below may have been given to records; known even when the records are gone. */
  get reserved(): number {
    return this.sectors.reserved;
  }

  /**
   * Finds what is stored; once. `found` is called for each entry that is pending, which is loaded then. False: there is
   * no stream, and begin() is next.
   */
  recover(found?: () => void): boolean {
    const sectors = this.sectors;
    sectors.recover();
    if (sectors.head < 0) return false;
    for (let i = 0, sector = sectors.head; i < sectors.blocks; i++) {
      sector = sectors.after(sector);
      if (sectors.isLive(sector)) this.recoverSector(sector, found);
    }
    return this.fault === undefined;
  }

  private recoverSector(sector: number, found: (() => void) | undefined): void {
    let address = this.sectors.start(sector);
    while (this.readHeader(address)) {
      const after = this.after(address);
      if (this.isCommitted()) {
        if (this.loadEntry(address)) this.recoverEntry(address, found);
        else this.mark(address, entryStates.consumed);
      }
      address = after;
    }
    // Behind an entry that was torn nothing is written any more.
    if (sector === this.sectors.head)
      this.end = this.sectors.isErased(address, this.header) ? address : this.sectors.endOf(address);
  }

  private recoverEntry(address: number, found: (() => void) | undefined): void {
    if (this.kind === entryKinds.reservation) {
      this.sectors.reserved = Math.max(this.reserved, this.entryFirst);
      return;
    }
    if (this.pending === 0) this.tail = address;
    this.pending += this.entryCount;
    this.next = Math.max(this.next, this.entryFirst + this.entryCount);
    found?.();
  }

  /** From now on numbers belong to this stream, and so do records that are pending. False: the flash has a fault. */
  begin(stream: Uint8Array): boolean {
    this.sectors.stream.set(stream);
    return this.open();
  }

  /** Numbers below `bound` will not be given again after a power cut. False: the flash has a fault. */
  reserve(bound: number): boolean {
    const sectors = this.sectors;
    const before = sectors.reserved;
    sectors.reserved = bound;
    // A new sector says so in its header. It is opened even when the day's allowance is spent: numbers must not repeat.
    if (this.hasRoom(0) ? this.put(entryKinds.reservation, bound, 0, 0) : this.open()) return true;
    sectors.reserved = before;
    return false;
  }

  /**
   * Stores `count` records from the number `n` on, whose bytes lie in the entry's buffer behind its header, `length` of
   * them. False: nothing is stored, for the day's allowance is spent or the flash has a fault.
   */
  append(n: number, count: number, length: number, now: number): boolean {
    if (this.fault !== undefined) return false;
    if (!this.hasRoom(length) && !(this.allowance.take(now) && this.open())) return false;
    const address = this.end;
    if (!this.put(entryKinds.records, n, count, length)) return false;
    if (this.pending === 0) this.tail = address;
    this.pending += count;
    this.next = Math.max(this.next, n + count);
    return true;
  }

  /** The next load() brings the oldest entry. */
  rewind(): void {
    this.reading = this.tail;
  }

  /** Brings the next entry into its buffer. False: there is none. */
  load(): boolean {
    while (this.pending > 0) {
      const address = this.seek(this.reading);
      if (address < 0) {
        if (this.reading === this.tail || this.fault !== undefined) this.lose(this.pending);
        return false;
      }
      this.reading = this.after(address);
      if (this.loadEntry(address)) return true;
      this.lose(this.lastNumber() - this.firstNumber() + 1);
      this.mark(address, entryStates.consumed);
    }
    return false;
  }

  /** Records up to the number `stored` are not needed any more. */
  consume(stored: number): void {
    while (this.pending > 0) {
      const address = this.seekTail();
      if (address < 0) return;
      const first = this.firstNumber();
      const last = this.lastNumber();
      if (stored < first) return;
      this.consumed = Math.min(stored, last);
      this.pending -= this.consumed - first + 1;
      if (stored < last) return;
      this.tail = this.after(address);
      this.mark(address, entryStates.consumed);
    }
  }

  // Entries. The header of the one that was read last lies in header.

  private get kind(): number {
    return this.header[1] ?? 0;
  }

  private isCommitted(): boolean {
    return this.header[0] === entryStates.committed;
  }

  private firstNumber(): number {
    return Math.max(this.view.getFloat64(8), this.consumed + 1);
  }

  private lastNumber(): number {
    return this.view.getFloat64(8) + this.view.getUint16(16) - 1;
  }

  private after(address: number): number {
    return address + entryBytes(this.view.getUint16(2));
  }

  /** Reads the header of the entry at the address; false: there is none that was ever committed. */
  private readHeader(address: number): boolean {
    const end = this.sectors.endOf(address);
    if (address + entryHeaderBytes > end || !this.sectors.read(this.header, address)) return false;
    const wasCommitted = ((this.header[0] ?? 0xff) & 0x80) === 0;
    const length = this.view.getUint16(2);
    return wasCommitted && entryHeaderBytes + length <= this.buffer.length && address + entryBytes(length) <= end;
  }

  /** Address of the next entry that is pending, at `address` or behind it; -1: none. */
  private seek(address: number): number {
    let at = address;
    for (;;) {
      for (; this.readHeader(at); at = this.after(at)) {
        if (this.kind === entryKinds.records && this.isCommitted() && this.lastNumber() < this.next) return at;
      }
      let sector = this.sectors.sectorOf(at);
      do {
        if (sector === this.sectors.head) return -1;
        sector = this.sectors.after(sector);
      } while (!this.sectors.isLive(sector));
      at = this.sectors.start(sector);
    }
  }

  /** The oldest that is pending, where it really lies; -1: there is none, whatever was counted. */
  private seekTail(): number {
    const address = this.seek(this.tail);
    if (address < 0) this.lose(this.pending);
    else this.tail = address;
    return address;
  }

  /** Reads the whole entry whose header was read; false: it is spoiled. */
  private loadEntry(address: number): boolean {
    this.entryLength = this.view.getUint16(2);
    this.entryFirst = this.view.getFloat64(8);
    this.entryCount = this.view.getUint16(16);
    const bytes = this.buffer.subarray(0, entryHeaderBytes + this.entryLength);
    if (!this.sectors.read(bytes, address)) return false;
    return entryChecksum(this.buffer, this.entryLength) === this.view.getUint32(4);
  }

  private hasRoom(length: number): boolean {
    const { head } = this.sectors;
    return head >= 0 && this.end + entryBytes(length) <= this.sectors.endOf(this.sectors.start(head));
  }

  private put(kind: number, n: number, count: number, length: number): boolean {
    const view = this.view;
    const address = this.end;
    view.setUint8(0, entryStates.written);
    view.setUint8(1, kind);
    view.setUint16(2, length);
    view.setFloat64(8, n);
    view.setUint16(16, count);
    view.setUint16(18, 0xffff);
    this.buffer.set(this.header);
    view.setUint32(4, entryChecksum(this.buffer, length));
    this.buffer.set(this.header);
    const isWritten = this.sectors.write(this.buffer.subarray(0, entryHeaderBytes + length), address);
    if (!isWritten || !this.mark(address, entryStates.committed)) return false;
    this.end = address + entryBytes(length);
    return true;
  }

  private mark(address: number, state: number): boolean {
    this.state[0] = state;
    return this.sectors.write(this.state, address);
  }

  private lose(count: number): void {
    const lost = Math.max(0, Math.min(count, this.pending));
    this.pending -= lost;
    this.dropped += lost;
  }

  /** Opens the next sector; what is pending in it is lost. */
  private open(): boolean {
    const sectors = this.sectors;
    const sector = sectors.after(sectors.head);
    while (this.pending > 0) {
      const address = this.seekTail();
      if (address < 0 || sectors.sectorOf(address + 1) !== sector) break;
      const last = this.lastNumber();
      this.lose(last - this.firstNumber() + 1);
      this.consumed = last;
      this.tail = this.after(address);
    }
    if (!sectors.open()) return false;
    this.end = sectors.start(sector);
    if (this.pending === 0) this.tail = this.end;
    return true;
  }
}
