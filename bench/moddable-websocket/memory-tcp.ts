/**
 * ECMA-419 TCP without a network, in the shape of the SDK's class: what the test brings can be read, what is written is
 * counted and, when asked for, kept. Like the SDK's it throws for a read of more than has come.
 */
export interface World {
  tcp: MemoryTCP | undefined;
}

interface Options {
  world: World;
  onReadable(count: number): void;
  onWritable(count: number): void;
}

const nothing = Object.freeze([]) as unknown as Uint8Array;

export class MemoryTCP {
  /** bytes that write() says it takes */
  writable = 65536;
  /** bytes written so far */
  written = 0;
  /** What was written; undefined: it is not kept. */
  kept: Uint8Array[] | undefined = [];
  readonly onReadable: (count: number) => void;
  readonly onWritable: (count: number) => void;
  #isNumber = false;
  #bytes = nothing;
  #at = 0;
  #end = 0;

  constructor(options: Options) {
    this.onReadable = options.onReadable;
    this.onWritable = options.onWritable;
    options.world.tcp = this;
  }

  get format(): string {
    return this.#isNumber ? "number" : "buffer";
  }

  set format(value: string) {
    this.#isNumber = value === "number";
  }

  /** Bytes come in, all at once. */
  bring(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#at = 0;
    this.#end = bytes.length;
    this.onReadable(bytes.length);
  }

  get unread(): number {
    return this.#end - this.#at;
  }

  read(into?: number | Uint8Array): number | ArrayBuffer | undefined {
    const at = this.#at;
    if (at === this.#end) return undefined;
    if (this.#isNumber) {
      this.#at = at + 1;
      return this.#bytes[at];
    }
    const isCount = typeof into === "number" || into === undefined;
    const count = isCount ? (into ?? this.#end - at) : into.length;
    if (count <= 0 || count > this.#end - at) throw new Error("invalid");
    this.#at = at + count;
    if (isCount) return (this.#bytes.buffer as ArrayBuffer).slice(at, at + count);
    if (count === this.#bytes.length) into.set(this.#bytes);
    else into.set(this.#bytes.subarray(at, at + count));
    return count;
  }

  write(bytes: Uint8Array): number {
    this.written += bytes.byteLength;
    this.kept?.push(new Uint8Array(bytes));
    return this.writable;
  }

  close(): void {
    this.#at = this.#end;
  }
}

/** Every name has the same address. */
export class MemoryResolver {
  resolve(options: { host: string; onResolved(host: string, address: string): void }): void {
    options.onResolved(options.host, "192.0.2.1");
  }

  close(): void {}
}
