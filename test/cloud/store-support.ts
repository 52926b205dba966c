/** A store in a directory of its own. */
import { Store, type StoreOptions } from "../../cloud/src/store/store.js";
import { ok } from "../support/assert.js";
import { atEnd, temporaryDirectory } from "./support.js";

export const now = 1_800_000_000;
export const everything = { names: undefined, from: 0, to: 1e12, limit: 100_000 };

export function openStore(directory = temporaryDirectory(), options: Partial<StoreOptions> = {}): Store {
  const store = new Store({
    directory,
    keepDays: 365,
    keepBytes: 1e9,
    now: () => now,
    onError: () => {},
    ...options,
  });
  atEnd(() => store.close());
  return store;
}

export function withDevice(store: Store, id = "a"): Store {
  ok(store.database.transaction(() => store.devices.add(id, id, new Uint8Array(32), now)));
  return store;
}
