/**
 * Where the values of ECMA-419 sensors become values in SenML units, the only place: what a driver's sample has under
 * which names in which unit (ECMA-419 4th edition, "Sensor classes"), and what it is called on the wire (RFC 8428 12.1,
 * RFC 8798).
 */
import type { ReadingKind } from "./sensor-kind.js";

/** A reading that is found in the sample of an ECMA-419 sensor. */
export interface Quantity extends ReadingKind {
  /** the sensor's part in a sample ("": the sample itself), and its property there */
  readonly part: string;
  readonly property: string;
  /** the value in `unit` for each one of the driver's; default 1 */
  readonly factor?: number;
}

const define = (quantity: Quantity): Readonly<Quantity> => Object.freeze(quantity);

export const quantities = Object.freeze({
  /** degrees Celsius */
  temperature: define({
    key: "temperature",
    title: "Temperature",
    unit: "Cel",
    part: "thermometer",
    property: "temperature",
  }),
  /** percent */
  humidity: define({ key: "humidity", title: "Humidity", unit: "%RH", part: "hygrometer", property: "humidity" }),
  /** a part of one, as some drivers have it against the standard */
  humidityPart: define({
    key: "humidity",
    title: "Humidity",
    unit: "%RH",
    part: "hygrometer",
    property: "humidity",
    factor: 100,
  }),
  /** Pa */
  pressure: define({
    key: "pressure",
    title: "Pressure",
    unit: "hPa",
    part: "barometer",
    property: "pressure",
    factor: 0.01,
  }),
  /** ppm */
  co2: define({ key: "co2", title: "CO2", unit: "ppm", decimals: 0, part: "carbonDioxideDetector", property: "CO2" }),
  /** ppm, reckoned from other gases; the SDK's CCS811 calls it C, zero, two */
  equivalentCO2: define({
    key: "co2",
    title: "CO2 equivalent",
    unit: "ppm",
    decimals: 0,
    part: "carbonDioxideGasSensor",
    property: "C02",
  }),
  /** ppb, for which SenML has no unit */
  volatileCompounds: define({
    key: "tvoc",
    title: "Volatile organic compounds",
    unit: "ppm",
    decimals: 3,
    part: "vocSensor",
    property: "tvoc",
    factor: 0.001,
  }),
  /** ppm */
  oxygen: define({ key: "oxygen", title: "Oxygen", unit: "ppm", decimals: 0, part: "", property: "O" }),
  /** cm */
  distance: define({
    key: "distance",
    title: "Distance",
    unit: "cm",
    decimals: 0,
    part: "proximity",
    property: "distance",
  }),
  /** lx */
  illuminance: define({
    key: "illuminance",
    title: "Light",
    unit: "lx",
    decimals: 1,
    part: "lightmeter",
    property: "illuminance",
  }),
  /** V, A, W: the standard has no class for electricity */
  voltage: define({ key: "voltage", title: "Voltage", unit: "V", part: "electricity", property: "voltage" }),
  current: define({
    key: "current",
    title: "Current",
    unit: "A",
    decimals: 3,
    part: "electricity",
    property: "current",
  }),
  power: define({ key: "power", title: "Power", unit: "W", part: "electricity", property: "power" }),
});
