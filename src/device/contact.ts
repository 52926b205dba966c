/**
 * A button or contact on a digital input: true while it is active. It reports when it changes, after it has stood still
 * for a moment, and once at the start.
 */
import type { Board, Digital } from "../board.js";
import type { SensorDefinition } from "./definition.js";
import { deviceLimits } from "./limits.js";
import type { Sinks } from "./sensor.js";

export type ContactDefinition = Extract<SensorDefinition, { kind: "contact" }>;

export class Contact {
  readonly definition: ContactDefinition;
  /** monotonic ms; when to call advance() */
  deadline: number;
  value: boolean | undefined;
  /** undefined: it works */
  fault: string | undefined;
  private readonly sinks: Sinks;
  private readonly io: Digital;
  private hasMoved = false;

  /** Throws what the board throws for the pin. wake: the input has changed, advance() is to be called. */
  constructor(board: Board, definition: ContactDefinition, pin: number, sinks: Sinks, now: number, wake: () => void) {
    this.definition = definition;
    this.sinks = sinks;
    this.deadline = now;
    this.io = new board.io.Digital({
      pin,
      mode: definition.mode,
      activeLow: definition.activeLow,
      onReadable: () => {
        this.hasMoved = true;
        wake();
      },
    });
  }

  advance(now: number): void {
    if (this.hasMoved) {
      this.hasMoved = false;
      this.deadline = now + (this.definition.debounceMs ?? deviceLimits.debounceMs);
    }
    if (now < this.deadline) return;
    this.deadline = Number.POSITIVE_INFINITY;
    const value = this.read(now);
    if (value === undefined || value === this.value) return;
    const isFirst = this.value === undefined;
    this.value = value;
    const { name, events } = this.definition;
    const { outbox } = this.sinks;
    outbox.addMeasurement("state", name, undefined, value, now);
    if (!isFirst && events !== undefined) outbox.addEvent(value ? events.active : events.inactive, { name }, now);
  }

  /** undefined: the pin cannot be read; told once, tried again, and its return is told too. */
  private read(now: number): boolean | undefined {
    const { name } = this.definition;
    const { outbox, log } = this.sinks;
    let value: boolean;
    try {
      value = this.io.read() === 1;
    } catch (error) {
      this.deadline = now + deviceLimits.contactRetryMs;
      if (this.fault !== undefined) return undefined;
      this.fault = "no-answer";
      outbox.addEvent("sensor.fault", { name, fault: this.fault }, now);
      log.write("warn", "sensor.fault", `${name}: ${(error as Error).message}`, now);
      return undefined;
    }
    if (this.fault !== undefined) {
      this.fault = undefined;
      outbox.addEvent("sensor.healed", { name }, now);
      log.write("info", "sensor.healed", name, now);
    }
    return value;
  }

  close(): void {
    this.io.close();
  }
}
