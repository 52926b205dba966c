/** What provisioning does to the stored settings as a whole: at the start, and when the device is reset. */
import type { Board, KeyValue } from "../board/board.js";
import { claimKeys } from "./claim.js";
import { hostnameKey, nameKey } from "./improv-serial.js";
import { commit, recover } from "./journal.js";
import { openSettings } from "./provisioning-host.js";
import { networkKeys } from "./stored-networks.js";

/** Settings that a build carries for its first start are taken once: not again after a reset. */
export const forgottenKey = "setup.forgotten";

/** Completes what a cut of power has interrupted; before anything is read. */
export function recoverSettings(board: Pick<Board, "storage">): void {
  const store = openSettings(board);
  try {
    recover(store);
  } finally {
    store.close();
  }
}

/** Forgets networks, token, code and what belongs to them, all or nothing: of a device that is reset. It restarts then. */
export function forgetAll(board: Pick<Board, "storage">): void {
  const store = openSettings(board);
  try {
    forget(store);
  } finally {
    store.close();
  }
}

function forget(store: KeyValue): void {
  const changes: Record<string, string | null> = { [forgottenKey]: "1" };
  for (const key of networkKeys) changes[key] = null;
  for (const key of claimKeys) changes[key] = null;
  changes[nameKey] = changes[hostnameKey] = null;
  commit(store, changes);
}
