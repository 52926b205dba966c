/** The device's log and its events in one list, the newest first. */
import type { DeviceDetail } from "../src/watch-messages.js";
import { element, setShown } from "./element.js";
import { type Line, mergeLines } from "./log-lines.js";
import { moment } from "./time.js";

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
