/**
 * What surrounds the board, as numbers, and a course of them over time. A new quantity is a new field here and a line
 * in each series; nothing else lists them.
 */
export interface Weather {
  /** Cel */
  temperature: number;
  /** %RH */
  humidity: number;
  /** lx */
  light: number;
}
export type Quantity = keyof Weather;

/** The range that a quantity can be set to or replayed with: what the chips can meet, not what they can measure. */
export const quantities: Readonly<Record<Quantity, Readonly<{ unit: string; minimum: number; maximum: number }>>> =
  Object.freeze({
    temperature: Object.freeze({ unit: "Cel", minimum: -60, maximum: 150 }),
    humidity: Object.freeze({ unit: "%RH", minimum: 0, maximum: 100 }),
    light: Object.freeze({ unit: "lx", minimum: 0, maximum: 200000 }),
  });

export function isQuantity(name: string): name is Quantity {
  return Object.hasOwn(quantities, name);
}

/** undefined: the value may stand; otherwise what is wrong with it. */
export function faultOf(quantity: Quantity, value: unknown): string | undefined {
  const { unit, minimum, maximum } = quantities[quantity];
  if (typeof value !== "number" || !Number.isFinite(value)) return `${quantity} is not a number`;
  if (value < minimum || value > maximum) return `${quantity} ${value} is not within ${minimum}..${maximum} ${unit}`;
  return undefined;
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
