/** What a check has to know of a board: any Board, or what a tool knows of one from its file. */
import type { Pinout } from "../../board/board.js";

export interface BoardFacts {
  readonly pin: Readonly<Record<string, number>>;
  readonly I2C: Readonly<Record<string, Readonly<{ data: number; clock: number }>>>;
  /** undefined: every number may be a pin */
  readonly pinout?: Pinout | undefined;
  /** The host's drivers that are in the build, by their kinds; undefined: the host has none */
  readonly driver?: Readonly<Record<string, unknown>> | undefined;
}
