/** Times of day in rules: HH:MM by the local clock, and what the local clock says. */
import { weekdayOf } from "../time-zone.js";
import { weekdays } from "./rule-options.js";

export const minutesOfDay = 1440;

/** Minutes since midnight; undefined: it is no time from 00:00 to 23:59. */
export function parseTime(text: string): number | undefined {
  if (text.length !== 5 || text.charAt(2) !== ":") return undefined;
  const hours = digits(text, 0);
  const minutes = digits(text, 3);
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined;
}

function digits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.POSITIVE_INFINITY;
}

/** day: days since 1970. undefined: every day. */
export function isOn(days: readonly string[] | undefined, day: number): boolean {
  return days === undefined || days.includes(weekdays[weekdayOf(day)] ?? "");
}

/**
 * Whether a local minute (since 1970) is within a span of the day that may go over midnight; the days are those on which
 * the span begins. from and to the same: the whole day.
 */
export function isWithin(from: number, to: number, days: readonly string[] | undefined, minute: number): boolean {
  const day = Math.floor(minute / minutesOfDay);
  const at = minute - day * minutesOfDay;
  if (from < to) return at >= from && at < to && isOn(days, day);
  return at >= from ? isOn(days, day) : at < to && isOn(days, day - 1);
}
