/**
 * A sensor whose voltage the board's analog converter reads: a light sensor, a thermistor, a moisture probe.
 *
 * Quality: limited when the converter stood at an end of its range (ECMA-419 Analog: 0, or all bits of its resolution), of
 * several reads of a sample any one: the voltage may lie beyond (an ESP32's range begins at some 0.1 V: its datasheet, "ADC
 * Characteristics"). Where a curve has no value there (a thermistor whose wire is broken) it is a fault.
 */
import type { Analog } from "../../board/io.js";
import { freeze } from "../../protocol/schema.js";
import { qualityCodes } from "../../protocol/senml.js";
import { isRising } from "../filters/calibrate.js";
import { places } from "../places.js";
import { readingsMaximum } from "../readings.js";
import { sensorKind } from "../sensor-kind.js";
import type { Source } from "../source.js";
import { applyCurve, type Curve, curve } from "./curves.js";

// reads in a row; one takes some 0.1 ms, and nothing else happens meanwhile
const oversamplingMaximum = 16;

interface AnalogOptions {
  readonly curve: Curve;
  readonly oversampling?: number | undefined;
}

export const analog = sensorKind({
  title: "Analog converter",
  options: freeze({
    type: "object",
    properties: {
      pin: places.analogPin,
      curve,
      oversampling: {
        type: "integer",
        minimum: 1,
        maximum: oversamplingMaximum,
        description: "reads in a row whose mean is one sample; default 1",
      },
    },
    required: ["pin", "curve"],
  }),
  readings: [{ key: "value", title: "Value" }],
  intervalMs: 2000,
  check: ({ curve }) =>
    curve.kind === "points" && !isRising(curve.points) ? { at: "curve.points", reason: "do not rise" } : undefined,
  open: (site, options) => new AnalogSource(new site.board.io.Analog({ pin: site.pin(options.pin) }), options),
});

class AnalogSource implements Source {
  private readonly io: Analog;
  private readonly options: AnalogOptions;

  constructor(io: Analog, options: AnalogOptions) {
    this.io = io;
    this.options = options;
  }

  start(): number {
    return 0;
  }

  read(values: Float64Array): string | undefined {
    const io = this.io;
    const { curve, oversampling = 1 } = this.options;
    const full = 2 ** io.resolution - 1;
    let sum = 0;
    let isLimited = false;
    try {
      for (let i = 0; i < oversampling; i++) {
        const count = io.read();
        if (count <= 0 || count >= full) isLimited = true;
        sum += count;
      }
    } catch {
      return "no-answer";
    }
    const value = applyCurve(curve, sum / oversampling / full);
    if (!Number.isFinite(value)) return "out-of-range";
    values[0] = value;
    if (isLimited) values[readingsMaximum] = qualityCodes.limited;
    return undefined;
  }

  close(): void {
    this.io.close();
  }
}
