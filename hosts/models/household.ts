/**
 * What the meters of the board see, as it follows from the board's own outputs and from the house:
 *
 * - the 12 V supply that feeds the board, its relay's coil and its lamp: 45 mA, and 60 mA and up to 1 A when they are on;
 *   its voltage falls by 0.15 V an ampere.
 * - the house's power from the mains: 150 W, and 1.2 W for each ppm of CO2 above that of outdoors, so that it goes with
 *   the people in the room.
 *
 * Everything else is the world's.
 */
import { outdoors } from "./air.js";
import type { Pins } from "./pins.js";
import type { Quantity, Surroundings } from "./weather.js";

const supplyVolts = 12;
const supplyOhms = 0.15;
const boardAmperes = 0.045;
const relayAmperes = 0.06;
const lampAmperes = 1;
const idleWatts = 150;
const wattsAPpm = 1.2;

export interface Loads {
  readonly relay: number;
  readonly lamp: number;
}

export class Household implements Surroundings {
  readonly #world: Surroundings;
  readonly #pins: Pins;
  readonly #loads: Loads;

  /** loads: the pins of the outputs that the supply feeds */
  constructor(world: Surroundings, pins: Pins, loads: Loads) {
    this.#world = world;
    this.#pins = pins;
    this.#loads = loads;
  }

  value(quantity: Quantity): number {
    if (quantity === "current") return this.#current;
    if (quantity === "voltage") return supplyVolts - supplyOhms * this.#current;
    if (quantity === "power") return idleWatts + wattsAPpm * Math.max(0, this.#world.value("co2") - outdoors);
    return this.#world.value(quantity);
  }

  get #current(): number {
    const { relay, lamp } = this.#loads;
    const shown = (pin: number): number => this.#pins.shown(pin) ?? 0;
    return boardAmperes + relayAmperes * shown(relay) + lampAmperes * shown(lamp);
  }
}
