/** All that the page knows of one device: fetched, then kept by the watch socket's messages. No elements. */
import type { EventRecord, LogEntry } from "../../src/protocol/messages.js";
import type { DeviceDetail, FromCloud, Reading } from "../src/watch-messages.js";
import { devicePath, request } from "./api.js";
import { mergeLatest } from "./store.js";

const keptEntries = 300; // entries; of the log and of the events, the oldest go first

export interface SensorFault {
  /** for a person */
  text: string;
  t: number;
}

const faultTexts: Readonly<Record<string, string>> = Object.freeze({
  "no-answer": "does not answer",
  "wrong-crc": "sends garbled data",
});

/** Undefined where an event is no fault of a sensor, or one that cannot be read. */
function faultOf(event: EventRecord): { name: string; fault: string } | undefined {
  const data = event.data as { name?: unknown; fault?: unknown } | null | undefined;
  if (typeof data?.name !== "string") return undefined;
  const fault = data.fault as { code?: unknown } | string | null | undefined;
  const code = String((typeof fault === "object" ? fault?.code : fault) ?? "unknown").replace(/^sensor\./, "");
  return { name: data.name, fault: faultTexts[code] ?? code.replaceAll(/[-.]/g, " ") };
}

export class DeviceModel {
  readonly id: string;
  detail: DeviceDetail | undefined;
  readonly faults = new Map<string, SensorFault>();
  /** what has come since each question that is not answered yet; a request's timeout bounds it */
  #missed: { message: FromCloud; now: number }[][] = [];

  constructor(id: string) {
    this.id = id;
  }

  /**
   * Fetches everything anew; what messages say meanwhile is newer than the answer and is taken over again. Rejects with
   * an ApiError; what was known stays.
   */
  async load(): Promise<void> {
    const missed: { message: FromCloud; now: number }[] = [];
    this.#missed.push(missed);
    let detail: DeviceDetail;
    try {
      detail = await request<DeviceDetail>("GET", devicePath(this.id));
    } catch (error) {
      this.#missed = this.#missed.filter((other) => other !== missed);
      throw error;
    }
    const index = this.#missed.indexOf(missed);
    if (index < 0) return; // a later question was answered before
    this.#missed.splice(0, index + 1);
    detail.events.sort((a, b) => a.t - b.t);
    this.detail = detail;
    this.faults.clear();
    for (const event of detail.events) this.#takeFault(event);
    this.#healByReadings(Object.values(detail.latest));
    const known = new Set([...detail.events, ...detail.log].map((entry) => JSON.stringify(entry)));
    for (const { message, now } of missed) this.#apply(detail, message, now, known);
  }

  /** Takes over what a message says of this device; `now` is the server's. */
  receive(message: FromCloud, now: number): void {
    for (const missed of this.#missed) missed.push({ message, now });
    if (this.detail !== undefined) this.#apply(this.detail, message, now, new Set());
  }

  /** `known`: events and log lines, as JSON, that are in `detail` already. */
  #apply(detail: DeviceDetail, message: FromCloud, now: number, known: ReadonlySet<string>): void {
    const isNew = (entry: EventRecord | LogEntry) => !known.has(JSON.stringify(entry));
    if (message.type === "device" && message.device.id === this.id) {
      const { latest, ...rest } = message.device;
      Object.assign(detail, rest, { latest: { ...latest } });
      if (!message.device.online) detail.connection = null;
    } else if (message.type === "readings" && message.id === this.id) {
      mergeLatest(detail.latest, message, now);
      this.#healByReadings(message.readings);
    } else if (message.type === "event" && message.id === this.id) {
      if (!isNew(message.event)) return;
      keep(detail.events, [message.event]);
      this.#takeFault(message.event);
    } else if (message.type === "log" && message.id === this.id) {
      keep<LogEntry>(detail.log, message.entries.filter(isNew));
    } else if (message.type === "connection" && message.id === this.id) {
      detail.connection = message.connection;
    }
  }

  #takeFault(event: EventRecord): void {
    if (event.name !== "sensor.fault" && event.name !== "sensor.healed") return;
    const fault = faultOf(event);
    if (fault === undefined) return;
    if (event.name === "sensor.healed") this.faults.delete(fault.name);
    else if ((this.detail?.latest[fault.name]?.t ?? 0) <= event.t) {
      this.faults.set(fault.name, { text: fault.fault, t: event.t });
    }
  }

  #healByReadings(readings: readonly Reading[]): void {
    for (const reading of readings) {
      if (reading.t > (this.faults.get(reading.n)?.t ?? Number.POSITIVE_INFINITY)) this.faults.delete(reading.n);
    }
  }
}

function keep<T>(list: T[], added: readonly T[]): void {
  list.push(...added);
  if (list.length > keptEntries) list.splice(0, list.length - keptEntries);
}
