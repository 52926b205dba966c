/**
 * The records of one priority, numbered without a gap as they come. At most one pack of them is under way: a pack that
 * the server refused must not be overtaken by a later one, for its mark would then stand above what it does not have.
 * Records stay until the server says that they are stored. Older ones may lie in a log in flash (outbox-log.ts moves them
 * there); they are sent first. The ring behind it holds the newer ones, and drops its own oldest.
 */
import type { FlashLog } from "./flash-log.js";
import { Ring } from "./ring.js";

const never = Number.POSITIVE_INFINITY;

export class Lane {
  readonly ring: Ring;
  /** Number of the oldest record in the ring. */
  first = 1;
  /** Number of the last record that the server has acknowledged; 0: none. */
  acknowledged = 0;
  /** Greatest number that may have been sent in this stream; the server cannot hold what is above. */
  sent = 0;
  /** Holds older records than the ring; undefined: there is none. */
  log: FlashLog | undefined;
  /** Request that carries a pack and is not answered; 0: none. */
  request = 0;
  /** monotonic ms; by when it has to be */
  deadline = never;
  /** Packs that were refused for good, in a row. */
  refused = 0;
  /** Number of the pack's last record. */
  private last = 0;
  private lost = 0;

  constructor(capacityBytes: number) {
    this.ring = new Ring(capacityBytes);
  }

  /** The numbers go on behind those of the log, which was recovered. */
  keep(log: FlashLog): void {
    this.log = log;
    this.first = Math.max(log.next, log.reserved);
    // A number is reserved before it is sent.
    this.sent = log.reserved - 1;
  }

  /** From now on numbers belong to another stream: the server holds none of them. */
  beginStream(): void {
    this.acknowledged = this.sent = 0;
  }

  /** There is no log any more. What was in it is lost, as it has counted. */
  leaveLog(): void {
    this.lost = this.dropped;
    this.log = undefined;
  }

  /** Records that were lost because there was no room, or because the server would never take them. */
  get dropped(): number {
    return this.lost + (this.log?.dropped ?? 0);
  }

  /** Records that wait. */
  get count(): number {
    return this.ring.count + (this.log?.pending ?? 0);
  }

  /** Number that the next record gets. */
  get next(): number {
    return this.first + this.ring.count;
  }

  /** Something waits, and nothing is under way. */
  get canSend(): boolean {
    return this.request === 0 && this.count > 0;
  }

  push(timeMs: number, isWall: boolean, body: Uint8Array, length: number): void {
    const dropped = this.ring.push(timeMs, isWall, body, length);
    if (dropped < 0) this.lost++;
    else {
      this.first += dropped;
      this.lost += dropped;
    }
  }

  /** A record could not even be written. */
  lose(): void {
    this.lost++;
  }

  /** The ring's oldest `count` records are in the log now. */
  shift(count: number): void {
    for (let i = 0; i < count; i++) this.ring.shift();
    this.first += count;
  }

  /** The records from the number `first` on, `count` of them, go out as the request. */
  start(request: number, first: number, count: number, deadline: number): void {
    this.request = request;
    this.deadline = deadline;
    this.last = first + count - 1;
    this.sent = Math.max(this.sent, this.last);
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
    this.acknowledge(Math.min(stored, this.last));
    return stored >= this.last;
  }

  /** Removes records up to the number `stored`. */
  acknowledge(stored: number): void {
    this.remove(stored);
    if (stored > this.acknowledged) this.acknowledged = stored;
  }

  private remove(last: number): void {
    this.log?.consume(last);
    while (this.first <= last && this.ring.count > 0) this.shift(1);
  }

  /** Gives up the records of the pack that was refused, which the server will never take. */
  giveUpPack(): void {
    const before = this.count;
    this.remove(this.last);
    this.lost += before - this.count;
  }

  /** Gives up the oldest record, which no pack has room for. */
  giveUp(): void {
    const { log } = this;
    if (log === undefined || log.pending === 0) this.shift(1);
    else {
      log.rewind();
      if (!log.load()) return;
      log.consume(Math.max(log.entryFirst, log.consumed + 1));
    }
    this.lost++;
  }
}
