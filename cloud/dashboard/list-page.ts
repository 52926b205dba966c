/** All devices: who is online, and what they measured last. */
import type { DeviceSummary, Reading } from "../src/watch-messages.js";
import { showAddDevice } from "./device-dialogs.js";
import { element, icon, setAttribute, setShown, setText } from "./element.js";
import { faultsText } from "./fault.js";
import type { App, Page } from "./page.js";
import { qualityWords } from "./quality.js";
import { formatReading, titleOf } from "./quantity.js";
import { age } from "./time.js";

/** Far quicker than localeCompare, which a thousand devices would notice. */
const collator = new Intl.Collator(undefined, { numeric: true });
const shownReadings = 6; // readings; of a card: two rows of three, the rest stands on the device's page

interface Card {
  root: HTMLElement;
  update(device: DeviceSummary, now: number, isLive: boolean): void;
}

/** The word and the dot for a device's state. */
export function statusBadge(): { root: HTMLElement; update(isOnline: boolean, isLive: boolean): void } {
  const text = element("span", {});
  const root = element("span", { class: "badge" }, element("span", { class: "dot" }), text);
  return {
    root,
    update(isOnline, isLive) {
      setAttribute(root, "data-state", isLive ? (isOnline ? "online" : "offline") : "unknown");
      setText(text, isLive ? (isOnline ? "Online" : "Offline") : isOnline ? "Was online" : "Was offline");
    },
  };
}

function makeCard(id: string): Card {
  const link = element("a", { href: `#/devices/${encodeURIComponent(id)}` });
  const badge = statusBadge();
  const values = element("dl", { class: "card-values" });
  const faultWord = element("span", {});
  const fault = element("p", { class: "card-fault", hidden: true }, icon("warning"), faultWord);
  const foot = element("p", { class: "card-foot" });
  const head = element("div", { class: "card-head" }, element("h2", {}, link), badge.root);
  const root = element("li", { class: "card device" }, head, values, fault, foot);
  const cells = new Map<string, Cell>();
  return {
    root,
    update(device, now, isLive) {
      setText(link, device.name);
      badge.update(device.online, isLive);
      setAttribute(root, "data-stale", !device.online || !isLive);
      const readings = Object.values(device.latest).sort(byWeight).slice(0, shownReadings);
      writeCells(values, cells, readings);
      setText(faultWord, faultsText(device.faults, titleOf));
      setShown(fault, Object.keys(device.faults).length > 0);
      setText(foot, footText(device, now, isLive));
    },
  };
}

/** What is measured comes before what is switched; each keeps its order. */
const byWeight = (a: Reading, b: Reading): number => weight(a) - weight(b);
const weight = ({ v, u }: Reading): number => (v === undefined ? 2 : u === "/" ? 1 : 0);

function footText(device: DeviceSummary, now: number, isLive: boolean): string {
  if (device.lastSeen === null) return `Never connected · ${device.id}`;
  if (!device.online || !isLive) return `Last seen ${age(device.lastSeen, now)} · ${device.id}`;
  return `Last heard ${age(newestTime(device), now)} · ${device.id}`;
}

function newestTime(device: DeviceSummary): number {
  return Object.values(device.latest).reduce((newest, { t }) => Math.max(newest, t), device.lastSeen ?? 0);
}

interface Cell {
  value: HTMLElement;
  /** is there while the value is not good */
  mark: HTMLElement;
  words: HTMLElement;
}

function makeCell(list: HTMLElement, name: string): Cell {
  const value = element("span", {});
  const words = element("span", { class: "visually-hidden" });
  const mark = element("span", { class: "cell-quality", hidden: true }, icon("about"), words);
  list.append(element("div", {}, element("dt", {}, titleOf(name)), element("dd", {}, value, mark)));
  return { value, mark, words };
}

function writeCells(list: HTMLElement, cells: Map<string, Cell>, readings: readonly Reading[]): void {
  if (readings.map(({ n }) => n).join() !== [...cells.keys()].join()) {
    cells.clear();
    list.replaceChildren();
    for (const { n } of readings) cells.set(n, makeCell(list, n));
  }
  for (const reading of readings) {
    const cell = cells.get(reading.n);
    if (cell === undefined) continue;
    const { quality } = reading;
    setText(cell.value, formatReading(reading));
    setText(cell.words, quality === undefined ? "" : `, ${qualityWords[quality]}`);
    setAttribute(cell.mark, "title", quality === undefined ? undefined : qualityWords[quality]);
    setShown(cell.mark, quality !== undefined);
  }
}

function emptyState(): HTMLElement {
  const add = element("button", { type: "button", class: "button primary", onclick: showAddDevice }, "Add a device");
  const steps = element(
    "ol",
    { class: "steps" },
    element("li", {}, "Add a device here. You get its token, once."),
    element("li", {}, "Run the command that comes with it: a simulated board. Or flash an ESP32 with the token."),
    element("li", {}, "It appears here within seconds, with everything that it measures."),
  );
  return element("div", { class: "empty card" }, element("h2", {}, "No devices yet"), steps, add);
}

export function listPage(app: App): Page {
  const add = element(
    "button",
    { type: "button", class: "button", onclick: showAddDevice },
    icon("plus"),
    "Add device",
  );
  const count = element("p", { class: "quiet" });
  const heading = element("h1", { tabindex: "-1" }, "Devices");
  const grid = element("ul", { class: "devices" });
  const empty = emptyState();
  const loading = element("p", { class: "quiet" }, "Loading…");
  const head = element("div", { class: "page-head" }, element("div", {}, heading, count), add);
  const root = element("div", { class: "page" }, head, loading, empty, grid);
  const cards = new Map<string, Card>();
  return {
    root,
    title: "Devices",
    watched: [],
    receive: () => {},
    repaint: () => {},
    close: () => {},
    update() {
      const { store } = app;
      const devices = [...store.devices.values()].sort(
        (a, b) => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1),
      );
      writeCards(grid, cards, devices, app);
      const online = devices.filter((device) => device.online).length;
      const isLive = app.link() === "live";
      setText(count, isLive && devices.length > 0 ? `${online} of ${devices.length} online` : "\u00a0");
      setShown(loading, !store.isKnown);
      setShown(empty, store.isKnown && devices.length === 0);
      setShown(add, store.isKnown && devices.length > 0);
    },
  };
}

function writeCards(grid: HTMLElement, cards: Map<string, Card>, devices: readonly DeviceSummary[], app: App): void {
  const ids = new Set(devices.map(({ id }) => id));
  for (const [id, card] of cards) {
    if (ids.has(id)) continue;
    card.root.remove();
    cards.delete(id);
  }
  const now = app.store.clock.now();
  const isLive = app.link() === "live";
  for (const [index, device] of devices.entries()) {
    const card = cards.get(device.id) ?? makeCard(device.id);
    cards.set(device.id, card);
    card.update(device, now, isLive);
    if (grid.children[index] !== card.root) grid.insertBefore(card.root, grid.children[index] ?? null);
  }
}
