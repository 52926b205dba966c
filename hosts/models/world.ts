/**
 * What surrounds the board: a course of weather, played at a speed that can be set. The world follows a clock that is
 * passed in and holds no timer: it is asked. A chip looks at it through a probe, which a hand can take off the course
 * for that chip alone.
 */
import type { ModelClock } from "./clock.js";
import type { Quantity, Series, Surroundings, Weather } from "./weather.js";

export interface WorldOptions {
  series: Series;
  /** epoch seconds; default: where the series begins */
  startS?: number;
  /** seconds of the series for each second of the clock, 0 stands still; default 1 */
  speed?: number;
}

export class World implements Surroundings {
  readonly #clock: ModelClock;
  readonly #now: Weather = { temperature: 0, humidity: 0, light: 0, co2: 0, pressure: 0 };
  #series: Series;
  #speed: number;
  #originS: number;
  #originMs: number;

  constructor(clock: ModelClock, options: WorldOptions) {
    this.#clock = clock;
    this.#series = options.series;
    this.#speed = options.speed ?? 1;
    this.#originS = options.startS ?? options.series.startS;
    this.#originMs = clock.now();
  }

  /** Epoch seconds that the world has reached in its series; not wrapped. */
  get timeS(): number {
    return this.#originS + ((this.#clock.now() - this.#originMs) / 1000) * this.#speed;
  }

  get speed(): number {
    return this.#speed;
  }

  /** The world goes on from where it is. Throws when speed is negative or not finite. */
  setSpeed(speed: number): void {
    if (!(speed >= 0 && speed <= 1e9)) throw new RangeError(`speed ${speed} is not within 0..1e9`);
    this.#originS = this.timeS;
    this.#originMs = this.#clock.now();
    this.#speed = speed;
  }

  /** Throws for what is no weather. */
  value(quantity: Quantity): number {
    if (!(quantity in this.#now)) throw new Error(`${quantity} is no weather`);
    this.#series.at(this.timeS, this.#now);
    return this.#now[quantity as keyof Weather];
  }
}

/** One chip's view of what surrounds it: as it is, unless a hand has set a quantity. */
export class Probe implements Surroundings {
  readonly #surroundings: Surroundings;
  readonly #set = new Map<Quantity, number>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  value(quantity: Quantity): number {
    return this.#set.get(quantity) ?? this.#surroundings.value(quantity);
  }

  set(quantity: Quantity, value: number): void {
    this.#set.set(quantity, value);
  }

  /** Back to what surrounds it, for every quantity. */
  follow(): void {
    this.#set.clear();
  }
}
