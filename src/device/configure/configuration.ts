/**
 * Which definition is in force, and how another one comes there: received in pieces, checked, on trial, kept. On trial
 * it has to bring the device online, within its time and with one restart at the most; otherwise the one before returns,
 * and the firmware's own when there was none.
 */
import type { Board } from "../../board/board.js";
import { errorCodes } from "../../protocol/faults.js";
import type { Params } from "../../protocol/messages.js";
import type { RpcError } from "../../protocol/rpc.js";
import type { SessionLog } from "../../session/session-options.js";
import { checkDefinition } from "../check/check-definition.js";
import { type Problem, problemText } from "../check/problems.js";
import type { DeviceDefinition } from "../definition.js";
import type { Kinds } from "../kinds.js";
import { deviceLimits } from "../limits.js";
import { soundParts } from "../sound-parts.js";
import { DefinitionStore, noState, type Slot, type StoredState } from "./definition-store.js";
import { isSame } from "./is-same.js";

/** What is told of it besides the log. */
export interface ConfigurationTarget {
  readonly board: Board;
  readonly kinds: Kinds;
  readonly log: SessionLog;
  /** Safe mode: nothing of a definition runs, so that being online says nothing of it. */
  readonly isSafe: boolean;
  /** Another definition is in force: parts that are in both go on, and the device connects anew. */
  reconfigure(definition: DeviceDefinition, now: number): void;
  event(name: string, data: unknown, now: number): void;
}

export type Source = "built-in" | "stored" | "trial";

const never = Number.POSITIVE_INFINITY;
// starts; with a definition on trial: one that ends in a restart twice is not the power's fault
const startsMaximum = 2;

export class Configuration {
  /** What is in force. */
  definition: DeviceDefinition;
  source: Source = "built-in";
  private readonly builtIn: DeviceDefinition;
  private readonly target: ConfigurationTarget;
  private readonly store: DefinitionStore;
  /** Piece that comes next, of an upload that is under way; 0: none is. */
  private nextPiece = 0;
  /** Checked, to take effect when its answer has left. */
  private waiting: DeviceDefinition | undefined;
  private trialMs = 0;
  /** monotonic ms; the end of the answer's time, or of the trial; Infinity: neither is under way */
  deadline = never;
  private revertedBecause: string | undefined;

  /** Chooses what is in force after a start. Never throws. */
  constructor(target: ConfigurationTarget, builtIn: DeviceDefinition, now: number) {
    this.target = target;
    this.store = new DefinitionStore(target.board);
    this.builtIn = builtIn;
    this.definition = builtIn;
    this.definition = this.choose(now) ?? soundParts(builtIn, target.board, target.kinds, target.log, now);
  }

  /** undefined: the firmware's own. */
  private choose(now: number): DeviceDefinition | undefined {
    const state = this.readState(now);
    if (state.trial !== undefined) {
      const isTried = state.starts < startsMaximum && !this.target.isSafe;
      const chosen = isTried ? this.load(state.trial, state.trialPieces, now) : undefined;
      if (chosen !== undefined && this.writeState({ ...state, starts: state.starts + 1 }, now)) {
        this.source = "trial";
        this.trialMs = deviceLimits.trialMs;
        this.deadline = now + this.trialMs;
        return chosen;
      }
      this.revertedBecause = chosen === undefined && isTried ? "wrong" : "restarts";
      this.writeState({ ...state, trial: undefined, trialPieces: 0, starts: 0 }, now);
    }
    return this.chooseGood(state, now);
  }

  private chooseGood({ good, goodPieces }: StoredState, now: number): DeviceDefinition | undefined {
    const chosen = good === undefined ? undefined : this.load(good, goodPieces, now);
    this.source = chosen === undefined ? "built-in" : "stored";
    return chosen;
  }

  /** undefined: it cannot be used, and why is in the log. */
  private load(slot: Slot, pieces: number, now: number): DeviceDefinition | undefined {
    const problems = this.read(slot, pieces);
    if (!Array.isArray(problems)) return problems as DeviceDefinition;
    for (const problem of problems) this.target.log.write("error", "definition.wrong", problemText(problem), now);
    return undefined;
  }

  /** The definition in a slot, or what is wrong with it. */
  private read(slot: Slot, pieces: number): DeviceDefinition | readonly Problem[] {
    const { board, kinds } = this.target;
    try {
      const read = this.store.read(slot, pieces);
      if (typeof read === "string") return [{ at: "", reason: `the definition ${read}` }];
      const problems = checkDefinition(read.value, board, kinds);
      return problems.length === 0 ? (read.value as DeviceDefinition) : problems;
    } catch (error) {
      return [{ at: "", reason: (error as Error).message }];
    }
  }

  private readState(now: number): StoredState {
    let reason = "is none";
    try {
      const state = this.store.readState();
      if (state !== undefined) return state;
    } catch (error) {
      reason = (error as Error).message;
    }
    this.target.log.write("error", "definition.state", `what is stored of definitions ${reason}`, now);
    return noState();
  }

  /** False: it could not be stored. */
  private writeState(state: StoredState, now: number): boolean {
    try {
      this.store.writeState(state);
      return true;
    } catch (error) {
      this.target.log.write("error", "definition.state", (error as Error).message, now);
      return false;
    }
  }

  // Another one comes

  /** A piece of a definition. The error says what is wrong, with places; undefined: done, see `outcome`. */
  take(params: Params<"device.configure">, now: number): RpcError | "receiving" | "unchanged" | "trial" | "built-in" {
    const { part, parts, text, trialMs = deviceLimits.trialMs } = params;
    if (this.deadline !== never) return { code: errorCodes.busy, message: "a definition is on trial" };
    if (parts === 0) return this.takeBuiltIn(now);
    const piecesMaximum = deviceLimits.definitionPieces;
    if (parts > piecesMaximum) return wrong([{ at: "", reason: `the definition has over ${piecesMaximum} parts` }]);
    if (part !== 0 && part !== this.nextPiece) return wrongPart(`part must be ${this.nextPiece}, then the next`);
    if (part >= parts) return wrongPart(`part must be less than parts (${parts})`);
    const state = this.readState(now);
    const slot: Slot = state.good === "a" ? "b" : "a";
    try {
      this.store.writePiece(slot, part, text);
    } catch (error) {
      this.nextPiece = 0;
      return { code: errorCodes.hardware, message: "it cannot be stored", data: { reason: (error as Error).message } };
    }
    this.nextPiece = part + 1;
    if (this.nextPiece < parts) return "receiving";
    this.nextPiece = 0;
    return this.begin({ ...state, trial: slot, trialPieces: parts, starts: 0 }, slot, trialMs, now);
  }

  private begin(state: StoredState, slot: Slot, trialMs: number, now: number): RpcError | "unchanged" | "trial" {
    const read = this.read(slot, state.trialPieces);
    if (Array.isArray(read)) return wrong(read as readonly Problem[]);
    const definition = read as DeviceDefinition;
    if (this.isLasting(state) && isSameDefinition(definition, this.definition)) return "unchanged";
    if (!this.writeState(state, now)) return notStored;
    this.waiting = definition;
    this.trialMs = trialMs;
    this.deadline = now + deviceLimits.answerMs;
    return "trial";
  }

  /**
   * Whether what is in force runs, and will after the next start: in safe mode nothing of it does, and the firmware's own
   * stands in for one that is stored and cannot be used.
   */
  private isLasting({ good }: StoredState): boolean {
    return !this.target.isSafe && (this.source === "built-in") === (good === undefined);
  }

  private takeBuiltIn(now: number): RpcError | "unchanged" | "built-in" {
    // In force it may be for the time being alone.
    const isStored = this.readState(now).good !== undefined;
    if (isStored && !this.writeState(noState(), now)) return notStored;
    if (this.source === "built-in" && !this.target.isSafe) return "unchanged";
    this.waiting = this.builtIn;
    this.deadline = now + deviceLimits.answerMs;
    return "built-in";
  }

  advance(now: number): void {
    if (this.revertedBecause !== undefined) {
      this.tellReverted(this.revertedBecause, now);
      this.revertedBecause = undefined;
    }
    if (now < this.deadline) return;
    const { waiting } = this;
    if (waiting === undefined) {
      this.revert(now);
      return;
    }
    this.waiting = undefined;
    const isOwn = waiting === this.builtIn;
    this.source = isOwn ? "built-in" : "trial";
    this.deadline = isOwn ? never : now + this.trialMs;
    this.apply(waiting, now);
  }

  /** The device is online: what is on trial is good. */
  online(now: number): void {
    if (this.source !== "trial" || this.waiting !== undefined || this.target.isSafe) return;
    const state = this.readState(now);
    if (!this.writeState({ ...noState(), good: state.trial, goodPieces: state.trialPieces }, now)) return;
    this.deadline = never;
    this.source = "stored";
    this.target.log.write("info", "definition.kept", undefined, now);
    this.target.event("definition.kept", undefined, now);
  }

  private revert(now: number): void {
    const state = this.readState(now);
    this.deadline = never;
    this.writeState({ ...state, trial: undefined, trialPieces: 0, starts: 0 }, now);
    const good = this.chooseGood(state, now);
    this.tellReverted("offline", now);
    this.apply(good ?? this.builtIn, now);
  }

  private apply(definition: DeviceDefinition, now: number): void {
    this.definition = definition;
    this.target.reconfigure(definition, now);
  }

  private tellReverted(reason: string, now: number): void {
    this.target.log.write("warn", "definition.reverted", reason, now);
    this.target.event("definition.reverted", { reason }, now);
  }
}

const notStored: RpcError = Object.freeze({ code: errorCodes.hardware, message: "it cannot be stored" });

/** Whatever they say beside it. */
function isSameDefinition(a: DeviceDefinition, b: DeviceDefinition): boolean {
  const { rules = [] } = b;
  const isSameParts = isSame(a.sensors, b.sensors) && isSame(a.actuators, b.actuators);
  return isSameParts && isSame(a.rules ?? [], rules) && a.timeZone === b.timeZone;
}

function wrongPart(reason: string): RpcError {
  return { code: errorCodes.invalidParams, message: `params/part ${reason}`, data: { at: "/part", reason } };
}

/** The first problem in words, and as many as an answer has room for with their places. */
function wrong(problems: readonly Problem[]): RpcError {
  const [first] = problems;
  const message = first === undefined ? "" : problemText(first).slice(0, 200);
  return {
    code: errorCodes.invalidParams,
    message,
    data: {
      at: "/text",
      reason: message,
      problems: problems.slice(0, deviceLimits.problemsTold).map(({ at, reason }) => ({
        at: at.slice(0, 80),
        reason: reason.slice(0, 160),
      })),
    },
  };
}
