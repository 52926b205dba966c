/** The answer to `describe`, written piece by piece, and its digest: what the device has, not how it stands. */
import type { Board } from "../board.js";
import { JsonWriter } from "../protocol/json-writer.js";
import { limits } from "../protocol/limits.js";
import { serverMethods } from "../protocol/messages.js";
import type { Actuator } from "./actuator-kind.js";
import { actuatorKinds } from "./actuator-kinds.js";
import { methodNames } from "./commands.js";
import type { Parts } from "./parts.js";
import { readingOf } from "./sensor-kind.js";

/** digest undefined: for the digest itself, which leaves out the values. */
export function writeDescription(writer: JsonWriter, parts: Parts, digest: string | undefined): void {
  writer
    .raw('{"digest":')
    .string(digest ?? "")
    .raw(',"sensors":[');
  writeSensors(writer, parts);
  writer.raw('],"actuators":[');
  let count = 0;
  for (const actuator of parts.actuators.all) {
    if (count++ > 0) writer.byte(0x2c);
    writeActuator(writer, actuator, digest !== undefined);
  }
  writer.raw('],"methods":[');
  count = 0;
  for (const name of methodNames) {
    if (count++ > 0) writer.byte(0x2c);
    writer.raw('{"name":').string(name).raw(',"params":').value(serverMethods[name].params).raw("}");
  }
  writer.raw("]}");
}

/** hasValues: as they stand now, too */
function writeActuator(writer: JsonWriter, actuator: Actuator, hasValues: boolean): void {
  const { definition } = actuator;
  const { name, kind, title } = definition;
  const { controls, ...its } = actuatorKinds[kind]?.describe?.(definition) ?? {};
  writer.value({
    ...{ name, kind, title, ...its },
    ...(hasValues ? { value: actuator.value, target: actuator.target, fault: actuator.fault } : {}),
    controls: controls?.map((control) => {
      const value = hasValues ? actuator.get?.(control.name.slice(name.length + 1)) : undefined;
      return { ...control, value };
    }),
  });
}

function writeSensors(writer: JsonWriter, parts: Parts): void {
  let count = 0;
  for (const { kind, definition, intervalMs } of parts.sensors) {
    for (const { key, type = "number", ...its } of kind.readings) {
      const own = readingOf(definition, key);
      if (own === undefined) continue;
      if (count++ > 0) writer.byte(0x2c);
      const { name = key, title = its.title, unit = its.unit, minimum, maximum } = own;
      const every = Number.isFinite(intervalMs) ? intervalMs : undefined;
      writer.value({ name, kind: type, unit, title, minimum, maximum, intervalMs: every });
    }
  }
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
