/**
 * The answer to `describe`, written piece by piece, and its digest: what the device has, not how it stands. Items are
 * numbered through all lists, so that an answer which does not fit into one message goes on in the next.
 */
import type { Board } from "../board/board.js";
import { JsonWriter } from "../protocol/json-writer.js";
import { sessionLimits } from "../session/limits.js";
import type { Actuator } from "./actuator-kind.js";
import type { Command } from "./commands/command.js";
import type { Commands } from "./commands/registry.js";
import type { Parts } from "./parts.js";
import type { Sensor } from "./sensor.js";
import { type ReadingKind, readingOf } from "./sensor-kind.js";
import type { LiveSettings } from "./state/live-settings.js";

/** What is described. */
export interface Described {
  readonly parts: Parts;
  readonly commands: Commands;
  readonly settings: LiveSettings;
}

/** bytes; of the end of an answer behind its items */
const endBytes = 80;

/** Writes items of lists as long as they fit, leaving out the first ones. */
export class Page {
  readonly writer: JsonWriter;
  /** Number of the first item that did not fit; undefined: all did. */
  next: number | undefined;
  private readonly from: number;
  private readonly limitBytes: number;
  private index = 0;
  private isFirst = true;
  private start = 0;

  constructor(writer: JsonWriter, from: number, limitBytes: number) {
    this.writer = writer;
    this.from = from;
    this.limitBytes = limitBytes - endBytes;
  }

  list(head: string): void {
    this.writer.raw(head);
    this.isFirst = true;
  }

  /** False: the item is not wanted here. */
  begin(): boolean {
    if (this.next !== undefined || this.index++ < this.from) return false;
    this.start = this.writer.length;
    if (!this.isFirst) this.writer.byte(0x2c);
    return true;
  }

  end(): void {
    const { writer } = this;
    // Into a smaller buffer: the caller tries a larger one.
    if (writer.isFull && writer.bytes.length < this.limitBytes) return;
    const isFirstOfAll = this.index === this.from + 1;
    if (isFirstOfAll || (!writer.isFull && writer.length <= this.limitBytes)) this.isFirst = false;
    else {
      writer.rewind(this.start);
      this.next = this.index - 1;
    }
  }
}

/**
 * Writes the items from number `from` on that fit into so many bytes; gives the number of the next, undefined: there is
 * none. digest undefined: for the digest itself, which leaves out the values.
 */
export function writeDescription(
  writer: JsonWriter,
  { parts, commands, settings }: Described,
  digest: string | undefined,
  from: number,
  limitBytes: number,
  previous = "",
): number | undefined {
  const page = new Page(writer, from, limitBytes);
  writer.raw('{"digest":').string(digest ?? previous);
  page.list(',"sensors":[');
  writeSensors(page, parts);
  page.list('],"actuators":[');
  for (const actuator of parts.actuators.all) {
    if (!page.begin()) continue;
    writeActuator(writer, parts, actuator, digest !== undefined);
    page.end();
  }
  page.list('],"methods":[');
  for (let i = 0; i < commands.count; i++) {
    const command = commands.at(i);
    if (command === undefined || !page.begin()) continue;
    writeMethod(writer, command);
    page.end();
  }
  page.list('],"settings":[');
  for (let i = 0; i < settings.count; i++) {
    const setting = settings.at(i);
    if (setting === undefined || !page.begin()) continue;
    const { name, title, schema, initial } = setting;
    writer.value({ name, title, schema, initial });
    page.end();
  }
  writer.raw("]");
  if (page.next !== undefined) writer.raw(',"next":').number(page.next);
  writer.raw("}");
  return page.next;
}

/** hasValues: as they stand now, too */
function writeActuator(writer: JsonWriter, parts: Parts, actuator: Actuator, hasValues: boolean): void {
  const { definition } = actuator;
  const { name, kind, title } = definition;
  const { controls, ...its } = parts.kinds.actuator(kind)?.describe?.(definition) ?? {};
  writer.value({
    ...{ name, kind, title, ...its },
    ...(hasValues ? { value: actuator.value, target: actuator.target, fault: actuator.fault } : {}),
    controls: controls?.map((control) => {
      const value = hasValues ? actuator.get?.(control.name.slice(name.length + 1)) : undefined;
      return { ...control, value };
    }),
  });
}

function writeSensors(page: Page, { sensors }: Parts): void {
  for (let i = 0; i < sensors.length; i++) {
    const sensor = sensors[i] as Sensor;
    const { readings } = sensor.kind;
    for (let n = 0; n < readings.length; n++) writeReading(page, sensor, readings[n] as ReadingKind);
  }
}

function writeReading(page: Page, { definition, intervalMs }: Sensor, kind: ReadingKind): void {
  const own = readingOf(definition, kind.key);
  if (own === undefined || !page.begin()) return;
  const { name = kind.key, title = kind.title, unit = kind.unit, minimum, maximum } = own;
  const every = Number.isFinite(intervalMs) ? intervalMs : undefined;
  page.writer.value({ name, kind: kind.type ?? "number", unit, title, minimum, maximum, intervalMs: every });
  page.end();
}

function writeMethod(writer: JsonWriter, { name, title, params, result, deadlineMs, isRepeatable, isLong }: Command) {
  writer.raw('{"name":').string(name);
  if (title !== undefined) writer.raw(',"title":').string(title);
  writer.raw(',"params":').value(params);
  if (result !== undefined) writer.raw(',"result":').value(result);
  if (deadlineMs !== undefined) writer.raw(',"deadlineMs":').number(deadlineMs);
  if (isRepeatable === true) writer.raw(',"repeatable":true');
  if (isLong === true) writer.raw(',"progress":true');
  writer.raw("}");
}

/**
 * SHA-256 over the description, each message with the digest of the one before, the first 128 bits as hexadecimal digits:
 * the same for the same firmware and wiring.
 */
export function digestOf(board: Board, described: Described): string {
  const writer = new JsonWriter(sessionLimits.answerBytes);
  let text = "";
  for (let from: number | undefined = 0; from !== undefined; ) {
    from = writeDescription(writer.reset(), described, undefined, from, sessionLimits.answerBytes, text);
    text = hexadecimal(board.digest("SHA-256", writer.view()));
  }
  return text;
}

function hexadecimal(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < 16; i++) {
    const byte = bytes[i] ?? 0;
    text += (byte < 16 ? "0" : "") + byte.toString(16);
  }
  return text;
}
