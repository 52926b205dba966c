/**
 * A room that is heated and cooled by two outputs of the board: its temperature goes towards that of outdoors, 30 K more
 * while the heater is on and 20 K less while the cooler is, with a time constant of 15 minutes of the world's time. Warm
 * air holds more water, so its relative humidity falls when it is heated. Until it is switched to, everything is as
 * outdoors, and so is all else of it always.
 *
 * It holds no timer: it is asked, and looks at the outputs when they change.
 */
import { vapourPressure } from "./climate.js";
import type { Pins } from "./pins.js";
import type { Quantity, Surroundings } from "./weather.js";

export interface RoomPins {
  readonly heater: number;
  readonly cooler: number;
}

const heaterKelvin = 30;
const coolerKelvin = 20;
const constantS = 900; // s of the world

export interface Outdoors extends Surroundings {
  /** seconds of the world's time */
  readonly timeS: number;
}

export class Room implements Surroundings {
  /** Cel it would end above outdoors, by its outputs as they are */
  #gain = 0;
  /** undefined: it is as outdoors */
  #temperature: number | undefined;
  #atS: number;
  readonly #outdoors: Outdoors;

  constructor(outdoors: Outdoors, pins: Pins, { heater, cooler }: RoomPins) {
    this.#outdoors = outdoors;
    this.#atS = outdoors.timeS;
    pins.onOutput((pin) => {
      if (pin !== heater && pin !== cooler) return;
      this.#settle();
      this.#gain = heaterKelvin * (pins.shown(heater) ?? 0) - coolerKelvin * (pins.shown(cooler) ?? 0);
    });
  }

  /** True: its temperature is its own. */
  get isClosed(): boolean {
    return this.#temperature !== undefined;
  }

  /** Its temperature is its own from now on, beginning with this one; undefined: with that of outdoors. */
  close(temperature = this.value("temperature")): void {
    this.#atS = this.#outdoors.timeS;
    this.#temperature = temperature;
  }

  /** As outdoors again. */
  open(): void {
    this.#temperature = undefined;
  }

  value(quantity: Quantity): number {
    this.#settle();
    const own = this.#temperature;
    if (own === undefined || (quantity !== "temperature" && quantity !== "humidity"))
      return this.#outdoors.value(quantity);
    if (quantity === "temperature") return own;
    const vapour = this.#outdoors.value("humidity") * vapourPressure(this.#outdoors.value("temperature"));
    return Math.min(100, vapour / vapourPressure(own));
  }

  #settle(): void {
    if (this.#temperature === undefined) return;
    const { timeS } = this.#outdoors;
    const part = 1 - Math.exp(-Math.max(0, timeS - this.#atS) / constantS);
    this.#atS = timeS;
    this.#temperature += (this.#outdoors.value("temperature") + this.#gain - this.#temperature) * part;
  }
}
