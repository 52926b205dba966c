/** Quantities as people read them: titles, units (SenML's registry, RFC 8428 12.1 and RFC 8798), decimals. */

interface UnitStyle {
  readonly text: string;
  /** fixed number of decimals, so that the width stays; absent: by size */
  readonly decimals?: number;
  /** what one of it is in `text` */
  readonly factor?: number;
  /** least range that a chart shows, in `text`: noise shall not look like weather */
  readonly leastSpan?: number;
  /** CSS custom property of the line's colour */
  readonly color?: string;
}

const units: Readonly<Record<string, UnitStyle>> = Object.freeze({
  Cel: { text: "°C", decimals: 1, leastSpan: 1, color: "--series-warm" },
  "%RH": { text: "%", decimals: 1, leastSpan: 4, color: "--series-cool" },
  "%": { text: "%", decimals: 0, leastSpan: 5 },
  "/": { text: "%", decimals: 0, factor: 100, leastSpan: 10 },
  lx: { text: "lx", decimals: 0, leastSpan: 10, color: "--series-light" },
  ppm: { text: "ppm", decimals: 0, leastSpan: 50, color: "--series-air" },
  Pa: { text: "hPa", decimals: 1, factor: 0.01, leastSpan: 1 },
  hPa: { text: "hPa", decimals: 1, leastSpan: 1 },
  dBm: { text: "dBm", decimals: 0, leastSpan: 10 },
  V: { text: "V", decimals: 2, leastSpan: 0.1 },
  A: { text: "A", decimals: 3, leastSpan: 0.01 },
  W: { text: "W", decimals: 1, leastSpan: 1 },
  ms: { text: "ms", decimals: 0 },
  s: { text: "s" },
  B: { text: "B", decimals: 0 },
});

/** How a unit of SenML is shown; one that is not known is shown as it is. */
export function unitStyle(unit: string | undefined): UnitStyle {
  if (unit === undefined) return { text: "" };
  return units[unit] ?? { text: unit };
}

/** A number in the shown unit, from one in SenML's. */
export function convert(value: number, unit: string | undefined): number {
  return value * (unitStyle(unit).factor ?? 1);
}

function decimalsBySize(value: number): number {
  const size = Math.abs(value);
  if (size >= 100) return 0;
  return size >= 10 ? 1 : 2;
}

/** A number that is already in the shown unit, with a true minus sign. */
export function formatNumber(shown: number, unit: string | undefined): string {
  const text = shown.toFixed(unitStyle(unit).decimals ?? decimalsBySize(shown));
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

interface Measured {
  v?: number;
  vb?: boolean;
  vs?: string;
  u?: string;
}

/** "21.4 °C", "On", "ready"; a dash where there is nothing. */
export function formatReading(reading: Measured | undefined): string {
  if (reading === undefined) return "–";
  if (reading.v !== undefined) {
    const unit = unitStyle(reading.u).text;
    const number = formatNumber(convert(reading.v, reading.u), reading.u);
    return unit === "" ? number : `${number} ${unit}`;
  }
  if (reading.vb !== undefined) return reading.vb ? "On" : "Off";
  return reading.vs ?? "–";
}

/** "cpu-load" is "Cpu load": the title of what has none. */
export function titleOf(name: string, title?: string): string {
  if (title !== undefined && title !== "") return title;
  const words = name.replaceAll(/[-_.]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "1.2 kB" and so on. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${(bytes / 1000).toFixed(bytes < 99_950 ? 1 : 0)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** "2 messages", "1 message". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
