/**
 * Replay of a recording: CSV with the header time,temperature,humidity,light (any order), one row a line, time in epoch
 * seconds and rising; columns co2 (ppm) and pressure (Pa) may be there too, else they follow the rules of air.ts. Values between two rows lie on a line; after the last row it begins again, after one mean step.
 * The host reads the file; here is text only.
 */
import { co2At, pressureAt } from "./air.js";
import { faultOf, type Quantity, type Series, type Weather } from "./weather.js";

const rowsMaximum = 200000; // rows, 2.3 days at 1 Hz: some 6 MB of memory on the desktop
const needed = Object.freeze(["time", "temperature", "humidity", "light"] as const);
const names: readonly (keyof Weather)[] = Object.freeze([
  "temperature",
  "humidity",
  "light",
  "co2",
  "pressure",
] as const);
const optional = Object.freeze(["co2", "pressure"] as const);
const daySeconds = 86400;
const secondsMaximum = 1e11; // the year 5138; above it a time is milliseconds by mistake

/** A recording that cannot be replayed; `line` counts from 1. */
export class ReplayError extends Error {
  readonly line: number;

  constructor(line: number, what: string) {
    super(`replay, line ${line}: ${what}`);
    this.line = line;
  }
}

interface Row extends Weather {
  timeS: number;
}

/** Reads a recording. Throws a ReplayError that names the line and what is wrong there. */
export function parseReplay(text: string): Series {
  const lines = (text.startsWith("\ufeff") ? text.slice(1) : text).split("\n");
  const columns = parseHeader(lines[0] ?? "");
  const rows: Row[] = [];
  for (let i = 1; i < lines.length; i++) {
    const line = (lines[i] ?? "").trim();
    if (line === "") continue;
    if (rows.length === rowsMaximum) throw new ReplayError(i + 1, `more than ${rowsMaximum} rows`);
    rows.push(parseRow(line.split(","), columns, i + 1, rows[rows.length - 1]?.timeS));
  }
  if (rows.length === 0) throw new ReplayError(lines.length, "no rows");
  return new Replay(rows);
}

function parseHeader(line: string): readonly string[] {
  const columns = line.split(",").map((name) => name.trim().toLowerCase());
  for (const name of needed) if (!columns.includes(name)) throw new ReplayError(1, `the header has no column ${name}`);
  for (let i = 0; i < columns.length; i++) {
    const name = columns[i] ?? "";
    const known: readonly string[] = [...needed, ...optional];
    if (!known.includes(name)) throw new ReplayError(1, `unknown column "${name}", known are ${known.join(",")}`);
    if (columns.indexOf(name) !== i) throw new ReplayError(1, `column ${name} stands twice`);
  }
  return columns;
}

function parseRow(cells: readonly string[], columns: readonly string[], line: number, previousS?: number): Row {
  if (cells.length !== columns.length)
    throw new ReplayError(line, `${cells.length} values where the header has ${columns.length} columns`);
  const row: Row = { timeS: 0, temperature: 0, humidity: 0, light: 0, co2: Number.NaN, pressure: Number.NaN };
  for (let i = 0; i < columns.length; i++) {
    const name = columns[i] ?? "";
    const cell = (cells[i] ?? "").trim();
    const value = cell === "" ? Number.NaN : Number(cell);
    if (!Number.isFinite(value)) throw new ReplayError(line, `${name} "${cell}" is not a number`);
    if (name === "time") row.timeS = value;
    else row[name as keyof Weather] = checked(name as keyof Weather, value, line);
  }
  if (Math.abs(row.timeS) > secondsMaximum) throw new ReplayError(line, `time ${row.timeS} is not in epoch seconds`);
  if (previousS !== undefined && row.timeS <= previousS)
    throw new ReplayError(line, `time ${row.timeS} is not after ${previousS} of the row before`);
  if (Number.isNaN(row.co2)) row.co2 = co2At(((row.timeS % daySeconds) + daySeconds) % daySeconds);
  if (Number.isNaN(row.pressure)) row.pressure = pressureAt(row.timeS);
  return row;
}

function checked(quantity: Quantity, value: number, line: number): number {
  const fault = faultOf(quantity, value);
  if (fault !== undefined) throw new ReplayError(line, fault);
  return value;
}

class Replay implements Series {
  readonly startS: number;
  readonly periodS: number;
  readonly #rows: readonly Row[];

  constructor(rows: readonly Row[]) {
    this.#rows = rows;
    this.startS = rows[0]?.timeS ?? 0;
    const spanS = (rows[rows.length - 1]?.timeS ?? 0) - this.startS;
    this.periodS = rows.length > 1 ? spanS + spanS / (rows.length - 1) : 1;
  }

  at(timeS: number, into: Weather): void {
    const sinceS = timeS - this.startS;
    const wrappedS = this.startS + sinceS - Math.floor(sinceS / this.periodS) * this.periodS;
    const index = this.#rowBefore(wrappedS);
    const from = this.#rows[index];
    const to = this.#rows[(index + 1) % this.#rows.length];
    if (from === undefined || to === undefined) return;
    const toS = to.timeS > from.timeS ? to.timeS : this.startS + this.periodS;
    const part = Math.min((wrappedS - from.timeS) / (toS - from.timeS), 1);
    for (const name of names) into[name] = from[name] + (to[name] - from[name]) * part;
  }

  /** Index of the last row at or before a time: binary search. */
  #rowBefore(timeS: number): number {
    let low = 0;
    let high = this.#rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#rows[middle]?.timeS ?? 0) <= timeS) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
