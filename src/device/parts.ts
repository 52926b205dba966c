/**
 * All that a device is made of, opened from its definition: sensors, contacts, actuators. What names a pin or bus that
 * this board does not have, or cannot be opened, is left out and logged, so that one definition serves several boards.
 */
import type { Board } from "../board.js";
import { type Actuator, openActuator } from "./actuators.js";
import { Contact } from "./contact.js";
import type { DeviceDefinition, ReadingDefinition, SensorDefinition } from "./definition.js";
import { deviceLimits } from "./limits.js";
import { readingsMaximum, Sensor, type Sinks, type Source } from "./sensor.js";
import { openSource, type SourceDefinition } from "./sources.js";

export class Parts {
  readonly sensors: Sensor<SourceDefinition>[] = [];
  readonly contacts: Contact[] = [];
  readonly actuators: Actuator[] = [];
  private readonly board: Board;
  private readonly sinks: Sinks;
  private readonly values = new Float64Array(readingsMaximum);

  constructor(board: Board, definition: DeviceDefinition, sinks: Sinks, now: number, wake: () => void) {
    this.board = board;
    this.sinks = sinks;
    for (const actuator of definition.actuators) {
      const pin = this.pin(actuator.name, actuator.pin, now);
      if (pin === undefined) continue;
      this.attempt(actuator.name, now, () => this.actuators.push(openActuator(board, actuator, pin)));
    }
    for (const sensor of definition.sensors) this.addSensor(sensor, now, wake);
    for (const place of board.sensor) {
      const reading: ReadingDefinition = { name: place.name, unit: place.unit, decimals: 3 };
      this.sensors.push(new Sensor([reading], deviceLimits.hostSensorMs, place, this, sinks, now));
    }
  }

  private addSensor(definition: SensorDefinition, now: number, wake: () => void): void {
    const board = this.board;
    const sinks = this.sinks;
    if (definition.kind === "sht4x") {
      const { temperature, humidity, intervalMs } = definition;
      if (board.I2C[definition.bus] === undefined) {
        sinks.log.write("warn", "sensor.unavailable", `${temperature.name}: no bus ${definition.bus}`, now);
        return;
      }
      this.sensors.push(new Sensor([temperature, humidity], intervalMs, definition, this, sinks, now));
      return;
    }
    const name = definition.kind === "contact" ? definition.name : definition.reading.name;
    const pin = this.pin(name, definition.pin, now);
    if (pin === undefined) return;
    if (definition.kind === "contact") {
      this.attempt(name, now, () => this.contacts.push(new Contact(board, definition, pin, sinks, now, wake)));
      return;
    }
    this.sensors.push(new Sensor([definition.reading], definition.intervalMs, definition, this, sinks, now));
  }

  /** For the sensors, when they begin or try again. */
  open(definition: SourceDefinition): Source {
    return openSource(this.board, definition);
  }

  private pin(name: string, pin: string, now: number): number | undefined {
    const number = this.board.pin[pin];
    if (number === undefined) this.sinks.log.write("warn", "part.unavailable", `${name}: no pin ${pin}`, now);
    return number;
  }

  /** What the board throws for one part concerns that part alone. */
  private attempt(name: string, now: number, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.sinks.log.write("error", "part.unavailable", `${name}: ${(error as Error).message}`, now);
    }
  }

  findActuator(name: string): Actuator | undefined {
    for (const actuator of this.actuators) if (actuator.definition.name === name) return actuator;
    return undefined;
  }

  /** monotonic ms; when to call advance() */
  get deadline(): number {
    let deadline = Number.POSITIVE_INFINITY;
    for (const sensor of this.sensors) if (sensor.deadline < deadline) deadline = sensor.deadline;
    for (const contact of this.contacts) if (contact.deadline < deadline) deadline = contact.deadline;
    return deadline;
  }

  advance(now: number): void {
    for (const contact of this.contacts) contact.advance(now);
    for (const sensor of this.sensors) sensor.advance(now, this.values);
  }

  /** Tells the state of every actuator, as after a start. */
  report(now: number): void {
    for (const actuator of this.actuators) this.reportOne(actuator, now);
  }

  reportOne({ definition, value }: Actuator, now: number): void {
    // "/" is SenML's unit for a part of one.
    const unit = definition.kind === "light" ? "/" : undefined;
    this.sinks.outbox.addMeasurement("state", definition.name, unit, value, now);
  }

  close(now: number): void {
    for (const sensor of this.sensors) sensor.close();
    for (const part of [...this.contacts, ...this.actuators]) {
      this.attempt(part.definition.name, now, () => part.close());
    }
  }
}
