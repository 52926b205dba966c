/**
 * The units of SenML (RFC 8428 12.1, RFC 8798 3, and the registry's later rows that sensors use), and which of them say
 * the same quantity, so that a definition may choose: hPa or Pa, kWh or Wh.
 */

/** Registered units that stand alone: no other says the same. */
const alone =
  "rad sr Hz N J C F Ohm S Wb T H lm lx Bq Gy Sv kat m2 m3 l m/s m/s2 m3/s l/s W/m2 cd/m2 bit bit/s lat lon pH dB dBW " +
  "Bspl count //s %RH %EL EL 1/s 1/min beat/min beats S/m B VA VAs var vars J/m kg/m3 deg NTU cd mol g/l ug/m3 " +
  "mm/h m/h ppm Wh/km GiB GB KiB Mbit/s B/s MB/s MHz kVA kvar VAh kVAh varh kvarh Ah dBm";

/** [unit, base, factor]: so many of the base in one of it. Temperature is the only one whose zero differs. */
const scaled = Object.freeze({
  m: Object.freeze(["m", 1] as const),
  mm: Object.freeze(["m", 0.001] as const),
  cm: Object.freeze(["m", 0.01] as const),
  km: Object.freeze(["m", 1000] as const),
  s: Object.freeze(["s", 1] as const),
  ms: Object.freeze(["s", 0.001] as const),
  min: Object.freeze(["s", 60] as const),
  h: Object.freeze(["s", 3600] as const),
  g: Object.freeze(["g", 1] as const),
  kg: Object.freeze(["g", 1000] as const),
  A: Object.freeze(["A", 1] as const),
  mA: Object.freeze(["A", 0.001] as const),
  V: Object.freeze(["V", 1] as const),
  mV: Object.freeze(["V", 0.001] as const),
  W: Object.freeze(["W", 1] as const),
  kW: Object.freeze(["W", 1000] as const),
  Wh: Object.freeze(["Wh", 1] as const),
  kWh: Object.freeze(["Wh", 1000] as const),
  Pa: Object.freeze(["Pa", 1] as const),
  hPa: Object.freeze(["Pa", 100] as const),
  "/": Object.freeze(["/", 1] as const),
  "/100": Object.freeze(["/", 0.01] as const),
  "%": Object.freeze(["/", 0.01] as const),
  "/1000": Object.freeze(["/", 0.001] as const),
  K: Object.freeze(["K", 1] as const),
  Cel: Object.freeze(["K", 1] as const),
  "km/h": Object.freeze(["km/h", 1] as const),
});

const zeroCelsius = 273.15; // K

type Scaled = keyof typeof scaled;

function isScaled(unit: string): unit is Scaled {
  return Object.hasOwn(scaled, unit);
}

/** All units that a definition may name. */
export function unitNames(): string[] {
  return [...Object.keys(scaled), ...alone.split(" ")];
}

export function isUnit(unit: string): boolean {
  return isScaled(unit) || (!unit.includes(" ") && ` ${alone} `.includes(` ${unit} `));
}

/** Whether a value in one unit can be said in the other. */
export function isConvertible(from: string, to: string): boolean {
  return from === to || (isScaled(from) && isScaled(to) && scaled[from][0] === scaled[to][0]);
}

/** The value in another unit; as it is when there is no way. */
export function convert(value: number, from: string, to: string): number {
  if (from === to || !isConvertible(from, to) || !isScaled(from) || !isScaled(to)) return value;
  const base = from === "Cel" ? value + zeroCelsius : value * scaled[from][1];
  return to === "Cel" ? base - zeroCelsius : base / scaled[to][1];
}
