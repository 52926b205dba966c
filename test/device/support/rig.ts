/** The parts of a device on a virtual board, without a link: what they tell is kept, time stands until a test moves it. */

import type { DeviceDefinition } from "../../../src/device/definition.js";
import { Kinds } from "../../../src/device/kinds.js";
import { Parts } from "../../../src/device/parts.js";
import { Reporter } from "../../../src/device/reporter.js";
import type { RecordValue } from "../../../src/protocol/senml.js";
import type { Outbox } from "../../../src/session/outbox.js";
import { VirtualBoard } from "../../support/virtual-board.js";
import { VirtualClock } from "../../support/virtual-clock.js";
import { VirtualNetwork } from "../../support/virtual-network.js";

export interface Told {
  name: string;
  value: RecordValue;
}

export class Rig {
  readonly clock = new VirtualClock();
  readonly virtual: VirtualBoard;
  /** Measurements with the priority "state", in order. */
  readonly states: Told[] = [];
  readonly events: { name: string; data: unknown }[] = [];
  readonly lines: string[] = [];
  parts: Parts;
  isOnline = true;
  isSafe = false;
  private readonly definition: DeviceDefinition;

  constructor(definition: Partial<DeviceDefinition>, keyValue: Record<string, string> = {}) {
    this.definition = { sensors: [], actuators: [], ...definition };
    this.virtual = new VirtualBoard({ clock: this.clock, network: new VirtualNetwork(this.clock) });
    const store = this.virtual.board.storage.keyValue.open({ path: "actuators" });
    for (const key in keyValue) store.write(key, keyValue[key] ?? "");
    this.parts = this.make();
  }

  private make(): Parts {
    const outbox = {
      addMeasurement: (priority: string, name: string, _unit: string | undefined, value: RecordValue) => {
        if (priority === "state") this.states.push({ name, value });
      },
      addEvent: (name: string, data: unknown) => this.events.push({ name, data }),
    };
    const log = {
      write: (level: string, code: string, text?: string) => void this.lines.push(`${level} ${code}: ${text}`),
    };
    const reporter = new Reporter(outbox as unknown as Outbox, log, this.clock.nowMs);
    return new Parts(
      this.virtual.board,
      new Kinds({}),
      this.definition,
      reporter,
      this.clock.nowMs,
      () => {},
      this.isSafe,
    );
  }

  get now(): number {
    return this.clock.nowMs;
  }

  /** The board starts anew; what is stored stays. isOrderly: the firmware has closed its parts before. onReset: it is off. */
  restart(isOrderly = true, onReset = () => {}): void {
    if (isOrderly) this.parts.close(this.now);
    this.virtual.hardware.reset();
    onReset();
    this.parts = this.make();
  }

  set(name: string, value: RecordValue, transitionMs?: number) {
    return this.parts.actuators.set(name, value, this.now, transitionMs);
  }

  read(name: string, value: number | boolean): void {
    if (typeof value === "number") this.parts.reporter.number(name, undefined, value, this.now);
    else this.parts.reporter.state(name, undefined, value, this.now);
    this.turn();
  }

  /** Its sensor has a fault. */
  lose(name: string): void {
    this.parts.reporter.fault(name, "no-answer", this.now);
    this.turn();
  }

  turn(): void {
    for (let i = 0; i < 50; i++) {
      this.parts.advance(this.isOnline, this.now);
      if (this.parts.deadline > this.now) return;
    }
    throw new Error(`it asks for another turn again and again at ${this.now}`);
  }

  /** Time goes on; the parts turn whenever they ask for it, and when something moves on the board. */
  run(ms: number): void {
    const end = this.now + ms;
    this.turn();
    for (let at = this.next; at <= end; at = this.next) {
      this.clock.advance(at - this.now);
      this.turn();
    }
    this.clock.advance(end - this.now);
  }

  private get next(): number {
    return Math.min(this.parts.deadline, this.clock.next);
  }

  value(name: string): RecordValue | undefined {
    return this.parts.actuators.valueOf(name);
  }

  /** What the pin shows, 0 to 1. */
  shown(pin: number): number {
    return this.virtual.hardware.pins.shown(pin) ?? 0;
  }

  /** Values told of a name so far. */
  told(name: string): RecordValue[] {
    return this.states.filter((state) => state.name === name).map(({ value }) => value);
  }

  eventNames(): string[] {
    return this.events.map(({ name }) => name);
  }

  stored(): unknown {
    const store = this.virtual.board.storage.keyValue.open({ path: "actuators" });
    const text = store.read("last");
    store.close();
    return text === undefined ? undefined : JSON.parse(text);
  }
}
