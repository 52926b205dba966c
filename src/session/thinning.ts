/**
 * Thins out the readings of a long outage, so that it takes longer until the oldest have to go: of each name and window the
 * first, the last, the least and the greatest stay, which is what a chart shows, and the first whose quality is not good. Only numbers, and only what was never sent, for
 * what was sent keeps its number. Off unless a setting gives the window.
 */
import type { JsonWriter } from "../protocol/json-writer.js";
import type { Records } from "./records.js";
import type { Ring } from "./ring.js";

/**
 * Leaves out of the ring what its windows do not need. skip: so many of the oldest stay. Windows of `windowMs` are counted
 * from the first record behind them. scratch: lent, for one record at a time. Returns how many records went.
 */
export function thin(ring: Ring, skip: number, windowMs: number, records: Records, scratch: JsonWriter): number {
  if (ring.count - skip < 3) return 0;
  let start = ring.first;
  for (let i = 0; i < skip; i++) start = ring.after(start);
  const count = ring.count - skip;
  for (let i = 0, at = start; i < count; i++, at = ring.after(at)) records.mark(ring, at, true);
  for (let place = 0; place < records.places; place++) keepShape(ring, start, count, windowMs, records, place);
  return sweep(ring, records, scratch);
}

/** Takes the mark off those records of one name that make up its shape. */
function keepShape(ring: Ring, start: number, count: number, windowMs: number, records: Records, place: number): void {
  const begin = ring.time(start);
  let window = Number.NaN;
  let last = -1;
  let least = -1;
  let greatest = -1;
  let isGood = true;
  for (let i = 0, at = start; i < count; i++, at = ring.after(at)) {
    if (!records.isNumberOf(ring, at, place)) continue;
    const own = Math.floor((ring.time(at) - begin) / windowMs);
    if (own !== window) {
      keep(ring, records, last, least, greatest);
      records.mark(ring, at, false);
      window = own;
      least = greatest = at;
      isGood = true;
    } else {
      const value = records.numberAt(ring, at);
      if (value < records.numberAt(ring, least)) least = at;
      if (value > records.numberAt(ring, greatest)) greatest = at;
    }
    if (isGood && records.qualityAt(ring, at) !== 0) {
      isGood = false;
      records.mark(ring, at, false);
    }
    last = at;
  }
  keep(ring, records, last, least, greatest);
}

function keep(ring: Ring, records: Records, last: number, least: number, greatest: number): void {
  if (last < 0) return;
  records.mark(ring, last, false);
  records.mark(ring, least, false);
  records.mark(ring, greatest, false);
}

/** Turns the whole ring around once, and leaves out what is marked. */
function sweep(ring: Ring, records: Records, scratch: JsonWriter): number {
  let gone = 0;
  for (let i = ring.count; i > 0; i--) {
    const at = ring.first;
    const isMarked = records.isMarked(ring, at);
    const time = ring.time(at);
    const isWall = ring.isWall(at);
    scratch.reset().copy(ring.bytes, ring.bodyStart(at), ring.bodyEnd(at));
    ring.shift();
    if (isMarked) gone++;
    else ring.push(time, isWall, scratch.bytes, scratch.length);
  }
  return gone;
}
