/** What is behind a sensor while it is open, and what the kinds of parts are given to open it with. */
import type { Board } from "../board/board.js";
import type { PinReference } from "./definition.js";
import type { Jitter } from "./jitter.js";
import type { Kinds } from "./kinds.js";
import type { Latest, Reporter } from "./reporter.js";

/** The hardware behind a sensor, while it is open. Faults are short names: "no-answer". */
export interface Source {
  /** Begins a sample; ms until it can be read, or the fault. */
  start(): number | string;
  /**
   * Fills in one value for each reading of its kind, in their order and units; NaN: there is none yet. From
   * readingsMaximum on stand their qualities, 0 at first: a code of senml.ts for each number that is not good. undefined:
   * done; ms until it can be tried again, or the fault.
   */
  read(values: Float64Array): number | string | undefined;
  /** Something has happened: it wants to be sampled now, not when its interval ends. start() clears it. */
  readonly isDue?: boolean;
  /** Of a contact: whether it is active at this moment, before it has stood still. */
  readonly isActive?: boolean;
  close(): void;
}

/** The board as the kinds of parts see it. */
export interface Site {
  readonly board: Board;
  /** The kinds that the definition may name. */
  readonly kinds: Kinds;
  /** What has happened is told here; readings are watched here. */
  readonly reporter: Reporter;
  /** GPIO number. Throws when the board has no pin of that name. */
  pin(pin: PinReference): number;
  /** Options of a driver's `sensor`. Throws when the board has no bus of that name. */
  bus(name: string): Board["I2C"][string];
  /** Every sensor's interval is multiplied by it; absent: 1. */
  readonly sampleScale?: number;
  /** Follows a reading or an actuator of this device by its name: the newest of it, or its fault. */
  watch(name: string): Latest;
  /** How late samples are. */
  readonly jitter: Jitter;
  /** For callbacks of hardware: something has happened that the device has to look at (Source.isDue). */
  readonly wake: () => void;
}
