/** All that the page knows of one device: fetched, then kept by the watch socket's messages. No elements. */
import type { EventRecord, LogEntry } from "../../src/protocol/messages.js";
import type { DeviceDetail, FromCloud } from "../src/watch-messages.js";
import { devicePath, request } from "./api.js";
import { mergeLatest } from "./store.js";

const keptEntries = 300; // entries; of the log and of the events, the oldest go first

export class DeviceModel {
  readonly id: string;
  detail: DeviceDetail | undefined;
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
    } else if (message.type === "event" && message.id === this.id) {
      if (isNew(message.event)) keep(detail.events, [message.event]);
    } else if (message.type === "log" && message.id === this.id) {
      keep<LogEntry>(detail.log, message.entries.filter(isNew));
    } else if (message.type === "connection" && message.id === this.id) {
      detail.connection = message.connection;
    }
  }
}

function keep<T>(list: T[], added: readonly T[]): void {
  list.push(...added);
  if (list.length > keptEntries) list.splice(0, list.length - keptEntries);
}
