/**
 * Curves of analog sensors: the value for what the converter reads, as a part of its range, 0 to 1.
 *
 * A thermistor (NTC) divides the converter's reference with a resistor: r = series * part / (1 - part) when it lies at
 * ground, series * (1 - part) / part at the supply. From r by the Beta formula, 1/T = 1/T0 + ln(r / r0) / beta, good to
 * some 0.5 K near T0; or by Steinhart and Hart (Deep-Sea Research 15, 1968), 1/T = a + b ln r + c (ln r)^3, good to
 * 0.02 K over the range of its three points.
 */
import { type FromSchema, freeze } from "../../protocol/schema.js";
import { interpolate } from "../filters/calibrate.js";

const divider = {
  seriesOhms: { type: "number", minimum: 1, maximum: 1e7, description: "ohm of the resistor beside it; default 10000" },
  side: { enum: ["ground", "supply"], description: "where the thermistor lies; default ground" },
} as const;

export const curve = freeze({
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
        kind: { const: "points", description: "straight lines through points [part, value], and beyond them" },
        points: {
          type: "array",
          items: { type: "array", items: { type: "number" }, minItems: 2, maxItems: 2 },
          minItems: 2,
          maxItems: 16,
          description: "the parts rise",
        },
      },
      required: ["kind", "points"],
    },
    {
      type: "object",
      properties: {
        kind: { const: "logarithmic", description: "10 ** (decades * part) - 1: a logarithmic photometer" },
        decades: { type: "number", minimum: 0.1, maximum: 12 },
      },
      required: ["kind", "decades"],
    },
    {
      type: "object",
      properties: {
        kind: { const: "beta", description: "thermistor by its Beta, in degrees Celsius" },
        beta: { type: "number", minimum: 500, maximum: 10000, description: "K" },
        nominalOhms: { type: "number", minimum: 1, maximum: 1e7, description: "ohm at 25 Cel; default 10000" },
        ...divider,
      },
      required: ["kind", "beta"],
    },
    {
      type: "object",
      properties: {
        kind: { const: "steinhart-hart", description: "thermistor by its three coefficients, in degrees Celsius" },
        a: { type: "number" },
        b: { type: "number" },
        c: { type: "number" },
        ...divider,
      },
      required: ["kind", "a", "b", "c"],
    },
  ],
  description: "value for what the converter reads, as a part of its range",
});
export type Curve = Readonly<FromSchema<typeof curve>>;

const kelvin = 273.15;
const nominal = 25 + kelvin; // K at which nominalOhms holds

/** part: 0 to 1. NaN: the curve has no value there, as of a thermistor that is broken or shorted. */
export function applyCurve(curve: Curve, part: number): number {
  switch (curve.kind) {
    case "linear":
      return curve.zero + (curve.full - curve.zero) * part;
    case "points":
      return interpolate(curve.points, part);
    case "logarithmic":
      return 10 ** (curve.decades * part) - 1;
    case "beta": {
      const { beta, nominalOhms = 10000 } = curve;
      return celsius(1 / nominal + Math.log(ohms(curve, part) / nominalOhms) / beta);
    }
    case "steinhart-hart": {
      const log = Math.log(ohms(curve, part));
      return celsius(curve.a + curve.b * log + curve.c * log * log * log);
    }
  }
}

interface Divider {
  seriesOhms?: number;
  side?: "ground" | "supply";
}

/** Infinity or 0 at the ends: a wire is broken, or two touch. */
function ohms({ seriesOhms = 10000, side = "ground" }: Divider, part: number): number {
  return side === "ground" ? (seriesOhms * part) / (1 - part) : (seriesOhms * (1 - part)) / part;
}

/** NaN for what no thermistor measures. */
function celsius(inverse: number): number {
  const temperature = 1 / inverse - kelvin;
  return temperature > -100 && temperature < 400 ? temperature : Number.NaN;
}
