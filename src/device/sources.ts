/** Where readings come from: our drivers, the analog converter, the host's own sensors. */
import type { Analog, Board, HostSensor, HostSensorPlace } from "../board.js";
import SHT4x from "../drivers/sht4x.js";
import type { Curve, SensorDefinition } from "./definition.js";
import type { Source } from "./sensor.js";

/** What a source can be made of. */
export type SourceDefinition = Exclude<SensorDefinition, { kind: "contact" }> | HostSensorPlace;

/** Throws what the board throws. */
export function openSource(board: Board, definition: SourceDefinition): Source {
  if (!("kind" in definition)) return new HostSource(definition);
  return definition.kind === "sht4x" ? new SHT4xSource(board, definition) : new AnalogSource(board, definition);
}

type Definition<K extends SensorDefinition["kind"]> = Extract<SensorDefinition, { kind: K }>;

class SHT4xSource implements Source {
  private readonly driver: SHT4x;

  constructor(board: Board, definition: Definition<"sht4x">) {
    const bus = board.I2C[definition.bus];
    if (bus === undefined) throw new Error(`no bus ${definition.bus}`);
    const { address } = definition;
    this.driver = new SHT4x({ sensor: address === undefined ? bus : { ...bus, address } });
  }

  start(): number | string {
    return this.driver.start() ? this.driver.conversionMs : (this.driver.fault ?? "no-answer");
  }

  read(values: Float64Array): number | string | undefined {
    const sample = this.driver.sample();
    if (sample === undefined) return this.driver.fault === "not-ready" ? this.driver.conversionMs : this.driver.fault;
    values[0] = sample.thermometer.temperature;
    values[1] = sample.hygrometer.humidity;
    return undefined;
  }

  close(): void {
    this.driver.close();
  }
}

class AnalogSource implements Source {
  private readonly io: Analog;
  private readonly curve: Curve;

  constructor(board: Board, definition: Definition<"analog">) {
    const pin = board.pin[definition.pin];
    if (pin === undefined) throw new Error(`no pin ${definition.pin}`);
    this.io = new board.io.Analog({ pin });
    this.curve = definition.curve;
  }

  start(): number {
    return 0;
  }

  read(values: Float64Array): string | undefined {
    let raw: number;
    try {
      raw = this.io.read();
    } catch {
      return "no-answer";
    }
    values[0] = applyCurve(this.curve, raw / (2 ** this.io.resolution - 1));
    return undefined;
  }

  close(): void {
    this.io.close();
  }
}

/** part: 0 to 1 */
export function applyCurve(curve: Curve, part: number): number {
  if (curve.kind === "linear") return curve.zero + (curve.full - curve.zero) * part;
  return 10 ** (curve.decades * part) - 1;
}

class HostSource implements Source {
  private readonly io: HostSensor;

  constructor(place: HostSensorPlace) {
    const { io, name: _name, unit: _unit, ...options } = place;
    this.io = new io(options);
  }

  start(): number {
    return 0;
  }

  read(values: Float64Array): string | undefined {
    let value: number | undefined;
    try {
      value = this.io.sample();
    } catch {
      return "no-answer";
    }
    if (value === undefined || !Number.isFinite(value)) return "no-reading";
    values[0] = value;
    return undefined;
  }

  close(): void {
    this.io.close();
  }
}
