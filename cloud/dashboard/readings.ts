/** The section of readings: a choice of range, a chart for each number, a strip for each state. */
import type { SensorDescription } from "../../src/protocol/descriptions.js";
import type { Reading } from "../src/watch-messages.js";
import type { DeviceModel } from "./device-model.js";
import { element, setAttribute, setShown } from "./element.js";
import { type Range, ranges } from "./history.js";
import type { App } from "./page.js";
import { ReadingPanel } from "./reading-panel.js";
import { retryDelayMs } from "./retry-delay.js";
import { StatePanel } from "./state-panel.js";

const key = "mooring.range";

function rememberedRange(): Range {
  const first = ranges[0] as Range;
  try {
    return ranges.find(({ name }) => name === localStorage.getItem(key)) ?? first;
  } catch {
    return first; // storage is forbidden
  }
}

function remember(range: Range): void {
  try {
    localStorage.setItem(key, range.name);
  } catch {
    // storage is forbidden: the next visit begins with the first range
  }
}

/**
 * Sensors as described, then what was read without being described since the connection began (`since`, seconds since
 * 1970), its kind by its newest value: what is older belongs to parts that the device has no more.
 */
export function shownSensors(
  sensors: readonly SensorDescription[],
  actuators: ReadonlySet<string>,
  latest: Readonly<Record<string, Reading>>,
  since = 0,
): SensorDescription[] {
  const shown = [...sensors];
  const known = new Set(sensors.map(({ name }) => name));
  for (const reading of Object.values(latest)) {
    if (known.has(reading.n) || actuators.has(reading.n) || reading.t < since) continue;
    const kind = reading.v !== undefined ? "number" : reading.vb !== undefined ? "boolean" : "string";
    shown.push(reading.u === undefined ? { name: reading.n, kind } : { name: reading.n, kind, unit: reading.u });
  }
  return shown;
}

export class Readings {
  readonly root: HTMLElement;
  #app: App;
  #model: DeviceModel;
  #range = rememberedRange();
  #numbers: ReadingPanel[] = [];
  #states: StatePanel[] = [];
  #charts = element("div", { class: "charts" });
  #drawn = "";
  #retry = 0;
  #isClosed = false;
  #names: ReadonlySet<string> = new Set();
  #strips = element("div", { class: "card states" });

  constructor(app: App, model: DeviceModel) {
    this.#app = app;
    this.#model = model;
    const heading = element("h2", { id: "readings-heading" }, "Readings");
    const head = element("div", { class: "section-head" }, heading, this.#chooser());
    this.root = element("section", { "aria-labelledby": "readings-heading" }, head, this.#charts, this.#strips);
  }

  /** Makes the panels anew, where other things are to be shown than are. */
  draw(): void {
    const detail = this.#model.detail;
    if (detail === undefined) return;
    const actuators = new Set(
      detail.actuators.flatMap(({ name, controls = [] }) => [name, ...controls.map((control) => control.name)]),
    );
    const sensors = shownSensors(detail.sensors, actuators, detail.latest, detail.connection?.since);
    const mark = JSON.stringify([sensors, detail.actuators.map(({ name, kind, title }) => [name, kind, title])]);
    if (mark === this.#drawn) return;
    this.#drawn = mark;
    this.#closePanels();
    this.#names = new Set([...sensors.map(({ name }) => name), ...actuators]);
    const numbers = sensors.filter(({ kind }) => kind === "number");
    const states = sensors.filter(({ kind }) => kind !== "number");
    for (const { name, kind, title } of detail.actuators) {
      if (kind === "switch")
        states.push(title === undefined ? { name, kind: "boolean" } : { name, kind: "boolean", title });
    }
    this.#numbers = numbers.map((sensor) => new ReadingPanel(detail.id, sensor, this.#range));
    this.#states = states.map((sensor) => new StatePanel(detail.id, sensor, this.#range));
    setAttribute(this.#charts, "data-count", String(numbers.length));
    this.#charts.replaceChildren(...this.#numbers.map(({ root }) => root));
    this.#strips.replaceChildren(...this.#states.map(({ root }) => root));
    setShown(this.#strips, states.length > 0);
    setShown(this.root, sensors.length > 0 || states.length > 0);
  }

  /** Asks for all histories anew, and again when one of them could not be had. */
  load(): void {
    window.clearTimeout(this.#retry);
    const now = this.#app.store.clock.now();
    const all = [...this.#numbers, ...this.#states].map((panel) => panel.load(this.#range, now));
    void Promise.all(all).then((loaded) => {
      if (this.#isClosed) return;
      if (loaded.includes(false)) this.#retry = window.setTimeout(() => this.load(), retryDelayMs(2, Math.random()));
      this.#app.changed();
    });
  }

  append(readings: readonly Reading[]): void {
    if (readings.some(({ n }) => !this.#names.has(n))) {
      // not described, and new
      this.draw();
      this.load();
    }
    const now = this.#app.store.clock.now();
    for (const reading of readings) {
      for (const panel of this.#numbers) panel.append(reading, now);
      for (const panel of this.#states) panel.append(reading);
    }
  }

  update(now: number, isLive: boolean): void {
    const { detail } = this.#model;
    if (detail === undefined) return;
    const at = { now, isLive, isOnline: detail.online };
    for (const panel of this.#numbers) panel.update(detail.latest[panel.name], detail.faults[panel.name], at);
    for (const panel of this.#states) panel.update(detail.latest[panel.name], detail.faults[panel.name], at);
  }

  repaint(): void {
    for (const panel of this.#numbers) panel.repaint();
  }

  close(): void {
    this.#isClosed = true;
    window.clearTimeout(this.#retry);
    this.#closePanels();
  }

  #closePanels(): void {
    for (const panel of [...this.#numbers, ...this.#states]) panel.close();
  }

  #chooser(): HTMLElement {
    const group = element("fieldset", { class: "ranges" }, element("legend", { class: "visually-hidden" }, "Range"));
    for (const range of ranges) {
      const input = element("input", { type: "radio", name: "range", value: range.name, "aria-label": range.words });
      input.checked = range === this.#range;
      input.addEventListener("change", () => {
        this.#range = range;
        remember(range);
        this.load();
      });
      group.append(element("label", {}, input, element("span", {}, range.name)));
    }
    return group;
  }
}
