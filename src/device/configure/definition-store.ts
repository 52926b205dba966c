/**
 * Where definitions are kept that were sent: as text in two slots of the key-value store "definition", in pieces as they
 * came (a0, a1, ... b0, b1, ...), and one key, written at once, that says which slot is good and which is on trial. Power
 * that goes at any write leaves the good one as it was.
 */
import type { Board, KeyValue } from "../../board/board.js";
import { JsonReader } from "../../protocol/json-reader.js";
import { JsonWriter } from "../../protocol/json-writer.js";
import { deviceLimits } from "../limits.js";
import { withStore } from "../with-store.js";

export type Slot = "a" | "b";

export interface StoredState {
  /** Slot that is in force, and its pieces; undefined: what the firmware was built with. */
  good: Slot | undefined;
  goodPieces: number;
  /** Slot that has to prove itself; undefined: none. */
  trial: Slot | undefined;
  trialPieces: number;
  /** Starts of the firmware with it so far. */
  starts: number;
}

const path = "definition";
const stateKey = "state";

/** Good slot and its pieces, trial slot and its pieces ("-0": none), starts: "a1 -0 0". undefined: it is none. */
function parseState(text: string): StoredState | undefined {
  const [good = "", trial = "", startsText = "", more] = text.split(" ");
  const goodPieces = wholeNumber(good.slice(1));
  const trialPieces = wholeNumber(trial.slice(1));
  const starts = wholeNumber(startsText);
  const areSlots = isSlotOrNone(good.charAt(0)) && isSlotOrNone(trial.charAt(0));
  if (!areSlots || goodPieces === undefined || trialPieces === undefined || starts === undefined || more !== undefined)
    return undefined;
  return { good: slotOf(good), goodPieces, trial: slotOf(trial), trialPieces, starts };
}

function isSlotOrNone(letter: string): boolean {
  return letter === "a" || letter === "b" || letter === "-";
}

function slotOf(part: string): Slot | undefined {
  return part.startsWith("-") ? undefined : (part.charAt(0) as Slot);
}

/** undefined: not of digits alone */
function wholeNumber(text: string): number | undefined {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x30 || text.charCodeAt(i) > 0x39) return undefined;
  return text === "" ? undefined : Number(text);
}

export function noState(): StoredState {
  return { good: undefined, goodPieces: 0, trial: undefined, trialPieces: 0, starts: 0 };
}

export class DefinitionStore {
  private readonly board: Pick<Board, "storage">;

  constructor(board: Pick<Board, "storage">) {
    this.board = board;
  }

  /** undefined: what is stored is no state. Throws what the storage throws. */
  readState(): StoredState | undefined {
    const text = this.use((store) => store.read(stateKey));
    if (text === undefined) return noState();
    return parseState(text);
  }

  writeState({ good = "-" as never, goodPieces, trial = "-" as never, trialPieces, starts }: StoredState): void {
    this.use((store) => store.write(stateKey, `${good}${goodPieces} ${trial}${trialPieces} ${starts}`));
  }

  writePiece(slot: Slot, piece: number, text: string): void {
    this.use((store) => store.write(`${slot}${piece}`, text));
  }

  /** The value that a slot's text says, within the limits of a definition; a text: why there is none. */
  read(slot: Slot, pieces: number): { value: unknown } | string {
    // Two passes: a buffer of the most that is allowed would be more than most boards have free.
    let bytes = 0;
    let isWhole = this.each(slot, pieces, (text) => {
      bytes += bytesMost(text);
    });
    if (!isWhole) return "a piece of it is missing";
    const writer = new JsonWriter(Math.min(bytes, deviceLimits.definitionBytes));
    isWhole = this.each(slot, pieces, (text) => void writer.text(text));
    if (!isWhole) return "a piece of it is missing";
    if (writer.isFull) return `is longer than ${deviceLimits.definitionBytes} bytes`;
    const reader = new JsonReader(deviceLimits.definitionValues);
    const value = reader.read(writer.view());
    if (reader.fault === undefined) return { value };
    return reader.fault === "values" ? `has more than ${deviceLimits.definitionValues} values` : faults[reader.fault];
  }

  /** False: one is missing. */
  private each(slot: Slot, pieces: number, take: (text: string) => void): boolean {
    return this.use((store) => {
      for (let i = 0; i < pieces; i++) {
        const text = store.read(`${slot}${i}`);
        if (text === undefined) return false;
        take(text);
      }
      return true;
    });
  }

  /** Nothing is kept any more: the firmware's own is in force. */
  forget(): void {
    this.use((store) => {
      store.delete(stateKey);
      for (const slot of ["a", "b"]) {
        for (let i = 0; i < deviceLimits.definitionPieces; i++) store.delete(`${slot}${i}`);
      }
    });
  }

  private use<T>(work: (store: KeyValue) => T): T {
    return withStore(this.board, path, work);
  }
}

/** Bytes that a text takes in UTF-8, at most: a half of a character counts as one. An index is a code point on a board. */
function bytesMost(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

const faults = Object.freeze({
  syntax: "is no JSON",
  depth: "is nested too deeply",
  string: "has a text that is too long",
} as const);
