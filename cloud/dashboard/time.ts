/** Times as people say them. The page counts in the server's time: a wrong clock on the wall changes no age. */

/** The server's clock, as far as it is known. Times are seconds since 1970 UTC. */
export class ServerClock {
  #offset = 0;

  /** `time` is the server's, just received. */
  set(time: number): void {
    this.#offset = time - Date.now() / 1000;
  }

  now(): number {
    return Date.now() / 1000 + this.#offset;
  }
}

/** "12 s", "3 min", "5 h", "2 d": one unit, rounded down; for ages. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}

/** "just now", "12 s ago". */
export function age(then: number, now: number): string {
  return now - then < 2 ? "just now" : `${duration(now - then)} ago`;
}

const clockFormat = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const dayFormat = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const shortFormat = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dateFormat = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** "14:03:20", with the day where it is not within the last 20 hours. */
export function moment(t: number, now: number): string {
  return (now - t < 20 * 3600 ? clockFormat : dayFormat).format(t * 1000);
}

/** A tick of a time axis, fit to the distance of ticks in seconds. */
export function tick(t: number, stepS: number): string {
  if (stepS < 60) return clockFormat.format(t * 1000);
  return (stepS < 86400 ? shortFormat : dateFormat).format(t * 1000);
}
