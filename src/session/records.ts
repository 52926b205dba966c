/**
 * How a record's body waits in the outbox. A measurement takes two bytes and, for a number, eight more: its kind, the
 * place of its name in a table, its value. Everything else (events, texts, names beyond the table) waits as the JSON
 * that will be sent; that begins with a quotation mark. Bodies stay in RAM: the table is not stored.
 */
import type { JsonWriter } from "../protocol/json-writer.js";
import { limits } from "../protocol/limits.js";
import { type RecordValue, writeEvent, writeMeasurement } from "../protocol/senml.js";
import type { Ring } from "./ring.js";

const jsonStart = 0x22; // '"'
const markBit = 0x80;
const kinds = Object.freeze({ number: 1, no: 2, yes: 3 } as const);

export class Records {
  private readonly names: string[] = [];
  private readonly units: (string | undefined)[] = [];
  private readonly number = new Float64Array(1);
  private readonly numberBytes = new Uint8Array(this.number.buffer);

  /** Writes the body of a measurement as it waits. */
  encode(into: JsonWriter, name: string, unit: string | undefined, value: RecordValue): void {
    const place = typeof value === "string" ? -1 : this.placeOf(name, unit);
    if (place < 0) {
      writeMeasurement(into, name, unit, value);
      return;
    }
    into.byte(typeof value === "number" ? kinds.number : value ? kinds.yes : kinds.no);
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
    const kind = bytes[start];
    if (kind === jsonStart) {
      into.copy(bytes, start, ring.bodyEnd(offset));
      return;
    }
    const place = bytes[start + 1] ?? 0;
    const name = this.names[place] ?? "";
    const unit = this.units[place];
    if (kind !== kinds.number) {
      writeMeasurement(into, name, unit, kind === kinds.yes);
      return;
    }
    for (let i = 0; i < 8; i++) this.numberBytes[i] = bytes[start + 2 + i] ?? 0;
    writeMeasurement(into, name, unit, this.number[0] ?? 0);
  }

  /** Names in the table; a record of a number has the place of one. */
  get places(): number {
    return this.names.length;
  }

  /** It is a number of that name. */
  isNumberOf(ring: Ring, offset: number, place: number): boolean {
    const start = ring.bodyStart(offset);
    return ((ring.bytes[start] ?? 0) & ~markBit) === kinds.number && ring.bytes[start + 1] === place;
  }

  numberAt(ring: Ring, offset: number): number {
    const start = ring.bodyStart(offset) + 2;
    for (let i = 0; i < 8; i++) this.numberBytes[i] = ring.bytes[start + i] ?? 0;
    return this.number[0] ?? 0;
  }

  /** Marks a number, for thinning.ts; nothing else is ever marked. No mark may stay. */
  mark(ring: Ring, offset: number, isMarked: boolean): void {
    const start = ring.bodyStart(offset);
    if (((ring.bytes[start] ?? 0) & ~markBit) !== kinds.number) return;
    ring.bytes[start] = isMarked ? kinds.number | markBit : kinds.number;
  }

  isMarked(ring: Ring, offset: number): boolean {
    return ring.bytes[ring.bodyStart(offset)] === (kinds.number | markBit);
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
