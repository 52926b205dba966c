/**
 * Forgets all that a device was given or has gathered: who its server is and how it proves itself, settings, the
 * definition that was sent, last values, lines and records that wait. What the firmware was built with stays.
 */
import type { Board } from "../board.js";
import { DefinitionStore } from "./configure/definition-store.js";
import { lastWordsKey } from "./last-words.js";
import { restartsKey } from "./restarts.js";
import { settingKeys } from "./settings.js";
import { stateKey } from "./state/live-settings.js";

/** path of the key-value store, and its keys */
const stores: readonly (readonly [string, readonly string[]])[] = Object.freeze([
  Object.freeze(["mooring", settingKeys] as const),
  Object.freeze(["state", Object.freeze([stateKey, restartsKey, lastWordsKey])] as const),
  Object.freeze(["actuators", Object.freeze(["last"])] as const),
]);

/** Returns what could not be forgotten, in words; [] when all is. The device has to start anew behind it. */
export function forgetDevice(board: Pick<Board, "storage">): string[] {
  const faults: string[] = [];
  const attempt = (what: string, work: () => void) => {
    try {
      work();
    } catch (error) {
      faults.push(`${what}: ${(error as Error).message}`);
    }
  };
  for (const [path, keys] of stores) {
    attempt(path, () => {
      const store = board.storage.keyValue.open({ path });
      try {
        for (const key of keys) store.delete(key);
      } finally {
        store.close();
      }
    });
  }
  attempt("definition", () => new DefinitionStore(board).forget());
  attempt("log partition", () => {
    const flash = board.storage.log.open();
    try {
      flash.eraseBlock(0, flash.status().blocks);
    } finally {
      flash.close();
    }
  });
  return faults;
}
