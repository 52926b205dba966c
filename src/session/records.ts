/**
 * How a record's body waits in the outbox. A measurement takes two bytes and, for a number, eight more: its kind (with
 * its quality in two bits), the place of its name in a table, its value. Everything else (events, texts, names beyond the table) waits as the JSON
 * that will be sent; that begins with a quotation mark. Bodies stay in RAM: the table is not stored.
 */
import type { JsonWriter } from "../protocol/json-writer.js";
import { limits } from "../protocol/limits.js";
import { type RecordValue, writeEvent, writeMeasurement } from "../protocol/senml.js";
import type { Ring } from "./ring.js";

const jsonStart = 0x22; // '"'
const markBit = 0x80;
const kinds = Object.freeze({ number: 1, no: 2, yes: 3 } as const);
const kindBits = 0x03;
const qualityShift = 2; // two bits above the kind; all of it stays below jsonStart
const qualityBits = 0x03;

export class Records {
  private readonly names: string[] = [];
  private readonly units: (string | undefined)[] = [];
  private readonly number = new Float64Array(1);
  private readonly numberBytes = new Uint8Array(this.number.buffer);

  /** Writes the body of a measurement as it waits. quality: a code (senml.ts). */
  encode(into: JsonWriter, name: string, unit: string | undefined, value: RecordValue, quality = 0): void {
    const place = typeof value === "string" ? -1 : this.placeOf(name, unit);
    if (place < 0) {
      writeMeasurement(into, name, unit, value, quality);
      return;
    }
    into.byte((typeof value === "number" ? kinds.number : value ? kinds.yes : kinds.no) | (quality << qualityShift));
    into.byte(place);
    if (typeof value !== "number") return;
    this.number[0] = value;
    into.copy(this.numberBytes, 0, 8);
  }

  encodeEvent(into: JsonWriter, name: string, data: unknown): void {
    writeEvent(into, name, data);
  }

  /** Writes the body of the record at `offset` as JSON, closed by its brace. */
  decode(into: JsonWriter, ring: Ring, offset: number): void {
    const { bytes } = ring;
    const start = ring.bodyStart(offset);
    const first = bytes[start] ?? 0;
    if (first === jsonStart) {
      into.copy(bytes, start, ring.bodyEnd(offset));
      return;
    }
    const place = bytes[start + 1] ?? 0;
    const name = this.names[place] ?? "";
    const unit = this.units[place];
    const quality = first >> qualityShift;
    if ((first & kindBits) !== kinds.number) {
      writeMeasurement(into, name, unit, (first & kindBits) === kinds.yes, quality);
      return;
    }
    for (let i = 0; i < 8; i++) this.numberBytes[i] = bytes[start + 2 + i] ?? 0;
    writeMeasurement(into, name, unit, this.number[0] ?? 0, quality);
  }

  /** Names in the table; a record of a number has the place of one. */
  get places(): number {
    return this.names.length;
  }

  /** It is a number of that name. */
  isNumberOf(ring: Ring, offset: number, place: number): boolean {
    const start = ring.bodyStart(offset);
    return isNumber(ring.bytes[start] ?? 0) && ring.bytes[start + 1] === place;
  }

  /** Of a number: 0 is good. */
  qualityAt(ring: Ring, offset: number): number {
    return ((ring.bytes[ring.bodyStart(offset)] ?? 0) >> qualityShift) & qualityBits;
  }

  numberAt(ring: Ring, offset: number): number {
    const start = ring.bodyStart(offset) + 2;
    for (let i = 0; i < 8; i++) this.numberBytes[i] = ring.bytes[start + i] ?? 0;
    return this.number[0] ?? 0;
  }

  /** Marks a number, for thinning.ts; nothing else is ever marked. No mark may stay. */
  mark(ring: Ring, offset: number, isMarked: boolean): void {
    const start = ring.bodyStart(offset);
    const first = ring.bytes[start] ?? 0;
    if (isNumber(first)) ring.bytes[start] = isMarked ? first | markBit : first & ~markBit;
  }

  isMarked(ring: Ring, offset: number): boolean {
    const first = ring.bytes[ring.bodyStart(offset)] ?? 0;
    return isNumber(first) && (first & markBit) !== 0;
  }

  /** Place in the table; -1: it is full. */
  private placeOf(name: string, unit: string | undefined): number {
    const names = this.names;
    for (let i = 0; i < names.length; i++) if (names[i] === name && this.units[i] === unit) return i;
    if (names.length >= limits.descriptionItems) return -1;
    this.units.push(unit);
    return names.push(name) - 1;
  }
}

/** By the first byte of its body, of any quality, marked or not. */
function isNumber(first: number): boolean {
  return (first & ~(markBit | (qualityBits << qualityShift))) === kinds.number;
}
