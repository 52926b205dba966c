/**
 * The heap of the simulated board. Here the models and the host live in the firmware's own heap: what they take is
 * measured before the firmware starts and not counted, then ballast fills the heap until exactly a board's share is free.
 * Slots have twice the bytes of a board's on 64 bits: they are counted, 16 bytes each. Chunks have a header of 16 bytes
 * instead of 8, so that these figures lie above a board's.
 */
import type { Budget, HeapFigures, MemoryReport } from "./budget.js";
import { collect, memoryFigure } from "./native.js";

export function heapFigures(): HeapFigures {
  return {
    chunksUsed: memoryFigure(0),
    chunksPeak: memoryFigure(1),
    chunksLimit: memoryFigure(2),
    slotsUsed: memoryFigure(3),
    slotsPeak: memoryFigure(4),
    slotsLimit: memoryFigure(5),
    stackUsed: memoryFigure(6),
    stackPeak: memoryFigure(7),
    stackLimit: memoryFigure(8),
    chunksWide: memoryFigure(9),
    modulesLoaded: memoryFigure(10),
  };
}

const instanceSlots = 2; // an object with one property: instance and property
const headerBytes = 16; // a chunk's header
const alignment = 8; // bytes, of every chunk

/** Holds memory so that the firmware meets a board's heap. Keep it: what is collected is free again. */
export class Ballast {
  readonly #budget: Budget;
  readonly #host: HeapFigures;
  readonly #filled: HeapFigures;
  /** What is held; nothing looks at it. */
  readonly chunks: ArrayBuffer;
  readonly slots: object | undefined;

  /** Fills the heap until the budget is free. Throws when less than the budget is. */
  constructor(budget: Budget) {
    this.#budget = budget;
    collect();
    this.#host = heapFigures();
    const bytes = this.#host.chunksLimit - this.#host.chunksUsed - budget.chunks - headerBytes;
    if (bytes < 0) throw new Error(`${-bytes} bytes of chunks too few beside the models: raise creation.chunk`);
    this.chunks = new ArrayBuffer(Math.ceil(bytes / alignment) * alignment);
    const count = this.#host.slotsLimit - heapFigures().slotsUsed - budget.slots;
    if (count < 0) throw new Error(`${-count} slots too few beside the models: raise creation.heap`);
    let last: object | undefined;
    for (let left = count; left > 0; left -= instanceSlots) last = { next: last };
    this.slots = last;
    collect();
    this.#filled = heapFigures();
  }

  /** A fresh copy, for JSON. */
  report(): MemoryReport {
    const chunks = this.#filled.chunksUsed - this.#host.chunksUsed;
    const slots = this.#filled.slotsUsed - this.#host.slotsUsed;
    return { now: heapFigures(), host: this.#host, ballast: { chunks, slots }, budget: { ...this.#budget } };
  }
}
