/** The figures of a device's connection, in plain words. */
import type { ConnectionFigures, DeviceDetail } from "../src/watch-messages.js";
import { element, setText } from "./element.js";
import { metricsRows, milliseconds, type Row } from "./metrics-rows.js";
import { counted, formatBytes } from "./quantity.js";
import { age, duration, moment } from "./time.js";

const phaseNames: Readonly<Record<string, string>> = Object.freeze({
  resolve: "name",
  connect: "TCP",
  secure: "TLS",
  upgrade: "WebSocket",
  hello: "hello",
});

/** "name 2 ms, TCP 3 ms": how long each phase took; undefined when the device said nothing. */
export function phaseWords(phases: Readonly<Record<string, number>>): string | undefined {
  const words = Object.entries(phases).map(([name, ms]) => `${phaseNames[name] ?? name} ${milliseconds(ms)}`);
  return words.length === 0 ? undefined : words.join(", ");
}

function liveRows(figures: ConnectionFigures, now: number): Row[] {
  const trip = figures.roundTripMs;
  return [
    ["Connected", `for ${duration(now - figures.since)}, since ${moment(figures.since, now)}`],
    ["Round trip", trip === null ? "not measured yet" : `${milliseconds(trip.last)} now`],
    [
      "Usually",
      trip === null ? undefined : `${milliseconds(trip.median)}; 95 of 100 are under ${milliseconds(trip.p95)}`,
    ],
    ["From the device", `${counted(figures.messagesIn, "message")}, ${formatBytes(figures.bytesIn)}`],
    ["To the device", `${counted(figures.messagesOut, "message")}, ${formatBytes(figures.bytesOut)}`],
    ["Last 24 hours", counted(figures.connects, "connection")],
    ["Before this", figures.lastEnd === null ? undefined : `ended: ${figures.lastEnd}`],
    ["Connecting took", phaseWords(figures.phasesMs)],
    ["Address", figures.address],
  ];
}

function rowsOf(detail: DeviceDetail, now: number): Row[] {
  const restart = detail.restart;
  const reason = restart === null ? undefined : [restart.reason, restart.detail].filter(Boolean).join(": ");
  const rows: Row[] = detail.connection === null ? [] : liveRows(detail.connection, now);
  if (detail.connection === null) {
    const seen = detail.lastSeen;
    rows.push(["Connected", detail.online ? "just now" : "not connected"]);
    if (!detail.online) rows.push(["Last seen", seen === null ? "never" : `${age(seen, now)}, ${moment(seen, now)}`]);
  }
  const metrics = detail.connection?.metrics ?? detail.metrics;
  if (metrics !== null) rows.push(...metricsRows(metrics));
  return [...rows, ["Last start", reason]];
}

/** A panel; `update` writes what changed. */
export function connectionPanel(): { root: HTMLElement; update(detail: DeviceDetail, now: number): void } {
  const list = element("dl", { class: "figures" });
  const root = element("section", { class: "card", "aria-labelledby": "connection-heading" });
  root.append(element("h2", { id: "connection-heading" }, "Connection"), list);
  const values = new Map<string, HTMLElement>();
  return {
    root,
    update(detail, now) {
      const rows = rowsOf(detail, now).filter((row): row is [string, string] => row[1] !== undefined);
      const terms = rows.map(([term]) => term);
      if (terms.join() !== [...values.keys()].join()) {
        values.clear();
        list.replaceChildren();
        for (const term of terms) {
          const value = element("dd");
          values.set(term, value);
          list.append(element("div", {}, element("dt", {}, term), value));
        }
      }
      for (const [term, text] of rows) {
        const value = values.get(term);
        if (value !== undefined) setText(value, text);
      }
    },
  };
}
