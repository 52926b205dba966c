/**
 * The records of one priority, numbered without a gap as they come. What is at the front may have been sent; it stays
 * until the server says that it is stored. Where the ring drops a record unsent, the log partition takes it instead,
 * once there is one behind it.
 */
import { Ring } from "./ring.js";

export class Lane {
  readonly ring: Ring;
  /** Number of the oldest record in the ring. */
  first = 1;
  /** How many at the front have been sent in this session. */
  sent = 0;
  /** Number of the last record that the server has acknowledged; 0: none. */
  acknowledged = 0;
  /** Records that were lost because there was no room. */
  dropped = 0;

  constructor(capacityBytes: number) {
    this.ring = new Ring(capacityBytes);
  }

  /** Number that the next record gets. */
  get next(): number {
    return this.first + this.ring.count;
  }

  get unsent(): number {
    return this.ring.count - this.sent;
  }

  push(timeMs: number, isWall: boolean, body: Uint8Array, length: number): void {
    const dropped = this.ring.push(timeMs, isWall, body, length);
    if (dropped < 0) this.dropped++;
    else this.#forget(dropped, true);
  }

  /** Removes records up to the number `stored`, of those that were sent or may have been in an older session. */
  acknowledge(stored: number): void {
    const last = Math.min(stored, this.next - 1);
    const count = last - this.first + 1;
    for (let i = 0; i < count; i++) this.ring.shift();
    if (count > 0) this.#forget(count, false);
    if (last > this.acknowledged) this.acknowledged = last;
  }

  /** Gives up the oldest record, which the server will never take. */
  giveUp(): void {
    this.ring.shift();
    this.#forget(1, true);
  }

  #forget(count: number, isLost: boolean): void {
    this.first += count;
    this.sent = Math.max(0, this.sent - count);
    if (isLost) this.dropped += count;
  }

  /** Offset of the oldest record that was not sent; only while unsent > 0. */
  firstUnsent(): number {
    let offset = this.ring.first;
    for (let i = 0; i < this.sent; i++) offset = this.ring.after(offset);
    return offset;
  }
}
