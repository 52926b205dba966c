/** What is stored about the device's server, in the key-value store "mooring". A wrong setting is named, not replaced. */
import type { Board } from "../board.js";
import { limits } from "../protocol/limits.js";
import { isName } from "../protocol/validate.js";
import type { SessionLog } from "../session/session-options.js";

export interface Settings {
  /** ws:// or wss://, used as given */
  readonly url: string | undefined;
  readonly token: string | undefined;
  /** PEM, certificates that are trusted instead of the host's own */
  readonly ca: string | undefined;
  readonly id: string;
}

export function readSettings(board: Board, log: SessionLog, now: number): Settings {
  const store = board.storage.keyValue.open({ path: "mooring" });
  try {
    let id = store.read("device.id") ?? board.identity.id;
    if (!isName(id) || id.length > limits.idCharacters) {
      log.write("error", "settings.device-id", "device.id is no name: using the board's own", now);
      id = board.identity.id;
    }
    return { url: store.read("server.url"), token: store.read("server.token"), ca: store.read("server.ca"), id };
  } finally {
    store.close();
  }
}
