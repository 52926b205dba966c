/** The device's log and its events in one list, the newest first, of the level that a person has chosen. */
import type { DeviceDetail } from "../src/watch-messages.js";
import { element, setShown, setText } from "./element.js";
import { LogLevel } from "./log-level.js";
import { type Line, linesOf, mergeLines } from "./log-lines.js";
import { moment } from "./time.js";

const nothingYet = "Nothing yet. What the device has to say appears here.";
const nothingOfLevel = "Nothing of this level yet. It appears here as it comes.";

function row(line: Line, now: number): HTMLElement {
  const time = element("time", {}, line.t === undefined ? "" : moment(line.t, now));
  if (line.t !== undefined) time.dateTime = new Date(line.t * 1000).toISOString();
  const level = element("span", { class: "level" }, line.level);
  const code = element("span", { class: "code" }, line.code);
  return element("li", { "data-level": line.level }, time, level, code, element("span", { class: "text" }, line.text));
}

export interface LogPanel {
  root: HTMLElement;
  /** draws anew when lines came, or other ones are wanted */
  update(detail: DeviceDetail, now: number): void;
  close(): void;
}

/** onChange: update soon. */
export function logPanel(id: string, onChange: () => void): LogPanel {
  const level = new LogLevel(id, onChange);
  const list = element("ol", { class: "log", tabindex: "0", "aria-labelledby": "log-heading" });
  const empty = element("p", { class: "quiet" }, nothingYet);
  const root = element("section", { class: "card", "aria-labelledby": "log-heading" });
  const heading = element("h2", { id: "log-heading" }, "Log and events");
  root.append(element("div", { class: "log-head" }, heading, level.root), empty, list);
  let drawn = "";
  return {
    root,
    close: () => level.close(),
    update(detail, now) {
      level.update(detail.online);
      setShown(
        level.root,
        detail.methods.some(({ name }) => name === "log.subscribe"),
      );
      const newest = [level.level, detail.log.at(-1), detail.events.at(-1), detail.log.length, detail.events.length];
      const mark = JSON.stringify(newest);
      if (mark === drawn) return;
      drawn = mark;
      const lines = linesOf(mergeLines(detail.log, detail.events), level.level);
      setText(empty, level.level === undefined ? nothingYet : nothingOfLevel);
      list.replaceChildren(...lines.map((line) => row(line, now)));
      setShown(list, lines.length > 0);
      setShown(empty, lines.length === 0);
    },
  };
}
