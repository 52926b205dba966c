/**
 * Settings that the build carries for the first start (`build:esp32 -- <board> --settings FILE`), written to the
 * key-value store "mooring" where it lacks them. What a person or the cloud set later is kept, and a device that was reset
 * has forgotten them for good.
 */

import type { Board } from "../../src/board/board.js";
import { forgottenKey } from "../../src/provisioning/stored-settings.js";
import { describeThrown } from "../moddable/guard.js";

export function keepFirstSettings(board: Board, settings: Readonly<Record<string, string>>): void {
  const entries = Object.entries(settings);
  if (entries.length === 0) return;
  try {
    const store = board.storage.keyValue.open({ path: "mooring" });
    if (store.read(forgottenKey) === undefined)
      for (const [key, value] of entries) if (store.read(key) === undefined) store.write(key, value);
    store.close();
  } catch (thrown) {
    board.print(`first settings: ${describeThrown(thrown)}`); // the firmware says what it lacks
  }
}
