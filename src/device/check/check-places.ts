/** Holds the pins, buses and addresses that a definition names against the board, and against each other. */
import type { Schema } from "../../protocol/schema.js";
import { places } from "../places.js";
import type { BoardFacts } from "./board-facts.js";
import { hint } from "./nearest.js";
import type { Problems } from "./problems.js";

export class PlaceCheck {
  private readonly facts: BoardFacts;
  private readonly problems: Problems;
  /** GPIO number, or bus and address, and the place in the definition that has it. */
  private readonly users = new Map<string, string>();

  constructor(facts: BoardFacts, problems: Problems) {
    this.facts = facts;
    this.problems = problems;
  }

  /** False: an option with this schema names no hardware. */
  check(schema: Schema, value: unknown, at: string): boolean {
    if (schema === places.bus) this.checkBus(value, at);
    else if (schema === places.inputPin) this.checkPin(value, at, undefined);
    else if (schema === places.outputPin) this.checkPin(value, at, "output");
    else if (schema === places.analogPin) this.checkPin(value, at, "analog");
    else return false;
    return true;
  }

  private checkPin(value: unknown, at: string, need: "output" | "analog" | undefined): void {
    if (typeof value !== "string" && !Number.isInteger(value)) {
      this.problems.add(at, "must be the name of a pin or the number of a GPIO");
      return;
    }
    const number = typeof value === "number" ? value : this.named(this.facts.pin, value);
    if (number === undefined) {
      this.problems.add(at, `there is no pin "${value}" on this board${hint(String(value), names(this.facts.pin))}`);
      return;
    }
    const pin = typeof value === "number" ? String(number) : `${number} ("${value}")`;
    const fault = this.pinFault(number, pin, need) ?? this.take(`${number}`, at, pin);
    if (fault !== undefined) this.problems.add(at, fault);
  }

  private pinFault(number: number, pin: string, need: "output" | "analog" | undefined): string | undefined {
    const { pinout } = this.facts;
    if (pinout === undefined) return undefined;
    if (!pinout.pins.includes(number)) return `${pin} does not exist on this board`;
    const taken = pinout.taken[number];
    if (taken !== undefined) return `${pin} is used by ${taken} on this board`;
    if (need === "output" && pinout.inputOnly.includes(number)) return `${pin} has no output on this board`;
    if (need === "analog" && !pinout.analog.includes(number)) {
      return `${pin} has no analog converter on this board; ${pinout.analog.join(", ")} have`;
    }
    return undefined;
  }

  private checkBus(name: unknown, at: string): void {
    if (typeof name !== "string") {
      this.problems.add(at, "must be the name of a bus");
      return;
    }
    const bus = this.named(this.facts.I2C, name);
    if (bus === undefined) {
      this.problems.add(at, `there is no bus "${name}" on this board${hint(name, names(this.facts.I2C))}`);
      return;
    }
    for (const line of [bus.data, bus.clock]) {
      const user = this.users.get(`${line}`);
      const what = `bus "${name}"`;
      if (user === undefined) this.users.set(`${line}`, what);
      else if (user !== what) this.problems.add(at, `its pin ${line} is used by ${user} already`);
    }
  }

  /** Two parts cannot have one address on one bus. */
  checkAddress(bus: unknown, address: number, at: string): void {
    const hex = `0x${address.toString(16)}`;
    const fault = this.take(`${String(bus)} ${address}`, at, `address ${address} (${hex})`);
    if (fault !== undefined) this.problems.add(at, fault);
  }

  private take(what: string, at: string, name: string): string | undefined {
    const user = this.users.get(what);
    if (user !== undefined) return `${name} is used by ${user} already`;
    this.users.set(what, at);
    return undefined;
  }

  private named<T>(table: Readonly<Record<string, T>>, name: unknown): T | undefined {
    return typeof name === "string" && Object.hasOwn(table, name) ? table[name] : undefined;
  }
}

function names(table: object): string[] {
  return Object.keys(table);
}
