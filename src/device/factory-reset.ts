/**
 * Forgets all that a device was given or has gathered: who its server is and how it proves itself, settings, the
 * definition that was sent, last values, totals of meters, lines and records that wait. What stays: what the firmware was
 * built with, the passphrase that stands on the label, and the time that certificates are held against until it is known
 * anew.
 */
import type { Board, KeyValue } from "../board/board.js";
import { DefinitionStore } from "./configure/definition-store.js";
import { lastWordsKey } from "./last-words.js";
import { restartsKey } from "./restarts.js";
import { forgetTotals } from "./sensors/pulse-totals.js";
import { settingKeys } from "./settings.js";
import { stateKey } from "./state/live-settings.js";
import { withStore } from "./with-store.js";

/** path of the key-value store, and its keys */
const stores: readonly (readonly [string, readonly string[]])[] = Object.freeze([
  Object.freeze(["mooring", settingKeys] as const),
  Object.freeze(["state", Object.freeze([stateKey, restartsKey, lastWordsKey])] as const),
  Object.freeze(["actuators", Object.freeze(["last"])] as const),
]);

/** In "mooring" while a reset is under way: the next start completes one that a cut of power has interrupted. */
const pendingKey = "reset.pending";

export function isResetPending(board: Pick<Board, "storage">): boolean {
  return withStore(board, "mooring", (store) => store.read(pendingKey) !== undefined);
}

/**
 * Returns what could not be forgotten, in words; [] when all is. The device has to start anew behind it. forgetMore: of
 * what turns beside the device.
 */
export function forgetDevice(board: Pick<Board, "storage">, forgetMore?: () => void): string[] {
  const faults: string[] = [];
  const attempt = (what: string, work: () => void) => {
    try {
      work();
    } catch (error) {
      faults.push(`${what}: ${(error as Error).message}`);
    }
  };
  const use = (path: string, work: (store: KeyValue) => void) => {
    attempt(path, () => withStore(board, path, work));
  };
  use("mooring", (store) => store.write(pendingKey, "1"));
  if (forgetMore !== undefined) attempt("setup", forgetMore);
  for (const [path, keys] of stores) {
    use(path, (store) => {
      for (const key of keys) store.delete(key);
    });
  }
  attempt("meters", () => forgetTotals(board));
  attempt("definition", () => new DefinitionStore(board).forget());
  attempt("log partition", () => {
    const flash = board.storage.log.open();
    try {
      flash.eraseBlock(0, flash.status().blocks);
    } finally {
      flash.close();
    }
  });
  // Whatever could not be: a device that forgot anew at each start would be worse.
  use("mooring", (store) => store.delete(pendingKey));
  return faults;
}
