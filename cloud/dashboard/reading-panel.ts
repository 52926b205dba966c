/** One numeric quantity: its value now, and its line over the chosen range. Knows when it does not know. */
import type { SensorDescription } from "../../src/protocol/descriptions.js";
import type { Fault, Reading } from "../src/watch-messages.js";
import { Chart } from "./chart.js";
import { element, icon, setAttribute, setShown, setText, uniqueId } from "./element.js";
import { faultText } from "./fault.js";
import { fetchHistory, type Range } from "./history.js";
import { qualityText, qualityWords } from "./quality.js";
import { convert, formatNumber, titleOf, unitStyle } from "./quantity.js";
import { Series } from "./series.js";
import { age, moment } from "./time.js";

const staleIntervals = 3.5; // intervals of the sensor; then its newest value is called old
const leastStaleS = 15; // s; for sensors that promise no interval
const leastDrawS = 0.9; // s; the page's second, with room for its jitter
const refetchMs = 2000; // ms; a backlog that comes in is waited for before the history is asked for again

/** What all panels of readings are given each time. */
export interface Moment {
  now: number;
  isOnline: boolean;
  isLive: boolean;
}

export class ReadingPanel {
  readonly root: HTMLElement;
  readonly name: string;
  #id: string;
  #title: string;
  #unit: string | undefined;
  #intervalS: number;
  #range: Range;
  #series: Series;
  #chart: Chart;
  #epoch = 0;
  #refetch = 0;
  #drawnAt = 0;
  #isLoaded = false;
  #value = element("span", { class: "value" }, "–");
  #aside = element("p", { class: "reading-aside" });
  #qualityWords = element("span", {});
  #quality = element("p", { class: "reading-quality", hidden: true }, icon("about"), this.#qualityWords);
  #note = element("p", { class: "chart-note", hidden: true });
  #plot: HTMLElement;
  #pointed = "";

  constructor(id: string, sensor: SensorDescription, range: Range) {
    this.#id = id;
    this.name = sensor.name;
    this.#title = titleOf(sensor.name, sensor.title);
    this.#unit = sensor.unit;
    this.#intervalS = (sensor.intervalMs ?? 0) / 1000;
    this.#range = range;
    this.#series = new Series(range.spanS, range.everyS, this.#intervalS);
    const headingId = uniqueId("reading");
    this.#plot = element("div", { class: "plot", role: "img" });
    const unit = element("span", { class: "unit" }, unitStyle(sensor.unit).text);
    const current = element("p", { class: "reading-value" }, this.#value, unit);
    const head = element("div", { class: "reading-head" }, element("h3", { id: headingId }, this.#title), current);
    const body = element("div", { class: "plot-frame" }, this.#plot, this.#note);
    this.root = element("section", { class: "card reading", "aria-labelledby": headingId });
    this.root.append(head, this.#quality, this.#aside, body);
    this.#chart = new Chart(this.#plot, { unit: sensor.unit, onPoint: (t, value) => this.#point(t, value) });
  }

  /** Asks for the history anew, of this range from now on; false when that failed. */
  async load(range: Range, now: number): Promise<boolean> {
    const epoch = ++this.#epoch;
    if (range !== this.#range) this.#isLoaded = false;
    this.#range = range;
    try {
      const readings = await fetchHistory(this.#id, this.name, now - range.spanS, range.everyS);
      if (epoch !== this.#epoch) return true;
      const series = new Series(range.spanS, range.everyS, this.#intervalS);
      for (const { t, v, ...window } of readings) if (v !== undefined) series.append(t, v, window);
      this.#series = series;
      this.#isLoaded = true;
      setText(this.#note, "");
    } catch {
      if (epoch !== this.#epoch) return true;
      setText(this.#note, "The history could not be fetched. It is tried again by itself.");
      setShown(this.#note, true);
      return false;
    }
    this.#drawnAt = 0;
    return true;
  }

  /** A reading that just came. */
  append(reading: Reading, now: number): void {
    if (reading.v === undefined || reading.n !== this.name) return;
    if (this.#series.everyS === 0) this.#drawnAt = 0;
    const { quality } = reading;
    if (this.#series.append(reading.t, reading.v, quality === undefined ? {} : { quality }) || this.#refetch !== 0)
      return;
    this.#refetch = window.setTimeout(() => {
      this.#refetch = 0;
      void this.load(this.#range, now + refetchMs / 1000);
    }, refetchMs);
  }

  update(latest: Reading | undefined, fault: Fault | undefined, at: Moment): void {
    const isStale = latest === undefined || !at.isLive || !at.isOnline || this.#isOld(latest, at.now);
    if (latest?.v !== undefined) setText(this.#value, formatNumber(convert(latest.v, this.#unit), this.#unit));
    setAttribute(this.root, "data-stale", isStale || fault !== undefined);
    const quality = fault === undefined ? latest?.quality : undefined;
    setText(this.#qualityWords, qualityText(quality));
    setShown(this.#quality, quality !== undefined);
    setAttribute(this.#aside, "data-fault", fault !== undefined);
    const summary = this.#summary(at.now);
    const old = isStale ? this.#staleText(latest, at.now) : summary;
    setText(this.#aside, this.#pointed || (fault === undefined ? old : faultText(fault, at.now)));
    const stepS = Math.max(leastDrawS, this.#range.spanS / 600);
    if (at.now - this.#drawnAt >= stepS && document.visibilityState === "visible") this.#draw(at.now, summary);
  }

  repaint(): void {
    this.#chart.redraw();
  }

  close(): void {
    this.#epoch++;
    window.clearTimeout(this.#refetch);
    this.#chart.close();
  }

  #draw(now: number, summary: string): void {
    this.#drawnAt = now;
    this.#series.trim(now);
    const [times, values] = this.#series.aligned();
    const shown = values.map((value) => (value === null ? null : convert(value, this.#unit)));
    this.#chart.draw([times, shown], now - this.#range.spanS, now);
    setAttribute(this.#plot, "aria-label", `Chart of ${this.#title}. ${summary}`);
    const isEmpty = this.#series.summary(now) === undefined;
    setAttribute(this.#plot, "data-empty", isEmpty);
    if (isEmpty && this.#isLoaded) setText(this.#note, `No readings in the ${this.#range.words}`);
    else if (this.#isLoaded) setText(this.#note, "");
    setShown(this.#note, this.#note.textContent !== "");
  }

  #isOld(latest: Reading, now: number): boolean {
    return now - latest.t > Math.max(leastStaleS, this.#intervalS * staleIntervals);
  }

  #staleText(latest: Reading | undefined, now: number): string {
    return latest === undefined ? "No reading yet" : `Last reading ${age(latest.t, now)}, at ${moment(latest.t, now)}`;
  }

  #summary(now: number): string {
    const summary = this.#series.summary(now);
    if (!this.#isLoaded) return "Loading…";
    if (summary === undefined) return `No readings in the ${this.#range.words}`;
    const show = (value: number): string => formatNumber(convert(value, this.#unit), this.#unit);
    return `${show(summary.minimum)} to ${show(summary.maximum)}, mean ${show(summary.mean)}`;
  }

  #point(t: number | undefined, value: number | undefined): void {
    const isPoint = t !== undefined && value !== undefined;
    const unit = unitStyle(this.#unit).text;
    const quality = isPoint ? this.#series.qualityAt(t) : undefined;
    const words = quality === undefined ? "" : `, ${qualityWords[quality]}`;
    const at = isPoint ? ` ${unit} at ${moment(t, Date.now() / 1000)}` : "";
    this.#pointed = isPoint ? `${formatNumber(value, this.#unit)}${at}${words}` : "";
    if (isPoint) setText(this.#aside, this.#pointed);
  }
}
