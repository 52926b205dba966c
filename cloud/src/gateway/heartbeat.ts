/**
 * When a silent device is asked whether it lives, and when it is taken for dead (docs/protocol.md, Heartbeat): anything at
 * all proves life. Now and then a ping goes out although there is traffic, to measure the round trip; a missing pong
 * of one is no death as long as anything else comes. No timer and no socket; times are monotonic milliseconds.
 */
const measureMs = 60_000; // ms between two measurements of the round trip, at least

export interface HeartbeatTimes {
  /** ms of silence after which it is asked */
  pingMs: number;
  /** ms in which anything must come then */
  pongMs: number;
}

export class Heartbeat {
  readonly #times: HeartbeatTimes;
  #heardAt: number;
  /** of the last ping; undefined: none was sent */
  #pingAt: number | undefined;
  #isAnswered = true;
  #pings = 0;

  constructor(times: HeartbeatTimes, now: number) {
    this.#times = times;
    this.#heardAt = now;
  }

  /** Anything came from the device. */
  heard(now: number): void {
    this.#heardAt = now;
  }

  /** What to do now; undefined: nothing before `waitMs`. */
  due(now: number): "ping" | "dead" | undefined {
    if (this.waitMs(now) > 0) return undefined;
    return this.#isAsked ? "dead" : "ping";
  }

  /** ms after which `due` is to be asked again. */
  waitMs(now: number): number {
    const { pingMs, pongMs } = this.#times;
    if (this.#pingAt === undefined) return 0; // the first one measures
    if (this.#isAsked) return Math.max(0, this.#pingAt + pongMs - now);
    const measureAt = this.#pingAt + Math.max(measureMs, pingMs);
    return Math.max(0, Math.min(this.#heardAt + pingMs, measureAt) - now);
  }

  /** Nothing has come since the ping. */
  get #isAsked(): boolean {
    return this.#pingAt !== undefined && !this.#isAnswered && this.#heardAt <= this.#pingAt;
  }

  /** A ping goes out; returns what it carries. */
  pinged(now: number): string {
    this.#pingAt = now;
    this.#isAnswered = false;
    return String(++this.#pings);
  }

  /** A pong came; returns its round trip in ms, undefined for one that is not of the last ping. */
  ponged(data: string, now: number): number | undefined {
    this.#heardAt = now;
    if (this.#isAnswered || this.#pingAt === undefined || data !== String(this.#pings)) return undefined;
    this.#isAnswered = true;
    return now - this.#pingAt;
  }
}
