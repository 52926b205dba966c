/**
 * The Moddable SDK's drivers by the kinds that a device.json names them by (src/device/sensors/sdk-kinds.ts). A build for a
 * board links those that its definition names, for each takes flash, and those that it is told; the simulator's links all.
 * The module that is made of them becomes Board.driver.
 */
import { hint } from "../../../src/device/check/nearest.js";

/** Modules below embedded:sensor, of the SDK 8.2; the name is that of the folder below modules/drivers/sensors. */
const modules: Readonly<Record<string, string>> = Object.freeze({
  aht10: "Humidity-Temperature/AHT10",
  am2320: "Humidity-Temperature/AM2320",
  bme68x: "Barometer-Humidity-Temperature/BME68x",
  bmp180: "Barometer-Temperature/BMP180",
  bmp280: "Barometer-Temperature/BMP280",
  ccs811: "CarbonDioxideGasSensor-VOCSensor/CCS811",
  lm75: "Temperature/LM75",
  mlx90614: "Temperature/MLX90614",
  sen0322: "Oxygen/SEN0322",
  sht3x: "Humidity-Temperature/SHT3x",
  shtc3: "Humidity-Temperature/SHTC3",
  si7020: "Humidity-Temperature/SI7020",
  tmp102: "Temperature/TMP102",
  tmp117: "Temperature/TMP117",
  urm09: "Proximity-Temperature/URM09",
});

/** Their names. */
export const allDrivers: readonly string[] = Object.freeze(Object.keys(modules));
/** All of them, as a check of a definition for a build with the SDK takes them. */
export const sdkDrivers: Readonly<Record<string, unknown>> = modules;

/** Those that the sensors of a definition name, and those in `more`, in the order of their names. */
export function linkedDrivers(definition: unknown, more: readonly string[] = []): string[] {
  const { sensors } = (definition ?? {}) as { sensors?: unknown };
  const kinds = Array.isArray(sensors) ? sensors.map((sensor: { kind?: unknown } | null) => sensor?.kind) : [];
  return allDrivers.filter((name) => kinds.includes(name) || more.includes(name));
}

/** Names with commas between them, or "all". Throws for a name that is none. */
export function readDrivers(list: string): readonly string[] {
  if (list === "all") return allDrivers;
  const names = list.split(",").filter((name) => name !== "");
  const wrong = names.find((name) => !allDrivers.includes(name));
  if (wrong !== undefined) throw new Error(`no driver of the SDK is called ${wrong}${hint(wrong, allDrivers)}`);
  return names;
}

/** JavaScript of the module hosts/drivers.js. */
export function driversModule(names: readonly string[]): string {
  const imports = names.map((name) => `import ${name} from "embedded:sensor/${moduleOf(name)}";\n`);
  return `${imports.join("")}export const drivers = Object.freeze({ ${names.join(", ")} });\n`;
}

/** What a manifest of the SDK has to include for them. */
export function driverManifests(names: readonly string[]): string[] {
  return names.map((name) => `$(MODDABLE)/modules/drivers/sensors/${name}/manifest.json`);
}

function moduleOf(name: string): string {
  const module = Object.hasOwn(modules, name) ? modules[name] : undefined;
  if (module === undefined) throw new Error(`no driver of the SDK is called ${name}`);
  return module;
}
