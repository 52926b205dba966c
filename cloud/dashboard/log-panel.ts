/** The device's log and its events in one list, the newest first. */
import type { EventRecord, LogEntry } from "../../src/protocol/messages.js";
import type { DeviceDetail } from "../src/watch-messages.js";
import { element, setShown } from "./element.js";
import { moment } from "./time.js";

const shownLines = 200; // lines; more is history, for which there is the interface

interface Line {
  t: number | undefined;
  level: string;
  code: string;
  text: string;
}

function fromEvent(event: EventRecord): Line {
  const text = event.data === undefined || event.data === null ? "" : wordsOf(event.data);
  return { t: event.t, level: "event", code: event.name, text };
}

/** {name: "light", fault: "no-answer"} is "name light, fault no-answer". */
function wordsOf(data: unknown): string {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return JSON.stringify(data);
  return Object.entries(data)
    .map(([key, value]) => `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}

const fromEntry = (entry: LogEntry): Line => ({
  t: entry.t,
  level: entry.level,
  code: entry.code,
  text: entry.text ?? "",
});

/** Both lists as one, the newest first; a line without a time keeps its place behind the one before it. */
export function mergeLines(log: readonly LogEntry[], events: readonly EventRecord[]): Line[] {
  let before = 0;
  const timed = log.map((entry) => {
    before = entry.t ?? before;
    return { line: fromEntry(entry), at: before };
  });
  for (const event of events) timed.push({ line: fromEvent(event), at: event.t });
  timed.sort((a, b) => a.at - b.at);
  return timed
    .slice(-shownLines)
    .reverse()
    .map(({ line }) => line);
}

function row(line: Line, now: number): HTMLElement {
  const time = element("time", {}, line.t === undefined ? "" : moment(line.t, now));
  if (line.t !== undefined) time.dateTime = new Date(line.t * 1000).toISOString();
  const level = element("span", { class: "level" }, line.level);
  const code = element("span", { class: "code" }, line.code);
  return element("li", { "data-level": line.level }, time, level, code, element("span", { class: "text" }, line.text));
}

/** A panel; `update` draws anew when lines came. */
export function logPanel(): { root: HTMLElement; update(detail: DeviceDetail, now: number): void } {
  const list = element("ol", { class: "log", tabindex: "0", "aria-labelledby": "log-heading" });
  const empty = element("p", { class: "quiet" }, "Nothing yet. What the device has to say appears here.");
  const root = element("section", { class: "card", "aria-labelledby": "log-heading" });
  root.append(element("h2", { id: "log-heading" }, "Log and events"), empty, list);
  let drawn = "";
  return {
    root,
    update(detail, now) {
      const newest = [detail.log.at(-1), detail.events.at(-1), detail.log.length, detail.events.length];
      const mark = JSON.stringify(newest);
      if (mark === drawn) return;
      drawn = mark;
      const lines = mergeLines(detail.log, detail.events);
      list.replaceChildren(...lines.map((line) => row(line, now)));
      setShown(list, lines.length > 0);
      setShown(empty, lines.length === 0);
    },
  };
}
