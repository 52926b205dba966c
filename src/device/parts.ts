/**
 * All that a device is made of, opened from its definition: sensors and actuators. What names a pin or bus that this
 * board does not have, or cannot be opened, is left out and logged, so that one definition serves several boards.
 */
import type { Board } from "../board/board.js";
import type { Actuator, ActuatorSite } from "./actuator-kind.js";
import { Actuators } from "./actuators/actuators.js";
import { Interlock } from "./actuators/interlock.js";
import { isSame } from "./configure/is-same.js";
import type { ActuatorDefinition, DeviceDefinition, PinReference, SensorDefinition } from "./definition.js";
import { Jitter } from "./jitter.js";
import type { Kinds } from "./kinds.js";
import { valuesLength } from "./readings.js";
import type { Latest, Reporter } from "./reporter.js";
import type { RuleOptions } from "./rules/rule-options.js";
import { Rules } from "./rules/rules.js";
import { Sensor } from "./sensor.js";
import { nameOf } from "./sensor-kind.js";
import { thrownText } from "./thrown.js";

export class Parts implements ActuatorSite {
  readonly sensors: Sensor[] = [];
  readonly actuators: Actuators;
  readonly board: Board;
  readonly wake: () => void;
  readonly kinds: Kinds;
  readonly reporter: Reporter;
  /** undefined: there are none */
  rules: Rules | undefined;
  /** Of the device's own settings; empty: as the description says. */
  private ownTimeZone = "";
  private timeZone: string | undefined;
  sampleScale = 1;
  readonly jitter = new Jitter();
  private interlocks: Interlock[] = [];
  private readonly values = new Float64Array(valuesLength);

  constructor(
    board: Board,
    kinds: Kinds,
    definition: DeviceDefinition,
    reporter: Reporter,
    now: number,
    wake: () => void,
    isSafe = false,
  ) {
    this.board = board;
    this.kinds = kinds;
    this.reporter = reporter;
    this.wake = wake;
    this.actuators = new Actuators(this, now);
    for (const actuator of definition.actuators) this.addActuator(actuator, now);
    if (!isSafe) this.addRules(definition, now);
    this.actuators.start(isSafe, now);
    if (isSafe) return;
    for (const sensor of definition.sensors) this.addSensor(sensor, now);
    this.addHostSensors(now);
  }

  private addHostSensors(now: number): void {
    for (const { name, unit } of this.board.sensor) {
      const title = name.slice(0, 1).toUpperCase() + name.slice(1);
      this.addSensor({ kind: "host", sensor: name, readings: { value: { name, title, unit } } }, now);
    }
  }

  /** Another definition: what is in both goes on as it is, the rest is closed, or opened. It was checked. */
  replace(definition: DeviceDefinition, now: number): void {
    const before = this.sensors.splice(0);
    const kept = definition.sensors.map((wanted) => before.find((sensor) => isSame(sensor.definition, wanted)));
    for (const sensor of before) if (!kept.includes(sensor)) sensor.close();
    const { rules } = this;
    this.rules = this.reporter.listener = undefined;
    this.actuators.replace(definition.actuators, now, ({ name }, error) => this.unavailable(name, error, now));
    for (let i = 0; i < definition.sensors.length; i++) {
      const sensor = kept[i];
      if (sensor !== undefined) this.sensors.push(sensor);
      else this.addSensor(definition.sensors[i] as SensorDefinition, now);
    }
    this.addHostSensors(now);
    this.addRules(definition, now);
    // What was replaced is let go of: what it followed, and interlocks that nobody names any more.
    rules?.close();
    this.reporter.sweep();
    this.interlocks = this.interlocks.filter(({ name }) =>
      definition.actuators.some(({ interlock }) => interlock === name),
    );
    // New rules and parts know nothing yet of what goes on as it is.
    for (const sensor of kept) sensor?.lookAgain(now);
    if (this.rules !== undefined) this.actuators.tellAll(now);
  }

  private addActuator(definition: ActuatorDefinition, now: number): void {
    try {
      this.actuators.open(definition);
    } catch (error) {
      this.unavailable(definition.name, error, now);
    }
  }

  /** Of the device's own settings; empty: as the description says. It was checked. */
  setTimeZone(timeZone: string): void {
    this.ownTimeZone = timeZone;
    this.rules?.setTimeZone(timeZone === "" ? this.timeZone : timeZone);
  }

  private addRules({ rules = [], timeZone }: DeviceDefinition, now: number): void {
    if (rules.length === 0) return;
    this.timeZone = timeZone;
    try {
      const zone = this.ownTimeZone === "" ? timeZone : this.ownTimeZone;
      this.rules = new Rules(rules as unknown as readonly RuleOptions[], this, zone, now);
    } catch (error) {
      this.unavailable("rules", error, now);
    }
  }

  private addSensor(definition: SensorDefinition, now: number): void {
    const kind = this.kinds.sensor(definition.kind);
    try {
      if (kind === undefined) throw new Error(`no kind ${definition.kind}`);
      this.sensors.push(new Sensor(kind, definition, this, now));
    } catch (error) {
      this.unavailable(kind === undefined ? definition.kind : nameOf(kind, definition), error, now);
    }
  }

  private unavailable(name: string, error: unknown, now: number): void {
    this.reporter.log.write("warn", "part.unavailable", `${name}: ${thrownText(error)}`, now);
  }

  pin(pin: PinReference): number {
    const number = typeof pin === "number" ? pin : this.board.pin[pin];
    if (number === undefined) throw new Error(`no pin ${pin}`);
    return number;
  }

  /** The contact on the pin of that name; undefined: nothing watches it. */
  contact(pin: string): Sensor | undefined {
    const number = this.board.pin[pin];
    for (const sensor of this.sensors) {
      const wired = sensor.definition["pin"];
      if (sensor.definition.kind === "contact" && (wired === pin || (wired !== undefined && wired === number)))
        return sensor;
    }
    return undefined;
  }

  bus(name: string): Board["I2C"][string] {
    const bus = this.board.I2C[name];
    if (bus === undefined) throw new Error(`no bus ${name}`);
    return bus;
  }

  watch(name: string): Latest {
    return this.reporter.watch(name, this.board.clock.now());
  }

  interlock(name: string): Interlock {
    for (const interlock of this.interlocks) if (interlock.name === name) return interlock;
    const interlock = new Interlock(name, this.board.clock.now());
    this.interlocks.push(interlock);
    return interlock;
  }

  findActuator(name: string): Actuator | undefined {
    return this.actuators.find(name);
  }

  /** monotonic ms; when to call advance() */
  get deadline(): number {
    let { deadline } = this.actuators;
    for (const sensor of this.sensors) if (sensor.deadline < deadline) deadline = sensor.deadline;
    return this.rules === undefined ? deadline : Math.min(deadline, this.rules.deadline);
  }

  /** isOnline: the cloud is there. */
  advance(isOnline: boolean, now: number): void {
    for (const sensor of this.sensors) sensor.advance(now, this.values);
    this.actuators.advance(isOnline, now);
    this.rules?.advance(now);
  }

  close(now: number): void {
    for (const sensor of this.sensors) sensor.close();
    this.actuators.close(now);
  }
}
