/**
 * What surrounds the board, as numbers, and a course of them over time. A new quantity of the weather is a new field
 * here and a line in each series; nothing else lists them.
 */
export interface Weather {
  /** Cel */
  temperature: number;
  /** %RH */
  humidity: number;
  /** lx */
  light: number;
  /** ppm of CO2 */
  co2: number;
  /** Pa */
  pressure: number;
}
/** What else can be measured, and is no weather: V and A of the board's own loads, W of the house (household.ts). */
export type Quantity = keyof Weather | "voltage" | "current" | "power";

/** The range that a quantity can be set to or replayed with: what the chips can meet, not what they can measure. */
export const quantities: Readonly<Record<Quantity, Readonly<{ unit: string; minimum: number; maximum: number }>>> =
  Object.freeze({
    temperature: Object.freeze({ unit: "Cel", minimum: -60, maximum: 150 }),
    humidity: Object.freeze({ unit: "%RH", minimum: 0, maximum: 100 }),
    light: Object.freeze({ unit: "lx", minimum: 0, maximum: 200000 }),
    co2: Object.freeze({ unit: "ppm", minimum: 0, maximum: 50000 }),
    pressure: Object.freeze({ unit: "Pa", minimum: 20000, maximum: 120000 }),
    voltage: Object.freeze({ unit: "V", minimum: 0, maximum: 40 }),
    current: Object.freeze({ unit: "A", minimum: -10, maximum: 10 }),
    power: Object.freeze({ unit: "W", minimum: 0, maximum: 50000 }),
  });

/** undefined: the value may stand; otherwise what is wrong with it. */
export function faultOf(quantity: Quantity, value: unknown): string | undefined {
  const { unit, minimum, maximum } = quantities[quantity];
  if (typeof value !== "number" || !Number.isFinite(value)) return `${quantity} is not a number`;
  if (value < minimum || value > maximum) return `${quantity} ${value} is not within ${minimum}..${maximum} ${unit}`;
  return undefined;
}

/** Where a chip finds what it measures. */
export interface Surroundings {
  value(quantity: Quantity): number;
}

/** A course of weather that repeats for ever. */
export interface Series {
  /** epoch seconds at which the course begins when nobody says otherwise */
  readonly startS: number;
  /** seconds */
  readonly periodS: number;
  /** Writes the weather at an epoch second into an object of the caller. Times outside the course wrap around. */
  at(timeS: number, into: Weather): void;
}
