/**
 * What the simulated chips have in common: what surrounds them, noise, and what can be wrong with them on demand.
 *
 *   no-answer     pulled off the bus: nothing is acknowledged; put back, it starts as after power-on
 *   wrong-crc     every checksum that it sends is wrong; chips that send none do not have this fault
 *   stuck         its converter has stopped: busy for ever where the chip says that it is busy, else the same value
 *   slow          a conversion takes longer than a driver can wait
 *   out-of-range  what it gives is beyond what it can measure
 */
import type { Chip } from "./bus.js";
import type { ModelClock } from "./clock.js";
import type { SeededRandom } from "./seeded-random.js";
import type { Quantity } from "./weather.js";
import type { Probe } from "./world.js";

export const chipFaults = Object.freeze(["none", "no-answer", "wrong-crc", "stuck", "slow", "out-of-range"] as const);
export type ChipFault = (typeof chipFaults)[number];
/** Of chips without checksums. */
export const faultsWithoutCrc: readonly ChipFault[] = Object.freeze(
  chipFaults.filter((fault) => fault !== "wrong-crc"),
);

export const slowFactor = 20; // times: a conversion that a driver must give up on

export interface ChipModelOptions {
  clock: ModelClock;
  probe: Probe;
  /** absent: values without noise */
  random?: SeededRandom | undefined;
}

export abstract class ChipModel implements Chip {
  readonly probe: Probe;
  /** The faults that it can have. */
  readonly faults: readonly ChipFault[] = chipFaults;
  /** The quantities of its probe that it looks at. */
  abstract readonly measured: readonly Quantity[];
  protected readonly clock: ModelClock;
  readonly #random: SeededRandom | undefined;
  #fault: ChipFault = "none";

  constructor(options: ChipModelOptions) {
    this.clock = options.clock;
    this.probe = options.probe;
    this.#random = options.random;
  }

  get fault(): ChipFault {
    return this.#fault;
  }

  set fault(fault: ChipFault) {
    const isPutBack = this.#fault === "no-answer" && fault !== "no-answer";
    this.#fault = fault;
    if (isPutBack) this.powerOn();
  }

  /** As its registers are when it gets power. */
  abstract powerOn(): void;

  abstract write(bytes: Uint8Array): boolean;

  abstract read(into: Uint8Array): boolean;

  protected get isPulled(): boolean {
    return this.#fault === "no-answer";
  }

  /** How much longer than usual a conversion takes. */
  protected get slowness(): number {
    return this.#fault === "slow" ? slowFactor : 1;
  }

  /** -amount to amount, 0 without noise */
  protected noise(amount: number): number {
    return this.#random === undefined ? 0 : this.#random.noise() * amount;
  }
}
