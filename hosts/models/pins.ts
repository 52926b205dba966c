/**
 * The pins of a simulated ESP32 and what is wired to them: who uses which, what drives an input from outside, what an
 * output shows to the world. Not the classes by which a firmware uses them (digital.ts, analog.ts, pwm.ts, i2c.ts).
 * Which pins exist, and what each can do, is in pinout.ts.
 */
import { pinout } from "./pinout.js";

export type Level = 0 | 1;

/** value: 0 or 1 of a digital output, duty 0 to 1 of PWM. */
export type OutputListener = (pin: number, value: number) => void;

interface Claim {
  user: object;
  /** I2C address for buses, whose pins are shared */
  address: number | undefined;
  partner: number | undefined;
}

export class Pins {
  readonly #claims = new Map<number, Claim[]>();
  readonly #driven = new Map<number, Level>();
  readonly #analog = new Map<number, () => number>();
  readonly #pulses = new Map<number, () => number>();
  readonly #outputs = new Map<number, number>();
  readonly #watchers = new Map<number, () => void>();
  readonly #listeners: OutputListener[] = [];

  // What the firmware's classes use

  /** Throws when the pin does not exist, cannot do that, or is in use. */
  claim(user: object, pin: number, use: "input" | "output" | "analog"): void {
    checkPin(pin);
    if (use === "output" && pinout.inputOnly.includes(pin)) throw new Error(`pin ${pin} has no output`);
    if (use === "analog" && !pinout.analog.includes(pin)) throw new Error(`pin ${pin} has no analog input`);
    if (this.#claims.has(pin)) throw new Error(`pin ${pin} is in use`);
    this.#claims.set(pin, [{ user, address: undefined, partner: undefined }]);
  }

  /** Several users may share a bus: the same data and clock pins, each with another address. */
  claimBus(user: object, data: number, clock: number, address: number): void {
    this.#checkBus(data, clock, address);
    this.#checkBus(clock, data, address);
    for (const pin of [data, clock]) {
      const claims = this.#claims.get(pin) ?? [];
      claims.push({ user, address, partner: pin === data ? clock : data });
      this.#claims.set(pin, claims);
    }
  }

  /** Gives back all pins of a user; an output falls to 0, as a pin that nobody drives. Idempotent. */
  release(user: object): void {
    for (const [pin, claims] of this.#claims) {
      const left = claims.filter((claim) => claim.user !== user);
      if (left.length === claims.length) continue;
      if (left.length > 0) this.#claims.set(pin, left);
      else this.#claims.delete(pin);
      this.#watchers.delete(pin);
      if (this.#outputs.has(pin)) this.output(pin, 0);
    }
  }

  /** What drives the pin from outside; undefined: nothing, so that a pull resistor decides. */
  driven(pin: number): Level | undefined {
    return this.#driven.get(pin);
  }

  /** One watcher a pin, called after drive() changed what drives it. */
  watch(pin: number, changed: () => void): void {
    this.#watchers.set(pin, changed);
  }

  analog(pin: number): number {
    return this.#analog.get(pin)?.() ?? 0;
  }

  /** Pulses that have come on a pin; 0 when nothing there makes any. */
  pulses(pin: number): number {
    return this.#pulses.get(pin)?.() ?? 0;
  }

  output(pin: number, value: number): void {
    if (this.#outputs.get(pin) === value) return;
    this.#outputs.set(pin, value);
    for (const listener of this.#listeners) listener(pin, value);
  }

  // What the world uses

  /** Drives an input from outside: a button that closes, a contact. undefined lets go. */
  drive(pin: number, level: Level | undefined): void {
    checkPin(pin);
    if (this.#driven.get(pin) === level) return;
    if (level === undefined) this.#driven.delete(pin);
    else this.#driven.set(pin, level);
    this.#watchers.get(pin)?.();
  }

  /** What the converter finds on a pin; asked at every read. */
  wireAnalog(pin: number, raw: () => number): void {
    checkPin(pin);
    this.#analog.set(pin, raw);
  }

  /** What has come on a pin that counts pulses; asked at every read. */
  wirePulses(pin: number, count: () => number): void {
    checkPin(pin);
    this.#pulses.set(pin, count);
  }

  /** What an output shows now; undefined before its first use. */
  shown(pin: number): number | undefined {
    return this.#outputs.get(pin);
  }

  onOutput(listener: OutputListener): void {
    this.#listeners.push(listener);
  }

  /** As after a restart of the board: nobody uses a pin, outputs fall to 0, the outside stays as it is. */
  reset(): void {
    this.#claims.clear();
    this.#watchers.clear();
    for (const pin of this.#outputs.keys()) this.output(pin, 0);
  }

  #checkBus(pin: number, partner: number, address: number): void {
    checkPin(pin);
    for (const claim of this.#claims.get(pin) ?? []) {
      if (claim.partner !== partner) throw new Error(`pin ${pin} is in use`);
      if (claim.address === address) throw new Error(`I2C address ${address} on pins ${pin}, ${partner} is in use`);
    }
  }
}

function checkPin(pin: number): void {
  if (!pinout.pins.includes(pin) || pinout.taken[pin] !== undefined) throw new Error(`pin ${pin} does not exist`);
}
