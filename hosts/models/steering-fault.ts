/** What is wrong with a line that steers the world, and how its fields are looked at. */

/** code: "steering.json" not JSON; "steering.unknown" no such thing; "steering.value" a wrong value */
export interface SteeringFault {
  code: "steering.json" | "steering.unknown" | "steering.value";
  message: string;
}

export type Fields = Readonly<Record<string, unknown>>;

export function isOneOf<T extends string>(known: readonly T[], value: unknown): value is T {
  return (known as readonly unknown[]).includes(value);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A field that does not belong there is more likely a slip than a wish. */
export function extra(message: Fields, ...known: string[]): SteeringFault | undefined {
  for (const name of Object.keys(message))
    if (!known.includes(name))
      return fault("steering.unknown", `no field "${name}" here, known are ${known.join(", ")}`);
  return undefined;
}

export function show(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value).slice(0, 80);
}

export function fault(code: SteeringFault["code"], message: string): SteeringFault {
  return { code, message };
}
