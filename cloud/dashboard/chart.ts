/** One line over time, drawn by uPlot in the page's colours. It knows nothing of devices; texts stand beside it. */
import uPlot from "uplot";
import { unitStyle } from "./quantity.js";
import { tick } from "./time.js";

export interface ChartOptions {
  unit: string | undefined;
  /** the pointer stands on a point (t in s, value as drawn), or has left */
  onPoint(t: number | undefined, value: number | undefined): void;
}

const heightPx = 148; // px; three or four lines of scale
const halfLabelPx = 18; // px; of "12:30"
const axisWidthPx = 44; // px; "−12.5" at 11 px fits
/** Steps of the scale of values: 1, 2, 5 and their tens, so that a label is never a rounded one. */
const steps = Object.freeze([-3, -2, -1, 0, 1, 2, 3, 4, 5, 6].flatMap((e) => [1, 2, 5].map((m) => m * 10 ** e)));
const font = '11px system-ui, "Segoe UI", Roboto, sans-serif';

const color = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The shown range: what is there with a margin, and never less than the unit's least span. */
export function scaleRange(minimum: number | null, maximum: number | null, leastSpan: number): [number, number] {
  if (minimum === null || maximum === null) return [0, leastSpan];
  const span = Math.max(leastSpan, (maximum - minimum) * 1.2, Math.abs(maximum) * 0.02, 1e-6);
  const from = (minimum + maximum - span) / 2;
  // a quantity that is never negative does not get a negative scale
  return minimum >= 0 && from < 0 ? [0, span] : [from, from + span];
}

export class Chart {
  readonly root: HTMLElement;
  #plot: uPlot;
  #resize: ResizeObserver;
  #window: [number, number] = [0, 1];

  /** `root` is an empty element of its own, whose width the chart follows. */
  constructor(root: HTMLElement, options: ChartOptions) {
    this.root = root;
    this.#plot = new uPlot(this.#options(options), [[], []], root);
    this.#resize = new ResizeObserver(() => this.#fit());
    this.#resize.observe(root);
  }

  /** Draws these points (s, shown unit, null: gap) in the window from..to (s). */
  draw(points: [number[], (number | null)[]], from: number, to: number): void {
    this.#window = [from, to];
    this.#plot.setData(points);
  }

  /** Draws again, in the colours of now. */
  redraw(): void {
    this.#plot.redraw();
  }

  close(): void {
    this.#resize.disconnect();
    this.#plot.destroy();
  }

  /** A label in the middle of its tick would not fit before the right edge. */
  #isClipped(plot: uPlot, t: number): boolean {
    const [from, to] = this.#window;
    return ((to - t) / (to - from)) * (plot.width - axisWidthPx) < halfLabelPx;
  }

  #fit(): void {
    const width = Math.floor(this.root.clientWidth);
    if (width > 0 && width !== this.#plot.width) this.#plot.setSize({ width, height: heightPx });
  }

  #options(options: ChartOptions): uPlot.Options {
    const style = unitStyle(options.unit);
    const line = style.color ?? "--series-other";
    const axis = { font, stroke: () => color("--text-quiet"), ticks: { show: false }, gap: 6 };
    const grid = { stroke: () => color("--grid"), width: 1 };
    return {
      width: Math.max(200, Math.floor(this.root.clientWidth)),
      height: heightPx,
      padding: [8, 4, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, y: false, points: { size: 7 }, sync: { key: "readings" } },
      scales: {
        x: { time: true, range: () => this.#window },
        y: { range: (_plot, minimum, maximum) => scaleRange(minimum, maximum, style.leastSpan ?? 1) },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          space: 48,
          size: 26,
          values: (plot, ticks, _i, _space, step) => ticks.map((t) => (this.#isClipped(plot, t) ? "" : tick(t, step))),
        },
        {
          ...axis,
          grid,
          space: 26,
          incrs: [...steps],
          size: axisWidthPx,
          values: (_plot, ticks, _i, _space, step) => ticks.map((v) => tickNumber(v, step)),
        },
      ],
      series: [
        {},
        {
          stroke: () => color(line),
          fill: (plot) => fade(plot, color(line)),
          width: 1.75,
          points: { show: true, size: 4, fill: () => color(line), filter: isolated },
        },
      ],
      hooks: { setCursor: [(plot) => readCursor(plot, options)] },
    };
  }
}

function tickNumber(value: number, step: number): string {
  const decimals = step >= 1 ? 0 : Math.min(3, Math.ceil(-Math.log10(step)));
  return value.toFixed(decimals).replace("-", "−");
}

/** The colour at the top, nothing at the bottom. */
function fade(plot: uPlot, stroke: string): CanvasGradient | string {
  const { top, height } = plot.bbox;
  if (!Number.isFinite(top) || !(height > 0)) return "transparent";
  const gradient = plot.ctx.createLinearGradient(0, top, 0, top + height);
  gradient.addColorStop(0, `${stroke}2e`);
  gradient.addColorStop(1, `${stroke}00`);
  return gradient;
}

/** Points that no line reaches, which would not be seen otherwise. */
function isolated(plot: uPlot, seriesIndex: number): number[] {
  const values = plot.data[seriesIndex] ?? [];
  const found: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (values[i] != null && values[i - 1] == null && values[i + 1] == null) found.push(i);
  }
  return found;
}

function readCursor(plot: uPlot, options: ChartOptions): void {
  const index = plot.cursor.idx;
  const t = index == null ? undefined : plot.data[0][index];
  const value = index == null ? undefined : plot.data[1]?.[index];
  options.onPoint(t, value ?? undefined);
}
