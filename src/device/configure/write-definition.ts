/** The answer to `device.definition`: what device.json says of the device, part by part, as describe writes its lists. */
import type { JsonWriter } from "../../protocol/json-writer.js";
import { Page } from "../describe.js";
import type { Configuration } from "./configuration.js";

/** Writes the parts from number `from` on that fit into so many bytes, and the number of the next. */
export function writeDefinition(
  writer: JsonWriter,
  { definition, source }: Configuration,
  from: number,
  limitBytes: number,
): void {
  const page = new Page(writer, from, limitBytes);
  writer.raw('{"source":').string(source);
  if (definition.timeZone !== undefined) writer.raw(',"timeZone":').string(definition.timeZone);
  page.list(',"sensors":[');
  writeItems(page, definition.sensors);
  page.list('],"actuators":[');
  writeItems(page, definition.actuators);
  page.list('],"rules":[');
  writeItems(page, definition.rules ?? []);
  writer.raw("]");
  if (page.next !== undefined) writer.raw(',"next":').number(page.next);
  writer.raw("}");
}

function writeItems(page: Page, items: readonly object[]): void {
  for (const item of items) {
    if (!page.begin()) continue;
    page.writer.value(item);
    page.end();
  }
}
