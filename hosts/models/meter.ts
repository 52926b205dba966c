/**
 * An energy meter with a pulse output (IEC 62053-31, "S0"): so many pulses for each kilowatt-hour of the power that its
 * probe sees. It is asked and holds no timer: the pulses between two questions follow from the power then. A hand may
 * add pulses, which come on the pin as edges as well.
 */
import type { Pins } from "./pins.js";
import type { Probe, World } from "./world.js";

export const pulsesPerKilowattHour = 1000;
const millijoulesAPulse = 3.6e9 / pulsesPerKilowattHour;

export class Meter {
  /** Power, W. */
  readonly probe: Probe;
  readonly #world: World;
  readonly #pins: Pins;
  readonly #pin: number;
  #atS: number;
  #energy = 0; // mJ, of the pulse that is to come
  #count = 0;

  constructor(world: World, probe: Probe, pins: Pins, pin: number) {
    this.#world = world;
    this.probe = probe;
    this.#pins = pins;
    this.#pin = pin;
    this.#atS = world.timeS;
    pins.wirePulses(pin, () => this.count);
  }

  /** Pulses since the start. */
  get count(): number {
    this.settle();
    return this.#count;
  }

  /** What has passed until now was at the power of until now; before a hand changes it. */
  settle(): void {
    const timeS = this.#world.timeS;
    this.#energy += this.probe.value("power") * (timeS - this.#atS) * 1000;
    this.#atS = timeS;
    const pulses = Math.floor(this.#energy / millijoulesAPulse);
    this.#energy -= pulses * millijoulesAPulse;
    this.#count += pulses;
  }

  /** Back to the house's power. */
  follow(): void {
    this.settle();
    this.probe.follow();
  }

  /** Closes and opens the output so many times. */
  pulse(count: number): void {
    this.#count += count;
    for (let i = 0; i < count; i++) {
      this.#pins.drive(this.#pin, 0);
      this.#pins.drive(this.#pin, undefined);
    }
  }
}
