/**
 * What came from the network and waits for the guest, and what the guest has been told of it: one announcement at a
 * time, so that a guest which is slow is not flooded with events, and always one more when there is more than it knows.
 */
export class ReceiveBuffer {
  readonly #announce: (count: number) => void;
  readonly #pieces: Uint8Array[] = [];
  #offset = 0;
  #waiting = 0;
  #known = 0;
  #isPending = false;
  #isHeld = false;

  constructor(announce: (count: number) => void) {
    this.#announce = announce;
  }

  /** bytes */
  get waiting(): number {
    return this.#waiting;
  }

  push(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#waiting += piece.length;
    this.tell();
  }

  /** Fills the buffer; returns the number of bytes. */
  read(into: Uint8Array): number {
    let count = 0;
    while (count < into.length) {
      const piece = this.#pieces[0];
      if (piece === undefined) break;
      const part = piece.subarray(this.#offset, this.#offset + into.length - count);
      into.set(part, count);
      count += part.length;
      this.#offset += part.length;
      if (this.#offset < piece.length) continue;
      this.#pieces.shift();
      this.#offset = 0;
    }
    this.#waiting -= count;
    this.#known = Math.max(0, this.#known - count);
    this.#isPending = false;
    // Not from inside the guest's call, which might read again from there.
    if (this.#waiting > this.#known) queueMicrotask(() => this.tell());
    return count;
  }

  /** Says what waits when that is news and the last announcement was followed by a read; `anyway`: in any case. */
  tell(anyway = false): void {
    if (this.#isHeld || (this.#isPending && !anyway) || this.#waiting <= this.#known) return;
    this.#isPending = true;
    this.#known = this.#waiting;
    this.#announce(this.#waiting);
  }

  /** Announces nothing while held. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.tell();
  }

  clear(): void {
    this.#pieces.length = 0;
    this.#waiting = this.#offset = 0;
  }
}
