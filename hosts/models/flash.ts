/**
 * A partition of NOR flash: blocks of 4 KiB, bits fall from 1 to 0 by write and rise by erasure of a block alone, every
 * erasure counted. Power can be cut at any byte: what was being written or erased stops there and every later call
 * throws until power is back. Not a file: the host loads the contents and is told of changes.
 */
import type { Flash as FlashShape } from "../../src/board/board.js";

export interface FlashOptions {
  /** 1 or more */
  blocks: number;
  /** bytes; default 4096, as on flash chips */
  blockLength?: number;
  /** What the partition holds; shorter is filled up with erased bytes. Copied. */
  contents?: Uint8Array;
  /** After bytes changed: the host makes them durable before it returns. The bytes are borrowed. */
  onChanged?: (offset: number, length: number, bytes: Uint8Array) => void;
}

export class FlashModel {
  readonly blocks: number;
  readonly blockLength: number;
  /** erasures of each block */
  readonly wear: Uint32Array;
  /** bytes written since construction */
  bytesWritten = 0;
  /** bytes of which a write wanted to raise bits: a fault of the firmware */
  bytesNotRaised = 0;
  readonly #contents: Uint8Array;
  readonly #onChanged: ((offset: number, length: number, bytes: Uint8Array) => void) | undefined;
  #bytesToCut = Number.POSITIVE_INFINITY;
  #tornBits = 0;
  #powered = true;

  /** Throws when the contents are larger than the partition. */
  constructor(options: FlashOptions) {
    this.blocks = options.blocks;
    this.blockLength = options.blockLength ?? 4096;
    if (!(Number.isInteger(this.blocks) && this.blocks > 0)) throw new RangeError(`flash of ${this.blocks} blocks`);
    this.#contents = new Uint8Array(this.blocks * this.blockLength).fill(0xff);
    if (options.contents !== undefined) this.#contents.set(options.contents);
    this.wear = new Uint32Array(this.blocks);
    this.#onChanged = options.onChanged;
  }

  get size(): number {
    return this.#contents.length;
  }

  /** The partition itself, for the host to store: not to be written, valid as long as the model. */
  get contents(): Uint8Array {
    return this.#contents;
  }

  /**
   * Cuts power after so many more bytes have been written or erased (0: before the next one). The byte at the cut keeps
   * the bits of `tornBits` as they were and takes the others: 0xff leaves it untouched, 0x0f tears it in the middle.
   */
  cutAfter(bytes: number, tornBits = 0xff): void {
    this.#bytesToCut = bytes;
    this.#tornBits = tornBits;
  }

  /** Power is back. */
  restorePower(): void {
    this.#powered = true;
    this.#bytesToCut = Number.POSITIVE_INFINITY;
  }

  read(into: Uint8Array, offset: number): number {
    this.#check(offset, into.length);
    into.set(this.#contents.subarray(offset, offset + into.length));
    return into.length;
  }

  write(bytes: Uint8Array, offset: number): void {
    this.#check(offset, bytes.length);
    for (let i = 0; i < bytes.length; i++) {
      const value = bytes[i] ?? 0;
      const old = this.#contents[offset + i] ?? 0;
      if (value & ~old) this.bytesNotRaised++;
      if (this.#step(offset, i, old & value)) continue;
      throw powerCut();
    }
    this.bytesWritten += bytes.length;
    this.#changed(offset, bytes.length);
  }

  eraseBlock(start: number, end = start + 1): void {
    if (!(Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start < end && end <= this.blocks))
      throw new RangeError(`flash has no blocks ${start} up to ${end}, only ${this.blocks}`);
    this.#check(start * this.blockLength, 0);
    for (let block = start; block < end; block++) this.#erase(block);
  }

  #erase(block: number): void {
    const offset = block * this.blockLength;
    this.wear[block] = (this.wear[block] ?? 0) + 1;
    for (let i = 0; i < this.blockLength; i++) if (!this.#step(offset, i, 0xff)) throw powerCut();
    this.#changed(offset, this.blockLength);
  }

  /** Puts one byte; false: power went there. */
  #step(offset: number, index: number, value: number): boolean {
    const at = offset + index;
    if (this.#bytesToCut > 0) {
      this.#bytesToCut--;
      this.#contents[at] = value;
      return true;
    }
    this.#contents[at] = ((this.#contents[at] ?? 0) & this.#tornBits) | (value & ~this.#tornBits);
    this.#powered = false;
    this.#changed(offset, index + 1);
    return false;
  }

  #changed(offset: number, length: number): void {
    if (length > 0) this.#onChanged?.(offset, length, this.#contents.subarray(offset, offset + length));
  }

  #check(offset: number, length: number): void {
    if (!this.#powered) throw powerCut();
    if (!Number.isInteger(offset) || offset < 0 || offset + length > this.size)
      throw new RangeError(`flash has no bytes ${offset} up to ${offset + length}, only ${this.size}`);
  }
}

function powerCut(): Error {
  return new Error("flash: power was cut");
}

/** A handle on the partition, of the shape in src/board; several may be open. */
export class Flash implements FlashShape {
  #model: FlashModel | undefined;

  constructor(model: FlashModel) {
    this.#model = model;
  }

  close(): void {
    this.#model = undefined;
  }

  status(): { size: number; blocks: number; blockLength: number } {
    const { size, blocks, blockLength } = this.#opened();
    return { size, blocks, blockLength };
  }

  read(buffer: Uint8Array, offset: number): number {
    return this.#opened().read(buffer, offset);
  }

  write(bytes: Uint8Array, offset: number): void {
    this.#opened().write(bytes, offset);
  }

  eraseBlock(start: number, end?: number): void {
    this.#opened().eraseBlock(start, end);
  }

  #opened(): FlashModel {
    if (this.#model === undefined) throw new Error("flash is closed");
    return this.#model;
  }
}
