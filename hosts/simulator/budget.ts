/** The heap that the firmware gets in the simulator, and the figures that tell what it makes of it. */
export interface Budget {
  /** bytes */
  readonly chunks: number;
  /** slots of 16 bytes on a board */
  readonly slots: number;
}
/**
 * 57,344 bytes with 16 bytes a slot, the budget of the design. XS 17 takes more slots and fewer chunks than XS 13 does
 * (hosts/desktop/engine/engine.ts).
 */
export const designBudget: Budget = Object.freeze({ chunks: 22528, slots: 2176 });
export const slotBytes = 16; // bytes of a slot on a board

/** The budget, or what MOORING_HEAP names in its place for a measurement: "chunks,slots". Throws when it is wrong. */
export function readBudget(text: string | undefined): Budget {
  if (text === undefined) return designBudget;
  const [chunks, slots] = text.split(",").map(Number);
  if (!(chunks !== undefined && slots !== undefined && chunks > 0 && slots > 0))
    throw new Error(`MOORING_HEAP is "${text}", not two numbers like "22528,2176"`);
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

/** What {"memory":"read"} is answered with. */
export interface MemoryReport {
  now: HeapFigures;
  /** the heap when models and host stood, before the firmware: not counted against it */
  host: HeapFigures;
  /** bytes of chunks and slots that only fill the heap up */
  ballast: Budget;
  budget: Budget;
}

/** What the firmware itself takes. */
export function firmwareShare({ now, host, ballast }: MemoryReport): Budget {
  return {
    chunks: now.chunksUsed - host.chunksUsed - ballast.chunks,
    slots: now.slotsUsed - host.slotsUsed - ballast.slots,
  };
}
