/** The answer to `describe`, written piece by piece, and its digest: what the device has, not how it stands. */
import type { Board } from "../board.js";
import { JsonWriter } from "../protocol/json-writer.js";
import { limits } from "../protocol/limits.js";
import { serverMethods } from "../protocol/messages.js";
import { methodNames } from "./commands.js";
import type { Parts } from "./parts.js";

/** digest undefined: for the digest itself, which leaves out the values. */
export function writeDescription(writer: JsonWriter, parts: Parts, digest: string | undefined): void {
  writer
    .raw('{"digest":')
    .string(digest ?? "")
    .raw(',"sensors":[');
  let count = 0;
  for (const { readings, intervalMs } of parts.sensors) {
    for (const { name, title, unit, minimum, maximum } of readings) {
      if (count++ > 0) writer.byte(0x2c);
      writer.value({ name, kind: "number", unit, title, minimum, maximum, intervalMs });
    }
  }
  for (const { definition } of parts.contacts) {
    if (count++ > 0) writer.byte(0x2c);
    writer.value({ name: definition.name, kind: "boolean", title: definition.title });
  }
  writer.raw('],"actuators":[');
  count = 0;
  for (const { definition, value } of parts.actuators) {
    if (count++ > 0) writer.byte(0x2c);
    const { name, kind, title } = definition;
    writer.value({ name, kind, title, value: digest === undefined ? undefined : value });
  }
  writer.raw('],"methods":[');
  count = 0;
  for (const name of methodNames) {
    if (count++ > 0) writer.byte(0x2c);
    writer.raw('{"name":').string(name).raw(',"params":').value(serverMethods[name].params).raw("}");
  }
  writer.raw("]}");
}

/** SHA-256 of the description, the first 128 bits as hexadecimal digits: the same for the same firmware and wiring. */
export function digestOf(board: Board, parts: Parts): string {
  const writer = new JsonWriter(limits.messageBytes);
  writeDescription(writer, parts, undefined);
  const bytes = board.digest("SHA-256", writer.view());
  let text = "";
  for (let i = 0; i < 16; i++) {
    const byte = bytes[i] ?? 0;
    text += (byte < 16 ? "0" : "") + byte.toString(16);
  }
  return text;
}
