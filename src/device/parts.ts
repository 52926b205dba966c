/**
 * All that a device is made of, opened from its definition: sensors and actuators. What names a pin or bus that this
 * board does not have, or cannot be opened, is left out and logged, so that one definition serves several boards.
 */
import type { Board } from "../board.js";
import type { Actuator } from "./actuator-kind.js";
import { actuatorKinds } from "./actuator-kinds.js";
import type { ActuatorDefinition, DeviceDefinition, PinReference, SensorDefinition } from "./definition.js";
import { readingsMaximum } from "./readings.js";
import type { Reporter } from "./reporter.js";
import { Sensor } from "./sensor.js";
import { nameOf } from "./sensor-kind.js";
import { sensorKinds } from "./sensor-kinds.js";
import type { Site } from "./source.js";

export class Parts implements Site {
  readonly sensors: Sensor[] = [];
  readonly actuators: Actuator[] = [];
  readonly board: Board;
  readonly wake: () => void;
  readonly reporter: Reporter;
  private readonly values = new Float64Array(readingsMaximum);

  constructor(board: Board, definition: DeviceDefinition, reporter: Reporter, now: number, wake: () => void) {
    this.board = board;
    this.reporter = reporter;
    this.wake = wake;
    for (const actuator of definition.actuators) this.addActuator(actuator, now);
    for (const sensor of definition.sensors) this.addSensor(sensor, now);
    for (const { name, unit } of board.sensor) {
      this.addSensor({ kind: "host", sensor: name, readings: { value: { name, unit } } }, now);
    }
  }

  private addActuator(definition: ActuatorDefinition, now: number): void {
    const kind = actuatorKinds[definition.kind];
    try {
      if (kind === undefined) throw new Error(`no kind ${definition.kind}`);
      this.actuators.push(kind.open(this, definition, definition));
    } catch (error) {
      this.unavailable(definition.name, error, now);
    }
  }

  private addSensor(definition: SensorDefinition, now: number): void {
    const kind = sensorKinds[definition.kind];
    try {
      if (kind === undefined) throw new Error(`no kind ${definition.kind}`);
      this.refuseAbsent(definition);
      this.sensors.push(new Sensor(kind, definition, this, now));
    } catch (error) {
      this.unavailable(kind === undefined ? definition.kind : nameOf(kind, definition), error, now);
    }
  }

  /** Throws when the board lacks what the sensor is wired to: it would be tried for ever. */
  private refuseAbsent({ pin, bus }: SensorDefinition): void {
    if (pin !== undefined) this.pin(pin as PinReference);
    if (bus !== undefined) this.bus(bus as string);
  }

  private unavailable(name: string, error: unknown, now: number): void {
    this.reporter.log.write("warn", "part.unavailable", `${name}: ${(error as Error).message}`, now);
  }

  pin(pin: PinReference): number {
    const number = typeof pin === "number" ? pin : this.board.pin[pin];
    if (number === undefined) throw new Error(`no pin ${pin}`);
    return number;
  }

  bus(name: string): Board["I2C"][string] {
    const bus = this.board.I2C[name];
    if (bus === undefined) throw new Error(`no bus ${name}`);
    return bus;
  }

  findActuator(name: string): Actuator | undefined {
    for (const actuator of this.actuators) if (actuator.definition.name === name) return actuator;
    return undefined;
  }

  /** monotonic ms; when to call advance() */
  get deadline(): number {
    let deadline = Number.POSITIVE_INFINITY;
    for (const sensor of this.sensors) if (sensor.deadline < deadline) deadline = sensor.deadline;
    for (const actuator of this.actuators) {
      const own = actuator.deadline;
      if (own !== undefined && own < deadline) deadline = own;
    }
    return deadline;
  }

  advance(now: number): void {
    for (const sensor of this.sensors) sensor.advance(now, this.values);
    for (const actuator of this.actuators) {
      if (actuator.deadline !== undefined && actuator.deadline <= now) actuator.advance?.(now);
    }
  }

  /** Tells the state of every actuator, as after a start. */
  report(now: number): void {
    for (const actuator of this.actuators) this.reportOne(actuator, now);
  }

  reportOne({ definition, value }: Actuator, now: number): void {
    const unit = actuatorKinds[definition.kind]?.unit;
    this.reporter.state(definition.name, unit, value, now);
  }

  close(now: number): void {
    for (const sensor of this.sensors) sensor.close();
    for (const actuator of this.actuators) {
      try {
        actuator.close();
      } catch (error) {
        this.unavailable(actuator.definition.name, error, now);
      }
    }
  }
}
