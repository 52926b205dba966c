/**
 * Looks at the pins alone and holds what they show against the limits that a definition names: on-times, off-times,
 * interlocks, drive times. It knows nothing of how the firmware keeps them.
 */
import type { ActuatorDefinition, DeviceDefinition, PinReference } from "../../../src/device/definition.js";
import type { Rig } from "./rig.js";

interface Limits {
  maximumOnMs?: number;
  minimumOnMs?: number;
  minimumOffMs?: number;
}

interface Watched {
  readonly name: string;
  readonly pin: number;
  readonly isLow: boolean;
  readonly limits: Limits;
  /** Of all with the same one at most one is on. */
  readonly group: string | undefined;
  readonly delayMs: number;
  isOn: boolean;
  /** ms; when it went on or off */
  since: number;
}

interface OutputOptions extends Limits {
  pin: PinReference;
  activeLow?: boolean;
  interlock?: string;
  interlockDelayMs?: number;
}

const slack = 1e-6; // ms, for sums of fractions

export class LimitWatch {
  readonly broken: string[] = [];
  /** Times that an output went on. */
  switchedOn = 0;
  private readonly rig: Rig;
  private readonly outputs: Watched[] = [];
  private isPaused = false;

  constructor(rig: Rig, definition: DeviceDefinition) {
    this.rig = rig;
    for (const actuator of definition.actuators) this.add(actuator);
    rig.virtual.hardware.pins.onOutput((pin, value) => this.change(pin, value));
  }

  private add(actuator: ActuatorDefinition): void {
    const { kind, name } = actuator;
    const options = actuator as unknown as Record<string, OutputOptions | undefined> &
      Record<string, number | undefined>;
    if (kind === "switch" || kind === "light") this.watch(name, actuator as unknown as OutputOptions);
    if (kind === "lock") {
      const restMs = (options["restMs"] as number | undefined) ?? 100;
      const limits = { maximumOnMs: options["driveMs"] as number, minimumOffMs: restMs };
      for (const key of ["lock", "unlock"]) {
        const own = options[key] as OutputOptions | undefined;
        if (own !== undefined) this.watch(`${name} ${key}`, { ...own, ...limits }, `lock ${name}`, restMs);
      }
    }
    if (kind === "climate") {
      const delayMs = (options["changeoverMs"] as number | undefined) ?? 0;
      for (const key of ["heat", "cool"]) {
        const own = options[key] as OutputOptions | undefined;
        if (own !== undefined) this.watch(`${name} ${key}`, own, `climate ${name}`, delayMs);
      }
    }
  }

  private watch(
    name: string,
    options: OutputOptions,
    group = options.interlock,
    delayMs = options.interlockDelayMs,
  ): void {
    const pin = typeof options.pin === "number" ? options.pin : (this.rig.virtual.board.pin[options.pin] ?? -1);
    const { activeLow: isLow = false } = options;
    this.outputs.push({
      name,
      pin,
      isLow,
      limits: options,
      group,
      delayMs: delayMs ?? 0,
      isOn: false,
      since: this.rig.now,
    });
  }

  private change(pin: number, value: number): void {
    if (this.isPaused) return;
    for (const output of this.outputs) {
      if (output.pin !== pin) continue;
      if (!(value >= 0 && value <= 1)) this.tell(output, `shows ${value}`);
      const isOn = output.isLow ? value === 0 : value > 0;
      if (isOn !== output.isOn) this.turn(output, isOn);
    }
  }

  private turn(output: Watched, isOn: boolean): void {
    const { now } = this.rig;
    const { minimumOnMs = 0, minimumOffMs = 0 } = output.limits;
    const spent = now - output.since + slack;
    if (isOn && spent < minimumOffMs) this.tell(output, `was off for ${spent} ms alone`);
    if (!isOn && spent < minimumOnMs) this.tell(output, `was on for ${spent} ms alone`);
    this.checkOnTime(output);
    output.isOn = isOn;
    output.since = now;
    if (!isOn) return;
    this.switchedOn++;
    for (const other of this.outputs) {
      if (other === output || other.group === undefined || other.group !== output.group) continue;
      const delayMs = Math.max(other.delayMs, output.delayMs);
      if (other.isOn) this.tell(output, `is on together with ${other.name}`);
      else if (now - other.since + slack < delayMs) this.tell(output, `followed ${other.name} too soon`);
    }
  }

  private checkOnTime(output: Watched): void {
    const spent = this.rig.now - output.since;
    const { maximumOnMs = Number.POSITIVE_INFINITY } = output.limits;
    if (output.isOn && spent > maximumOnMs + slack) this.tell(output, `was on for ${spent} ms`);
  }

  /** After time has passed. */
  check(): void {
    for (const output of this.outputs) this.checkOnTime(output);
  }

  /** The board starts anew: its outputs are off, and what was is forgotten. */
  restart(isOrderly: boolean): void {
    this.isPaused = true;
    for (const output of this.outputs) {
      output.isOn = false;
      output.since = this.rig.now;
    }
    this.rig.restart(isOrderly, () => {
      this.isPaused = false;
    });
  }

  private tell(output: Watched, what: string): void {
    this.broken.push(`${this.rig.now}: ${output.name} ${what}`);
  }
}
