/** Random bytes of the host, fetched some at a time: a call to it costs more than the frame that they mask. */

const poolBytes = 64;

export class RandomPool {
  readonly #fetch: (count: number) => Uint8Array;
  #bytes: Uint8Array = new Uint8Array(0);
  #used = 0;

  constructor(fetch: (count: number) => Uint8Array) {
    this.#fetch = fetch;
  }

  /** Every byte is given once. */
  fill(into: Uint8Array): void {
    const { length } = into;
    if (length > poolBytes) {
      into.set(this.#fetch(length));
      return;
    }
    if (this.#used + length > this.#bytes.length) {
      this.#bytes = this.#fetch(poolBytes);
      this.#used = 0;
    }
    for (let i = 0; i < length; i++) into[i] = this.#bytes[this.#used++] as number;
  }
}
