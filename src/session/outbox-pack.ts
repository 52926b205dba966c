/** What stands in front of a record in a pack: its time, which is sure to be known only when the pack is made. */
import type { JsonWriter } from "../protocol/json-writer.js";
import { openMeasurement, openTimed } from "../protocol/senml.js";

/** `index`: of the record in its pack. timeMs, baseMs (the time of the first): since 1970. */
export function openRecord(writer: JsonWriter, isEvent: boolean, timeMs: number, baseMs: number, index: number): void {
  if (index > 0) writer.byte(0x2c);
  if (isEvent) openTimed(writer, timeMs);
  else openMeasurement(writer, timeMs, baseMs, index === 0);
}
