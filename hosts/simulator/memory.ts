/**
 * The heap of the simulated board. Here the models and the host live in the firmware's own heap: what they take is
 * measured before the firmware starts and not counted, then ballast fills the heap until exactly a board's share is free.
 * Slots have twice the bytes of a board's on 64 bits: they are counted, 16 bytes each. Chunks have a header of 16 bytes
 * instead of 8, so that these figures lie above a board's.
 */
import { collect, memoryFigure } from "./native.js";

export interface Budget {
  /** bytes */
  readonly chunks: number;
  /** slots of 16 bytes on a board */
  readonly slots: number;
}
/** What the firmware gets: 57,344 bytes with 16 bytes a slot, the budget of the design, split as the firmware needs it. */
export const designBudget: Budget = Object.freeze({ chunks: 40960, slots: 1024 });
export const slotBytes = 16; // bytes of a slot on a board

/** The budget, or what MOORING_HEAP names in its place for a measurement: "chunks,slots". Throws when it is wrong. */
export function readBudget(text: string | undefined): Budget {
  if (text === undefined) return designBudget;
  const [chunks, slots] = text.split(",").map(Number);
  if (!(chunks !== undefined && slots !== undefined && chunks > 0 && slots > 0))
    throw new Error(`MOORING_HEAP is "${text}", not two numbers like "40960,1024"`);
  return { chunks, slots };
}

export interface HeapFigures {
  /** bytes */
  chunksUsed: number;
  chunksPeak: number;
  chunksLimit: number;
  slotsUsed: number;
  slotsPeak: number;
  slotsLimit: number;
  /** slots; the peak is -1 in a build without instrumentation */
  stackUsed: number;
  stackPeak: number;
  stackLimit: number;
  /** bytes of chunks that a board of 32 bits would not need; garbage counts too */
  chunksWide: number;
  /** modules that were loaded into RAM, for they are not preloaded; -1 as above */
  modulesLoaded: number;
}

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
const headerBytes = 48; // a chunk's header and what aligns it, with some to spare

/** Holds memory so that the firmware meets a board's heap. Keep it: what is collected is free again. */
export class Ballast {
  /** the heap when models and host stood, before the firmware: not counted against it */
  readonly host: HeapFigures;
  readonly budget: Budget;
  #chunks: ArrayBuffer | undefined;
  #slots: { next: unknown } | undefined = undefined;

  /** Fills the heap until the budget is free. Throws when less than the budget is. */
  constructor(budget: Budget) {
    this.budget = budget;
    collect();
    this.host = heapFigures();
    const chunks = this.host.chunksLimit - this.host.chunksUsed - budget.chunks - headerBytes;
    if (chunks < 0) throw new Error(`${-chunks} bytes of chunks too few beside the models: raise creation.chunk`);
    this.#chunks = new ArrayBuffer(chunks);
    const slots = memoryFigure(5) - memoryFigure(3) - budget.slots;
    if (slots < 0) throw new Error(`${-slots} slots too few beside the models: raise creation.heap`);
    for (let count = slots; count >= instanceSlots; count -= instanceSlots) this.#slots = { next: this.#slots };
  }

  /** bytes of chunks and slots that the ballast keeps from being collected; its use is to be looked at in a debugger */
  get held(): { bytes: number; isChained: boolean } {
    return { bytes: this.#chunks?.byteLength ?? 0, isChained: this.#slots !== undefined };
  }
}
