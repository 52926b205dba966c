/**
 * The records of one priority, numbered without a gap as they come. At most one pack of them is under way: a pack that
 * the server refused must not be overtaken by a later one, for its mark would then stand above what it does not have.
 * Records stay until the server says that they are stored. Where the ring drops one unsent, the log partition takes it
 * instead, once there is one behind it.
 */
import { Ring } from "./ring.js";

const never = Number.POSITIVE_INFINITY;

export class Lane {
  readonly ring: Ring;
  /** Number of the oldest record in the ring. */
  first = 1;
  /** Number of the last record that the server has acknowledged; 0: none. */
  acknowledged = 0;
  /** Records that were lost because there was no room, or because the server would never take them. */
  dropped = 0;
  /** Request that carries a pack and is not answered; 0: none. */
  request = 0;
  /** monotonic ms; by when it has to be */
  deadline = never;
  /** Packs that were refused for good, in a row. */
  refused = 0;
  /** Number of the pack's last record. */
  #last = 0;

  constructor(capacityBytes: number) {
    this.ring = new Ring(capacityBytes);
  }

  /** Number that the next record gets. */
  get next(): number {
    return this.first + this.ring.count;
  }

  /** Something waits, and nothing is under way. */
  get canSend(): boolean {
    return this.request === 0 && this.ring.count > 0;
  }

  push(timeMs: number, isWall: boolean, body: Uint8Array, length: number): void {
    const dropped = this.ring.push(timeMs, isWall, body, length);
    if (dropped < 0) this.dropped++;
    else {
      this.first += dropped;
      this.dropped += dropped;
    }
  }

  /** The oldest `count` records go out as the request. */
  start(request: number, count: number, deadline: number): void {
    this.request = request;
    this.deadline = deadline;
    this.#last = this.first + count - 1;
  }

  /** No answer is awaited any more. */
  interrupt(): void {
    this.request = 0;
    this.deadline = never;
  }

  /** The pack is answered: `stored` is the server's mark. True: all of it is stored. */
  answer(stored: number): boolean {
    this.interrupt();
    // What was not sent cannot be stored, whatever the server says.
    this.acknowledge(Math.min(stored, this.#last));
    return stored >= this.#last;
  }

  /** Removes records up to the number `stored`. */
  acknowledge(stored: number): void {
    for (; this.first <= stored && this.ring.count > 0; this.first++) this.ring.shift();
    if (stored > this.acknowledged) this.acknowledged = stored;
  }

  /** Gives up the records of the pack that was refused, which the server will never take. */
  giveUpPack(): void {
    while (this.first <= this.#last && this.ring.count > 0) this.giveUp();
  }

  giveUp(): void {
    this.ring.shift();
    this.first++;
    this.dropped++;
  }
}
