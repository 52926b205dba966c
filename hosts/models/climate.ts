/**
 * The default course of weather: a mean year in Seattle, from the climate normals beside this file. It holds
 * temperatures alone; the rest follows by rule, so it is plausible, not measured (CO2 and pressure: air.ts):
 *
 * - dew point: the day's lowest temperature less 1 K (near dawn the air is close to saturation), drawn as a line from
 *   day to day; relative humidity from it by the Magnus formula (WMO No. 8, annex 4.B: 17.62, 243.12 Cel).
 * - light: half of 100,000 lx (mean cloud) times the sine of the sun's height at 47.6 degrees north; 0 at night.
 */
import { co2At, pressureAt } from "./air.js";
import { normalTemperatures } from "./climate-normals.js";
import type { Series, Weather } from "./weather.js";

const daySeconds = 86400;
const rowSeconds = 3 * 3600;
const rowsPerDay = 8;
const days = 365;
const yearDays = 365.2425; // mean length, so that the season stays right whatever the year
const zoneSeconds = -8 * 3600; // the normals are in UTC-8
const latitude = (47.6 * Math.PI) / 180;
const axialTilt = (23.44 * Math.PI) / 180;
const middayLux = 50000;

export class Climate implements Series {
  /** 1 July 2010, 06:00 local: light and temperature rise soon */
  readonly startS = 1277992800;
  readonly periodS = days * daySeconds;

  /** The moment at which it is so late in Seattle as it is here; `localS`: seconds of the clock on a wall since 1970. */
  timeOfLocal(localS: number): number {
    return localS - zoneSeconds;
  }

  at(timeS: number, into: Weather): void {
    const localS = timeS + zoneSeconds;
    const dayNumber = Math.floor(localS / daySeconds);
    const day = Math.min(Math.floor(modulo(dayNumber, yearDays)), days - 1);
    const second = localS - dayNumber * daySeconds;
    into.temperature = temperatureAt(day, second);
    into.humidity = humidityAt(into.temperature, dewPointAt(day, second));
    into.light = lightAt(day, second);
    into.co2 = co2At(second);
    into.pressure = pressureAt(localS);
  }
}

function temperatureAt(day: number, second: number): number {
  const row = Math.floor(second / rowSeconds);
  const part = (second - row * rowSeconds) / rowSeconds;
  const from = normal(day * rowsPerDay + row);
  return from + (normal(day * rowsPerDay + row + 1) - from) * part;
}

function normal(row: number): number {
  return (normalTemperatures[row % (days * rowsPerDay)] ?? 0) / 10;
}

function dewPointAt(day: number, second: number): number {
  const from = lowest(day);
  return from + ((lowest(day + 1) - from) * second) / daySeconds - 1;
}

function lowest(day: number): number {
  let low = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rowsPerDay; i++) low = Math.min(low, normal((day % days) * rowsPerDay + i));
  return low;
}

function humidityAt(temperature: number, dewPoint: number): number {
  return Math.min(100, (100 * vapourPressure(dewPoint)) / vapourPressure(temperature));
}

/** Relative to that at 0 Cel; Magnus formula. */
export function vapourPressure(temperature: number): number {
  return Math.exp((17.62 * temperature) / (243.12 + temperature));
}

function lightAt(day: number, second: number): number {
  const declination = -axialTilt * Math.cos((2 * Math.PI * (day + 10)) / days);
  const hourAngle = (2 * Math.PI * second) / daySeconds - Math.PI;
  const height =
    Math.sin(latitude) * Math.sin(declination) + Math.cos(latitude) * Math.cos(declination) * Math.cos(hourAngle);
  return middayLux * Math.max(0, height);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
