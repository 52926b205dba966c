/** One quantity that is on or off, or a text: its state now, and when it was on in the chosen range. */
import type { SensorDescription } from "../../src/protocol/descriptions.js";
import type { Fault, Reading } from "../src/watch-messages.js";
import { element, setAttribute, setText, svg } from "./element.js";
import { faultText } from "./fault.js";
import { fetchBefore, fetchHistory, type Range } from "./history.js";
import { formatReading, titleOf } from "./quantity.js";
import type { Moment } from "./reading-panel.js";
import { type Change, spansOn } from "./spans.js";
import { age, duration, moment } from "./time.js";

const keptChanges = 2000; // changes; of one range, the oldest go first
const widthUnits = 1000; // of the strip's own scale
const leastWidth = 3; // units; a short press is seen

export class StatePanel {
  readonly root: HTMLElement;
  readonly name: string;
  #id: string;
  #title: string;
  #range: Range;
  #changes: Change[] = [];
  #epoch = 0;
  #drawnAt = 0;
  #value = element("span", { class: "state-value" }, "–");
  #aside = element("p", { class: "reading-aside" });
  #strip = svg("svg", { class: "strip", viewBox: `0 0 ${widthUnits} 10`, preserveAspectRatio: "none", role: "img" });

  constructor(id: string, sensor: SensorDescription, range: Range) {
    this.#id = id;
    this.name = sensor.name;
    this.#title = titleOf(sensor.name, sensor.title);
    this.#range = range;
    const head = element("div", { class: "state-head" }, element("h3", {}, this.#title), this.#value);
    this.root = element("div", { class: "state" }, head);
    if (sensor.kind === "boolean") this.root.append(this.#strip);
    this.root.append(this.#aside);
  }

  /** Asks for the history anew, of this range from now on; false when that failed. */
  async load(range: Range, now: number): Promise<boolean> {
    const epoch = ++this.#epoch;
    this.#range = range;
    try {
      const from = now - range.spanS;
      const asked = [fetchBefore(this.#id, this.name, from), fetchHistory(this.#id, this.name, from, 0)] as const;
      const [before, readings] = await Promise.all(asked);
      if (epoch !== this.#epoch) return true;
      this.#changes = [];
      if (before !== undefined) this.append({ ...before, t: Math.min(before.t, from) });
      for (const reading of readings) this.append(reading);
    } catch {
      return epoch !== this.#epoch; // the value stands; the strip is filled when it is tried again
    }
    this.#drawnAt = 0;
    return true;
  }

  /** A reading that just came. */
  append(reading: Reading): void {
    if (reading.vb === undefined || reading.n !== this.name) return;
    const last = this.#changes.at(-1);
    if (last !== undefined && reading.t < last.t) return;
    if (last?.isOn !== reading.vb) this.#changes.push({ t: reading.t, isOn: reading.vb });
    if (this.#changes.length > keptChanges) this.#changes.shift();
    this.#drawnAt = 0;
  }

  update(latest: Reading | undefined, fault: Fault | undefined, at: Moment): void {
    const isStale = latest === undefined || !at.isLive || !at.isOnline;
    setText(this.#value, formatReading(latest));
    setAttribute(this.#value, "data-on", latest?.vb === true);
    setAttribute(this.root, "data-stale", isStale || fault !== undefined);
    setAttribute(this.#aside, "data-fault", fault !== undefined);
    // no news of a state while online means that it is as it was
    const until = isStale ? (latest?.t ?? 0) : at.now;
    const known = this.#known(latest);
    const spans = spansOn(known, at.now - this.#range.spanS, until);
    const words = fault === undefined ? this.#words(latest, spans, isStale, at.now) : faultText(fault, at.now);
    setText(this.#aside, words);
    if (at.now - this.#drawnAt < Math.max(1, this.#range.spanS / 600)) return;
    this.#drawnAt = at.now;
    this.#draw(spans, at.now, known[0]?.t ?? until, until);
  }

  close(): void {
    this.#epoch++;
  }

  /** Without a change in the window, what it is it has been since its newest reading. */
  #known(latest: Reading | undefined): Change[] {
    if (this.#changes.length > 0 || latest?.vb === undefined) return this.#changes;
    return [{ t: latest.t, isOn: latest.vb }];
  }

  #words(latest: Reading | undefined, spans: [number, number][], isStale: boolean, now: number): string {
    if (latest === undefined) return "Nothing reported yet";
    if (isStale) return `As of ${age(latest.t, now)}`;
    if (latest.vb === undefined) return `Since ${moment(latest.t, now)}`;
    if (spans.length === 0) return `Not on in the ${this.#range.words}`;
    const total = spans.reduce((sum, [from, to]) => sum + to - from, 0);
    const times = spans.length === 1 ? "once" : `${spans.length} times`;
    return `On ${times} in the ${this.#range.words}, ${total < 1 ? "under 1 s" : duration(total)} in all`;
  }

  #draw(spans: [number, number][], now: number, first: number, until: number): void {
    const scale = widthUnits / this.#range.spanS;
    const from = now - this.#range.spanS;
    const rectangle = (start: number, end: number, name: string): Element => {
      const x = Math.min((start - from) * scale, widthUnits - leastWidth);
      return svg("rect", { x, y: 0, width: Math.max(leastWidth, (end - start) * scale), height: 10, class: name });
    };
    const drawn = spans.map(([start, end]) => rectangle(start, end, "strip-on"));
    // where nothing is known, nothing is drawn
    if (until > from) drawn.unshift(rectangle(Math.max(from, first), until, "strip-known"));
    this.#strip.replaceChildren(...drawn);
    setAttribute(this.#strip, "aria-label", `Timeline of ${this.#title}. ${this.#aside.textContent}`);
  }
}
