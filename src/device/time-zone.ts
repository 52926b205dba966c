/**
 * A time zone as POSIX writes it (IEEE Std 1003.1-2017, 8.3, "TZ"): `CET-1CEST,M3.5.0,M10.5.0/3`. Offsets count west of
 * Greenwich, so CET is -1. Without a rule for daylight saving time there is none; the implementation-defined default of
 * POSIX and the form `:path` are refused. Rule times may be -167 to 167 hours (RFC 8536 3.3.1).
 */

interface Change {
  /** M: month, week, weekday; J: day 1-365 without 29 February; N: day 0-365 */
  readonly kind: "M" | "J" | "N";
  readonly day: number;
  readonly week: number;
  readonly month: number;
  /** seconds after midnight, local */
  readonly timeS: number;
}

const daySeconds = 86400;
const text = Object.freeze({
  name: "must begin with a name of three letters or more, as in CET-1CEST,M3.5.0,M10.5.0/3",
  offset: "must have an offset of -24 to 24 hours behind its name, west of Greenwich",
  rule: "must say when daylight saving time begins and ends, as in ,M3.5.0,M10.5.0/3",
  end: "has something behind its end",
});

export class TimeZone {
  /** seconds, to be added to UTC */
  private readonly standardS: number;
  private readonly daylightS: number;
  /** undefined: there is no daylight saving time */
  private readonly start: Change | undefined;
  private readonly end: Change | undefined;

  /** Throws an Error that says what is wrong with the text. */
  constructor(zone: string) {
    const reader = new Reader(zone);
    reader.name();
    this.standardS = 0 - reader.offset();
    this.daylightS = this.standardS;
    if (reader.isAtEnd) return;
    reader.name();
    this.daylightS = reader.hasOffset ? 0 - reader.offset() : this.standardS + 3600;
    this.start = reader.change();
    this.end = reader.change();
    if (!reader.isAtEnd) throw new Error(text.end);
  }

  /** Milliseconds to be added to UTC at this moment (epoch ms). */
  offsetMs(utcMs: number): number {
    const { standardS } = this;
    if (this.start === undefined || this.end === undefined) return standardS * 1000;
    const utcS = utcMs / 1000;
    const year = yearOf(Math.floor((utcS + standardS) / daySeconds));
    const from = secondOf(this.start, year) - standardS;
    const to = secondOf(this.end, year) - this.daylightS;
    const isDaylight = from < to ? utcS >= from && utcS < to : utcS >= from || utcS < to;
    return (isDaylight ? this.daylightS : standardS) * 1000;
  }
}

/** undefined: it is a time zone; else what is wrong with it. */
export function timeZoneFault(zone: string): string | undefined {
  try {
    new TimeZone(zone);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

class Reader {
  private readonly zone: string;
  private at = 0;

  constructor(zone: string) {
    this.zone = zone;
  }

  get isAtEnd(): boolean {
    return this.at >= this.zone.length;
  }

  /** Daylight saving time is one hour, unless it has an offset of its own. */
  get hasOffset(): boolean {
    return !this.isAtEnd && this.zone.charAt(this.at) !== ",";
  }

  /** CET, or <+0330>. */
  name(): void {
    const isQuoted = this.take("<");
    const from = this.at;
    while (!this.isAtEnd && isNameCharacter(this.zone.charCodeAt(this.at), isQuoted)) this.at++;
    const length = this.at - from;
    if (length < 3 || length > 16 || (isQuoted && !this.take(">"))) throw new Error(text.name);
  }

  /** Seconds: [+-]hh[:mm[:ss]] */
  offset(): number {
    return this.time(24, text.offset);
  }

  private time(hoursMaximum: number, fault: string): number {
    const sign = this.take("-") ? -1 : 1;
    if (sign > 0) this.take("+");
    let seconds = this.number(0, hoursMaximum, fault) * 3600;
    if (this.take(":")) seconds += this.number(0, 59, fault) * 60;
    else return sign * seconds;
    if (this.take(":")) seconds += this.number(0, 59, fault);
    return sign * seconds;
  }

  /** ,date[/time] */
  change(): Change {
    if (!this.take(",")) throw new Error(text.rule);
    const kind = this.take("M") ? "M" : this.take("J") ? "J" : "N";
    let month = 0;
    let week = 0;
    if (kind === "M") {
      month = this.number(1, 12, text.rule);
      if (!this.take(".")) throw new Error(text.rule);
      week = this.number(1, 5, text.rule);
      if (!this.take(".")) throw new Error(text.rule);
    }
    const day = this.number(kind === "J" ? 1 : 0, kind === "M" ? 6 : 365, text.rule);
    const timeS = this.take("/") ? this.time(167, text.rule) : 7200;
    return { kind, day, week, month, timeS };
  }

  private take(character: string): boolean {
    if (this.zone.charAt(this.at) !== character) return false;
    this.at++;
    return true;
  }

  private number(minimum: number, maximum: number, fault: string): number {
    const from = this.at;
    let value = 0;
    for (; this.at < from + 3; this.at++) {
      const digit = this.zone.charCodeAt(this.at) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    if (this.at === from || value < minimum || value > maximum) throw new Error(fault);
    return value;
  }
}

function isNameCharacter(code: number, isQuoted: boolean): boolean {
  if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) return true;
  return isQuoted && ((code >= 48 && code <= 57) || code === 43 || code === 45);
}

/** Local seconds since 1970 at which the change comes in a year. */
function secondOf(change: Change, year: number): number {
  return dayOf(change, year) * daySeconds + change.timeS;
}

function dayOf({ kind, day, week, month }: Change, year: number): number {
  if (kind === "N") return daysBefore(year, 1) + day;
  if (kind === "J") return daysBefore(year, 1) + day - 1 + (isLeap(year) && day >= 60 ? 1 : 0);
  const first = daysBefore(year, month);
  const next = month === 12 ? daysBefore(year + 1, 1) : daysBefore(year, month + 1);
  let at = first + ((day - weekdayOf(first) + 7) % 7) + (week - 1) * 7;
  while (at >= next) at -= 7;
  return at;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Days from 1970 to the first of a month (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
function daysBefore(year: number, month: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5);
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
}

/** days since 1970; 0 is Sunday */
export function weekdayOf(days: number): number {
  return (((days + 4) % 7) + 7) % 7;
}

function yearOf(days: number): number {
  let year = 1970 + Math.floor(days / 365.2425);
  while (days < daysBefore(year, 1)) year--;
  while (days >= daysBefore(year + 1, 1)) year++;
  return year;
}
