/**
 * Writing SenML (RFC 8428). A record waits as bytes without its opening brace and its time: `"n":"light","v":5}`. Time
 * goes in front when the pack is made, for only then is it sure to be known. An event waits in the same form.
 */
import type { JsonWriter } from "./json-writer.js";

export type RecordValue = number | boolean | string;

/** The body of a measurement; `unit` undefined for true/false and text. Closed by its brace. */
export function writeMeasurement(writer: JsonWriter, name: string, unit: string | undefined, value: RecordValue): void {
  writer.raw('"n":').string(name);
  if (unit !== undefined) writer.raw(',"u":').string(unit);
  writer.raw(typeof value === "number" ? ',"v":' : typeof value === "boolean" ? ',"vb":' : ',"vs":');
  writer.value(value).raw("}");
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
