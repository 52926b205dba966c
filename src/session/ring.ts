/**
 * A ring of fixed capacity that holds records as bytes: a time and a body. The oldest make room for new ones. A record
 * never wraps, so that its body can be copied from where it lies. Not persistent.
 *
 * Layout of a record: length of the body (2 bytes), whether the time is wall time (1), time in ms (8, float), body.
 */
const headerBytes = 11;
/** Stands where a record's length would, when the next record begins at 0. */
const wrapMark = 0xffff;

export class Ring {
  readonly bytes: Uint8Array;
  /** records in it */
  count = 0;
  private readonly view: DataView;
  private head = 0;
  private tail = 0;

  constructor(capacityBytes: number) {
    this.bytes = new Uint8Array(capacityBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Offset of the oldest record; only while count > 0. */
  get first(): number {
    return this.head;
  }

  /** bytes from the oldest record to behind the newest */
  get usedBytes(): number {
    if (this.count === 0) return 0;
    return this.tail > this.head ? this.tail - this.head : this.bytes.length - this.head + this.tail;
  }

  /** Copies the first `length` bytes of `body`. Returns how many old records had to go; -1: too large, not taken. */
  push(timeMs: number, isWall: boolean, body: Uint8Array, length: number): number {
    const need = headerBytes + length;
    if (need > this.bytes.length || length >= wrapMark) return -1;
    let dropped = 0;
    while (!this.makeRoom(need)) {
      this.shift();
      dropped++;
    }
    const at = this.tail;
    this.view.setUint16(at, length);
    this.view.setUint8(at + 2, isWall ? 1 : 0);
    this.view.setFloat64(at + 3, timeMs);
    for (let i = 0; i < length; i++) this.bytes[at + headerBytes + i] = body[i] ?? 0;
    this.tail = at + need;
    this.count++;
    return dropped;
  }

  /** True when `need` bytes can be written at the tail, which may move to 0 for it. */
  private makeRoom(need: number): boolean {
    const capacity = this.bytes.length;
    if (this.count === 0) this.head = this.tail = 0;
    else if (this.tail <= this.head) return this.head - this.tail >= need;
    if (capacity - this.tail >= need) return true;
    if (this.head < need) return false;
    if (capacity - this.tail >= 2) this.view.setUint16(this.tail, wrapMark);
    this.tail = 0;
    return true;
  }

  /** Removes the oldest record. */
  shift(): void {
    if (this.count === 0) return;
    this.head = this.after(this.head);
    this.count--;
  }

  clear(): void {
    this.count = this.head = this.tail = 0;
  }

  /** Offset of the record behind the one at `offset`; of no use behind the newest. */
  after(offset: number): number {
    const next = this.bodyEnd(offset);
    if (next === this.tail) return next;
    return next + 2 > this.bytes.length || this.view.getUint16(next) === wrapMark ? 0 : next;
  }

  /** ms; since 1970 where isWall(), else monotonic */
  time(offset: number): number {
    return this.view.getFloat64(offset + 3);
  }

  isWall(offset: number): boolean {
    return this.view.getUint8(offset + 2) === 1;
  }

  bodyStart(offset: number): number {
    return offset + headerBytes;
  }

  bodyEnd(offset: number): number {
    return offset + headerBytes + this.view.getUint16(offset);
  }
}
