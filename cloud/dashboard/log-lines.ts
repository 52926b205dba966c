/** The device's log and its events as one list of lines. No elements. */
import type { EventRecord, LogEntry } from "../../src/protocol/messages.js";

const shownLines = 200; // lines; more is history, for which there is the interface

export interface Line {
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

const grades: readonly string[] = Object.freeze(["debug", "info", "warn", "error"]);

/** Those of a level and graver; an event is as grave as an info. undefined: all. */
export function linesOf(lines: readonly Line[], least: LogEntry["level"] | undefined): readonly Line[] {
  if (least === undefined) return lines;
  const grade = ({ level }: Line): number => grades.indexOf(level === "event" ? "info" : level);
  return lines.filter((line) => grade(line) >= grades.indexOf(least));
}

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
