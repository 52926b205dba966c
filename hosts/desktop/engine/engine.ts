/**
 * The boundary between the firmware and the board of the desktop host: a guest bundle runs in an engine, XS in a
 * process of its own or Node's own in a vm context, and reaches the board through calls and events of plain values.
 * What the objects, operations and events are is not known here (hosts/desktop/remote.ts).
 */
import type { EngineBuild } from "./build.js";
import { buildEngine } from "./build.js";
import type { Bundle } from "./bundle.js";
import type { Value } from "./host.js";
import { NodeEngine } from "./node.js";
import { XSEngine } from "./xs.js";

export type { Value } from "./host.js";

export type EngineKind = "xs" | "node";

/** What of a heap is free when the firmware starts. */
export interface HeapBudget {
  /** bytes */
  chunkBytes: number;
  /** count, 16 bytes each on a board */
  slots: number;
  /** count of slots that running code may take */
  stackSlots: number;
}

/**
 * 56 KB: chunks and slots share one block on a board, so that their sum counts (27,648 + 1,856 * 16 = 57,344); and
 * the stack of a board: 512 slots, less those 16 that the machine itself takes.
 */
export const boardHeap: HeapBudget = Object.freeze({ chunkBytes: 27648, slots: 1856, stackSlots: 496 });

/** Figures of XS beyond built-ins and loaded code: bytes of chunks, counts of slots. A limit of 0 is no limit. */
export interface EngineMemory {
  /** What is not yet collected counts as used. */
  chunksUsed: number;
  chunksPeak: number;
  chunksFree: number;
  chunksLimit: number;
  slotsUsed: number;
  slotsPeak: number;
  slotsFree: number;
  slotsLimit: number;
  stackPeak: number;
  stackLimit: number;
  /** Built-ins, loaded code and what fills the heap up. */
  codeChunks: number;
  codeSlots: number;
  /** With `meters`: what has run so far, modulo 2 ** 32. */
  meter?: number;
}

export interface BoardSide {
  /** Answers at once. What it throws is thrown in the guest as an Error with the same message. */
  call(object: number, operation: number, args: Value[]): Value;
}

/**
 * 0 stopped; 1 memory; 2 JavaScript stack; 5 unhandled exception; 7 interrupted; 8 unhandled rejection; 128 and more:
 * a crash.
 */
export interface EngineEnd {
  code: number;
  /** What and where, with the lines of the TypeScript source. */
  reason: string;
}

export interface Engine {
  /** "xs 13.3", "node 20.20" */
  readonly name: string;
  /** Queues an event; events and answers keep their order. Never enters the guest from inside a call. Copies bytes. */
  deliver(object: number, event: number, ...args: Value[]): void;
  /** Resolves when all that was delivered so far is handled and promise jobs are drained; also when the engine ends. */
  idle(): Promise<void>;
  /** undefined on Node's engine. `collect`: after a garbage collection, so that used is what is alive. */
  memory(options?: { collect?: boolean }): Promise<EngineMemory | undefined>;
  /** Ends it at once, as a power cut does. */
  stop(): void;
  /** Ends it with 7; on XS the reason says where the guest was, even in a loop without end. */
  interrupt(): void;
  /** Never rejects. */
  readonly ended: Promise<EngineEnd>;
}

export interface EngineOptions {
  kind: EngineKind;
  bundle: Bundle;
  board: BoardSide;
  /** The default is boardHeap. Node's engine has no budget. */
  heap?: HeapBudget | "unlimited";
  /** XS's own meter runs along: `meter` of its figures. */
  meters?: boolean;
  /** 32 bits, for Math.random(); the default is 1 */
  seed?: number;
  onPrint(line: string): void;
}

/** No engine of that kind can be had; the message says why. */
export class EngineAbsent extends Error {}

/**
 * Resolves when the guest is loaded; its start() is then the first event. A guest that fails while it is loaded makes an
 * engine that has ended. Rejects with EngineAbsent when XS is wanted and cannot be built.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  if (options.kind === "node") return NodeEngine.start(options);
  const build = await buildEngine({ meters: options.meters === true });
  if (build.absent !== undefined) throw new EngineAbsent(build.absent);
  return XSEngine.start(build.path, options);
}

/**
 * The engine for a person who may have wished for one: XS where it can be built, else Node's with a note to print.
 * Builds XS when that has not been done. Rejects with EngineAbsent when XS was wished for and cannot be had.
 */
export async function chooseEngine(
  wish?: EngineKind,
  build: () => Promise<EngineBuild> = buildEngine,
): Promise<{ kind: EngineKind; note?: string }> {
  if (wish === "node") return { kind: "node" };
  const { absent } = await build();
  if (absent === undefined) return { kind: "xs" };
  if (wish === "xs") throw new EngineAbsent(absent);
  return { kind: "node", note: `Running on Node's own engine, without a board's memory limits: ${absent}.` };
}
