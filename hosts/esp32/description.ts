/**
 * What the build knows of the board: hosts/esp32/boards/<name>/board.json as it arrives through the manifest's
 * `config`. The build script has checked it; nothing here checks again.
 */

import config from "mc/config";
import type { Pinout } from "../../src/board/board.js";
import type { UART } from "./serial.js";

export interface BoardDescription {
  /** As in the folder's name. */
  readonly name: string;
  /** For people and for hello. */
  readonly model: string;
  readonly link: "wifi" | "ethernet";
  readonly pin: Readonly<Record<string, number>>;
  readonly pinout: Pinout;
  readonly bus: Readonly<Record<string, Readonly<{ data: number; clock: number }>>>;
  /** undefined: no UART that a computer can reach */
  readonly uart?: UART;
}

/** Settings for the first start, by key; what the store already holds is kept. */
export type FirstSettings = Readonly<Record<string, string>>;

export const description = config["board"] as BoardDescription;
export const firstSettings = (config["settings"] ?? Object.freeze({})) as FirstSettings;
