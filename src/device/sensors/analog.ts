/** A sensor whose voltage the board's analog converter reads. */
import type { Analog } from "../../board.js";
import { type FromSchema, freeze } from "../../protocol/schema.js";
import { places } from "../places.js";
import { sensorKind } from "../sensor-kind.js";
import type { Source } from "../source.js";

/** Of what the converter reads, as a part of its range, 0 to 1. */
const curve = freeze({
  anyOf: [
    {
      type: "object",
      properties: {
        kind: { const: "linear", description: "from `zero` at 0 to `full` at 1" },
        zero: { type: "number" },
        full: { type: "number" },
      },
      required: ["kind", "zero", "full"],
    },
    {
      type: "object",
      properties: {
        kind: { const: "logarithmic", description: "10 ** (decades * part) - 1: a logarithmic photometer" },
        decades: { type: "number", minimum: 0.1, maximum: 12 },
      },
      required: ["kind", "decades"],
    },
  ],
  description: "value for what the converter reads, as a part of its range",
});
export type Curve = Readonly<FromSchema<typeof curve>>;

export const analog = sensorKind({
  title: "Analog converter",
  options: freeze({
    type: "object",
    properties: { pin: places.analogPin, curve },
    required: ["pin", "curve"],
  }),
  readings: [{ key: "value", title: "Value" }],
  intervalMs: 2000,
  open: (site, { pin, curve }) => new AnalogSource(new site.board.io.Analog({ pin: site.pin(pin) }), curve),
});

class AnalogSource implements Source {
  private readonly io: Analog;
  private readonly curve: Curve;

  constructor(io: Analog, curve: Curve) {
    this.io = io;
    this.curve = curve;
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
