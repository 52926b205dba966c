/**
 * Several settings changed as one, over storage in which a single write is atomic: all changes are written under one key
 * first, then one by one, then that key goes. A cut of power before the first write changes nothing; after it the next
 * start carries out what is left.
 */
import type { KeyValue } from "../board/board.js";

const journalKey = "setup.commit";

/** By key; null: deleted. */
export type Changes = Readonly<Record<string, string | null>>;

/** Throws what the store throws when there is no room; nothing has changed then, or the next start completes it. */
export function commit(store: KeyValue, changes: Changes): void {
  store.write(journalKey, JSON.stringify(changes));
  carryOut(store, changes);
}

/** Completes what a cut of power has interrupted; at the start, before anything is read. False: nothing was left. */
export function recover(store: KeyValue): boolean {
  const text = store.read(journalKey);
  if (text === undefined) return false;
  let changes: unknown;
  try {
    changes = JSON.parse(text);
  } catch {
    changes = undefined;
  }
  const isOurs = isChanges(changes);
  if (isOurs) carryOut(store, changes as Changes);
  else store.delete(journalKey); // not written by commit(): nothing can be said of it
  return isOurs;
}

function carryOut(store: KeyValue, changes: Changes): void {
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) store.delete(key);
    else store.write(key, value);
  }
  store.delete(journalKey);
}

function isChanges(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((each) => each === null || typeof each === "string");
}
