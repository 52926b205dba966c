/**
 * Shows which board it is: the board's own LED (pin "led") blinks, or the lamp, and is as it was when that is over.
 * Whoever sets the lamp meanwhile has it.
 */
import type { Digital } from "../../board/io.js";
import type { JsonWriter } from "../../protocol/json-writer.js";
import type { RecordValue } from "../../protocol/senml.js";
import type { Actuator } from "../actuator-kind.js";
import type { Device } from "../device.js";
import { deviceLimits } from "../limits.js";
import type { Job } from "./command.js";

/** The lamp to blink with: undefined: this device has none. */
export function findLamp(device: Device): Actuator | "led" | undefined {
  const { parts } = device;
  for (const actuator of parts.actuators.all) if (actuator.definition["pin"] === "led") return actuator;
  if (parts.board.pin["led"] !== undefined) return "led";
  if (device.isSafe) return undefined; // what a lamp is wired to stays in its safe state
  for (const actuator of parts.actuators.all) if (actuator.definition.kind === "light") return actuator;
  return undefined;
}

export class Identify implements Job {
  deadline: number;
  done = 0;
  readonly of: number;
  private readonly lamp: Actuator | undefined;
  private readonly led: Digital | undefined;
  private readonly startedAt: number;
  private readonly before: RecordValue | undefined;
  private isOn = false;
  /** Its own doing: another value is somebody else's. */
  private shown: RecordValue | undefined;

  /** Throws what the board throws for the pin. */
  constructor(device: Device, lamp: Actuator | "led", seconds: number, now: number) {
    this.of = seconds;
    this.startedAt = this.deadline = now;
    if (lamp === "led") {
      const { board } = device.parts;
      this.led = new board.io.Digital({ pin: board.pin["led"] ?? 0, mode: "output", initialValue: 0 });
    } else {
      this.lamp = lamp;
      this.before = this.shown = lamp.value;
      this.isOn = lamp.value === true || (typeof lamp.value === "number" && lamp.value > 0.5);
    }
  }

  advance(now: number): boolean {
    this.done = Math.min(Math.floor((now - this.startedAt) / 1000), this.of);
    if (now - this.startedAt >= this.of * 1000 || this.isTaken) return true;
    this.deadline = now + deviceLimits.blinkMs;
    this.isOn = !this.isOn;
    this.led?.write(this.isOn ? 1 : 0);
    if (this.lamp !== undefined) this.show(typeof this.before === "number" ? Number(this.isOn) : this.isOn, now);
    return false;
  }

  /** Somebody has set the lamp. */
  private get isTaken(): boolean {
    return this.lamp !== undefined && this.lamp.value !== this.shown;
  }

  /** Not told: it is no change of what the lamp stands for. */
  private show(value: RecordValue, now: number): void {
    const { lamp } = this;
    if (lamp === undefined) return;
    const { isChanged } = lamp;
    lamp.set(value, now, "", 0);
    if (isChanged !== undefined) lamp.isChanged = isChanged;
    this.shown = lamp.value;
  }

  conclude(result: JsonWriter): undefined {
    result.raw('{"seconds":').number(this.of).raw("}");
  }

  close(now: number): void {
    this.led?.close();
    if (this.before !== undefined && !this.isTaken) this.show(this.before, now);
  }
}
