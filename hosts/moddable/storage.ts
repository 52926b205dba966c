/**
 * Key-value storage of src/board over the SDK's `embedded:storage/key-value` (NVS on a board).
 *
 * NVS takes keys of 1 to 15 characters and strings up to 4,000 bytes; a write is durable when it returns. A value that
 * another program left in another format reads as absent, and a write replaces it.
 */

import type { KeyValue } from "../../src/board/board.js";

export interface NativeStorage {
  read(key: string): unknown;
  write(key: string, value: string): void;
  delete(key: string): void;
  close(): void;
}

// characters, NVS_KEY_NAME_MAX_SIZE less its end
const longestKey = 15;

export class MooringKeyValue implements KeyValue {
  #native: NativeStorage | undefined;

  constructor(native: NativeStorage) {
    this.#native = native;
  }

  read(key: string): string | undefined {
    const native = this.#opened(key);
    try {
      const value = native.read(key);
      return typeof value === "string" ? value : undefined;
    } catch (thrown) {
      if (thrown instanceof TypeError) return undefined; // "mismatch": not a string
      throw thrown;
    }
  }

  write(key: string, value: string): void {
    this.#opened(key).write(key, value);
  }

  delete(key: string): void {
    this.#opened(key).delete(key);
  }

  close(): void {
    const native = this.#native;
    this.#native = undefined;
    native?.close();
  }

  #opened(key: string): NativeStorage {
    if (this.#native === undefined) throw new Error("key-value: closed");
    if (key.length === 0 || key.length > longestKey) throw new RangeError(`key-value: key ${key}`);
    return this.#native;
  }
}
