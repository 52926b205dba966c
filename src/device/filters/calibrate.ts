/**
 * Calibration: what the sensor should have said for what it says.
 *
 * calibrateLinear draws straight lines through points [read, true] and goes on beyond the outer ones; one point alone is
 * an offset. Formula: y = y0 + (x - x0) (y1 - y0) / (x1 - x0). Parameters: points, 1 to 8, their first numbers rising.
 * calibratePolynomial computes y = c0 + c1 x + c2 x^2 + ... by Horner's rule. Parameters: coefficients, 1 to 6.
 * Memory: 2 slots; the numbers stay in the definition. Latency: none. What is no number any more is a fault.
 */
import { freeze } from "../../protocol/schema.js";
import { type Filter, filterKind } from "../filter-kind.js";

const number = { type: "number", minimum: -1e12, maximum: 1e12 } as const;

export const calibrateLinear = filterKind({
  title: "Linear calibration",
  options: freeze({
    type: "object",
    properties: {
      points: {
        type: "array",
        items: { type: "array", items: number, minItems: 2, maxItems: 2 },
        minItems: 1,
        maxItems: 8,
        description: "[what is read, what is true], rising",
      },
    },
    required: ["points"],
  }),
  check: ({ points }) => (isRising(points) ? undefined : { at: "points", reason: "do not rise" }),
  make: ({ points }) => new CalibrateLinear(points),
});

export const calibratePolynomial = filterKind({
  title: "Polynomial calibration",
  options: freeze({
    type: "object",
    properties: {
      coefficients: { type: "array", items: number, minItems: 1, maxItems: 6, description: "of x^0, x^1, x^2 ..." },
    },
    required: ["coefficients"],
  }),
  make: ({ coefficients }) => new CalibratePolynomial(coefficients),
});

type Points = readonly (readonly number[])[];

export class CalibrateLinear implements Filter {
  fault: "out-of-range" | undefined;
  private readonly points: Points;

  constructor(points: Points) {
    this.points = points;
  }

  apply(value: number): number | undefined {
    const result = interpolate(this.points, value);
    this.fault = Number.isFinite(result) ? undefined : "out-of-range";
    return this.fault === undefined ? result : undefined;
  }

  reset(): void {
    this.fault = undefined;
  }
}

export class CalibratePolynomial implements Filter {
  fault: "out-of-range" | undefined;
  private readonly coefficients: readonly number[];

  constructor(coefficients: readonly number[]) {
    this.coefficients = coefficients;
  }

  apply(value: number): number | undefined {
    const coefficients = this.coefficients;
    let result = 0;
    for (let i = coefficients.length - 1; i >= 0; i--) result = result * value + (coefficients[i] ?? 0);
    this.fault = Number.isFinite(result) ? undefined : "out-of-range";
    return this.fault === undefined ? result : undefined;
  }

  reset(): void {
    this.fault = undefined;
  }
}

export function isRising(points: Points): boolean {
  for (let i = 1; i < points.length; i++) if (!((points[i]?.[0] ?? 0) > (points[i - 1]?.[0] ?? 0))) return false;
  return true;
}

/** On the straight lines through the points, and beyond them; points rise. One point: an offset. */
export function interpolate(points: Points, value: number): number {
  let i = 1;
  while (i < points.length - 1 && value > (points[i]?.[0] ?? 0)) i++;
  const [x0 = 0, y0 = 0] = points[i - 1] ?? [];
  const [x1 = x0 + 1, y1 = y0 + 1] = points[i] ?? [];
  return y0 + ((value - x0) * (y1 - y0)) / (x1 - x0);
}
