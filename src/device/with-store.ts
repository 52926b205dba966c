/** A key-value store that is open for one piece of work. */
import type { Board, KeyValue } from "../board/board.js";

/** What `work` gives. Throws what the storage or the work throws; the store is closed either way. path: 1 to 15 letters and digits */
export function withStore<T>(board: Pick<Board, "storage">, path: string, work: (store: KeyValue) => T): T {
  const store = board.storage.keyValue.open({ path });
  try {
    return work(store);
  } finally {
    store.close();
  }
}
