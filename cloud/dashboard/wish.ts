/**
 * What an actuator is said to be and what it was asked to be: one command in flight, the newest wish waits behind it.
 * No elements: controls.ts shows it.
 */
import type { Reading } from "../src/watch-messages.js";
import { explainCommand, setActuator, type Value } from "./command.js";

export class Wish {
  /** undefined: the device has not said */
  reported: Value | undefined;
  /** undefined: nothing is under way */
  asked: Value | undefined;
  /** why the newest command did not do; "" when it did */
  failure = "";
  #next: Value | undefined;
  #reading: Reading | undefined;
  readonly name: string;
  #id: string;
  #changed: () => void;
  #wasOnline = true;

  constructor(id: string, name: string, initial: Value | undefined, changed: () => void) {
    this.#id = id;
    this.name = name;
    this.reported = initial;
    this.#changed = changed;
  }

  /** The newest that was asked for; undefined: nothing is under way */
  get wanted(): Value | undefined {
    return this.#next ?? this.asked;
  }

  /** Takes over what the device reported, when it is news; that, and coming back, ends an older complaint. */
  report(reading: Reading | undefined, isOnline: boolean): void {
    if (isOnline && !this.#wasOnline) this.failure = "";
    this.#wasOnline = isOnline;
    const known = this.#reading;
    if (reading === undefined || reading === known) return;
    this.#reading = reading;
    if (known !== undefined && reading.t === known.t) return; // fetched again
    const value = reading.v ?? reading.vb ?? reading.vs;
    if (known !== undefined && value !== this.reported) this.failure = "";
    this.reported = value;
  }

  /** Asks the device; while a command is under way, the newest value waits for its end. */
  ask(value: Value): void {
    if (this.asked === undefined) void this.#send(value);
    else this.#next = value;
  }

  async #send(value: Value): Promise<void> {
    this.asked = value;
    this.failure = "";
    this.#changed();
    try {
      this.reported = await setActuator(this.#id, this.name, value);
    } catch (error) {
      this.failure = explainCommand(error);
      this.#next = undefined;
    }
    this.asked = undefined;
    const next = this.#next;
    this.#next = undefined;
    if (next !== undefined && next !== this.reported) void this.#send(next);
    else this.#changed();
  }
}
