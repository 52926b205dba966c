/**
 * Writing SenML (RFC 8428). A record waits as bytes without its opening brace and its time: `"n":"light","v":5}`. Time
 * goes in front when the pack is made, for only then is it sure to be known. An event waits in the same form.
 *
 * A label of our own (RFC 8428 4.4: one that does not end in "_" may be ignored by who does not know it) says when a value
 * is less sure than a good one: `quality`. Absent is good, and costs nothing. docs/protocol.md has what each means.
 */
import type { JsonWriter } from "./json-writer.js";

export type RecordValue = number | boolean | string;

/**
 * Why a value is less sure than a good one, the least grave first. settling: what measures it, or a filter's window, has
 * not come to rest after the start; estimated: worked out from other measurements, or from those before; limited: it stands
 * at a limit, and what is true may lie beyond.
 */
export const qualities = Object.freeze(["settling", "estimated", "limited"] as const);
export type Quality = (typeof qualities)[number];

/** On the device a quality is a number, the graver the greater: its place in `qualities`, from 1 on; 0 is good. */
export const qualityCodes = Object.freeze({ good: 0, settling: 1, estimated: 2, limited: 3 } as const);

/** 0 (good) for undefined, and for what is none. */
export function qualityCode(quality: Quality | undefined): number {
  return quality === undefined ? qualityCodes.good : qualities.indexOf(quality) + 1;
}

/** The graver of two; undefined: good. */
export function graver(a: Quality | undefined, b: Quality | undefined): Quality | undefined {
  return qualityCode(a) >= qualityCode(b) ? a : b;
}

/** The body of a measurement; `unit` undefined for true/false and text. quality: a code. Closed by its brace. */
export function writeMeasurement(
  writer: JsonWriter,
  name: string,
  unit: string | undefined,
  value: RecordValue,
  quality = 0,
): void {
  writer.raw('"n":').string(name);
  if (unit !== undefined) writer.raw(',"u":').string(unit);
  writer.raw(typeof value === "number" ? ',"v":' : typeof value === "boolean" ? ',"vb":' : ',"vs":');
  writer.value(value);
  const known = qualities[quality - 1];
  if (known !== undefined) writer.raw(',"quality":"').raw(known).raw('"');
  writer.raw("}");
}

/** The body of an event; `data` undefined for none. */
export function writeEvent(writer: JsonWriter, name: string, data: unknown): void {
  writer.raw('"name":').string(name);
  if (data !== undefined) writer.raw(',"data":').value(data);
  writer.raw("}");
}

/**
 * What comes before a measurement's body: the first of a pack sets the base time, the others say how far they are from
 * it (epoch milliseconds, all of them).
 */
export function openMeasurement(writer: JsonWriter, timeMs: number, baseMs: number, isFirst: boolean): void {
  if (isFirst) writer.raw('{"bt":').seconds(baseMs).raw(",");
  else if (Math.round(timeMs - baseMs) === 0) writer.raw("{");
  else
    writer
      .raw('{"t":')
      .seconds(timeMs - baseMs)
      .raw(",");
}

/** What comes before the body of an event or log entry: its whole time. */
export function openTimed(writer: JsonWriter, timeMs: number): void {
  writer.raw('{"t":').seconds(timeMs).raw(",");
}
