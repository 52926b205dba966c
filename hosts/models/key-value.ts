/**
 * Key-value storage (ECMA-419 "Key-Value Storage"; shape in src/board) with the limits of the ESP32's NVS: keys of 15
 * characters, values of 4,000 bytes, 24 KB in all. It lives in memory; a host makes it durable by `store`, which is
 * called before a change shows: when it throws, nothing has changed.
 */
import type { KeyValue as KeyValueShape } from "../../src/board/board.js";

/** All stores: path -> key -> value. */
export type KeyValueContents = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface KeyValueOptions {
  contents?: KeyValueContents;
  /** characters of all keys and values, UTF-8 bytes on a board; default 24,576 less a block that NVS keeps free */
  capacity?: number;
  /** characters of one value; default 4000 */
  valueLimit?: number;
  /** Makes the whole contents durable before it returns, or throws. */
  store?: (contents: KeyValueContents) => void;
}

const pathLimit = 15; // characters, NVS namespace and key
const entryOverhead = 32; // bytes, an NVS entry

export class KeyValueModel {
  readonly #capacity: number;
  readonly #valueLimit: number;
  readonly #store: ((contents: KeyValueContents) => void) | undefined;
  readonly #stores = new Map<string, Map<string, string>>();

  constructor(options: KeyValueOptions = {}) {
    for (const [path, store] of Object.entries(options.contents ?? {}))
      this.#stores.set(path, new Map(Object.entries(store)));
    this.#capacity = options.capacity ?? 24576 - 4096;
    this.#valueLimit = options.valueLimit ?? 4000;
    this.#store = options.store;
  }

  get contents(): KeyValueContents {
    return Object.fromEntries([...this.#stores].map(([path, store]) => [path, Object.fromEntries(store)]));
  }

  /** Throws when path is not 1 to 15 letters and digits. */
  open(options: { path: string }): KeyValue {
    if (!isPath(options.path)) throw new Error(`"${options.path}" is not a path of 1 to 15 letters and digits`);
    return new KeyValue(this, options.path);
  }

  read(path: string, key: string): string | undefined {
    return this.#stores.get(path)?.get(key);
  }

  /** value undefined: the key is deleted. Durable when it returns; throws with nothing changed. */
  change(path: string, key: string, value: string | undefined): void {
    if (key.length === 0 || key.length > pathLimit) throw new Error(`key "${key}" is not of 1 to 15 characters`);
    if (value !== undefined && value.length > this.#valueLimit)
      throw new Error(`value of "${key}" is ${value.length} characters, more than ${this.#valueLimit}`);
    const store = this.#stores.get(path) ?? new Map<string, string>();
    this.#stores.set(path, store);
    const old = store.get(key);
    put(store, key, value);
    try {
      if (value !== undefined && this.#size() > this.#capacity)
        throw new Error(`no room for "${key}" in key-value storage`);
      this.#store?.(this.contents);
    } catch (error) {
      put(store, key, old);
      throw error;
    }
  }

  #size(): number {
    let size = 0;
    for (const store of this.#stores.values())
      for (const [key, value] of store) size += key.length + value.length + entryOverhead;
    return size;
  }
}

function put(store: Map<string, string>, key: string, value: string | undefined): void {
  if (value === undefined) store.delete(key);
  else store.set(key, value);
}

export class KeyValue implements KeyValueShape {
  readonly #path: string;
  #model: KeyValueModel | undefined;

  constructor(model: KeyValueModel, path: string) {
    this.#model = model;
    this.#path = path;
  }

  close(): void {
    this.#model = undefined;
  }

  read(key: string): string | undefined {
    return this.#opened().read(this.#path, key);
  }

  write(key: string, value: string): void {
    if (typeof value !== "string") throw new TypeError(`value of "${key}" is not a string`);
    this.#opened().change(this.#path, key, value);
  }

  delete(key: string): void {
    const model = this.#opened();
    if (model.read(this.#path, key) !== undefined) model.change(this.#path, key, undefined);
  }

  #opened(): KeyValueModel {
    if (this.#model === undefined) throw new Error("key-value storage is closed");
    return this.#model;
  }
}

function isPath(path: string): boolean {
  return typeof path === "string" && /^[A-Za-z0-9]{1,15}$/.test(path);
}
