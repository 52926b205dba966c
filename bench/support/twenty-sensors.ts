/** An application of 20 sensors that are each sampled every second, on chips of hosts/models, each reading filtered. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BH1750 } from "../../hosts/models/bh1750.js";
import { BME280 } from "../../hosts/models/bme280.js";
import type { Chip } from "../../hosts/models/bus.js";
import type { Hardware } from "../../hosts/models/hardware.js";
import { INA219 } from "../../hosts/models/ina219.js";
import { SHT4x } from "../../hosts/models/sht4x.js";
import { type ApplicationFolder, findApplication } from "../../hosts/tools/application.js";

const filters = [{ kind: "exponentialAverage", weight: 0.2 }];

type Json = Record<string, unknown>;
const curve = { kind: "linear", zero: 0, full: 3.3 };

/** A chip at an address; the readings of each are told under names of their own. */
function chip(kind: string, address: number, keys: readonly string[]): Json {
  const readings = Object.fromEntries(keys.map((key) => [key, { name: `${kind}.${address}.${key}`, filters }]));
  return { kind, bus: "default", address, intervalMs: 1000, readings };
}

const sensors: readonly Json[] = [
  ...[0x44, 0x45, 0x46].map((address) => chip("sht4x", address, ["temperature"])),
  ...[0x40, 0x41].map((address) => chip("ina219", address, ["power"])),
  ...[0x76, 0x77].map((address) => chip("bme280", address, ["pressure"])),
  ...[0x23, 0x5c].map((address) => chip("bh1750", address, ["illuminance"])),
  ...[32, 33, 34, 36, 37, 38, 39].map((pin) => ({
    ...{ kind: "analog", pin, curve, intervalMs: 1000 },
    readings: { value: { name: `pin.${pin}`, unit: "V", decimals: 3, filters } },
  })),
  {
    ...{ kind: "pulses", pin: "meter", mode: "inputPullUp", pulsesPerUnit: 1000, intervalMs: 1000 },
    readings: { rate: { name: "house", unit: "kW", filters } },
  },
  ...["button", 13, 14].map((pin) => ({
    ...{ kind: "contact", pin, mode: "input", intervalMs: 1000 },
    readings: { active: { name: `contact.${pin}`, filters: [{ kind: "debounce", forMs: 100 }] } },
  })),
];
export const sensorCount = sensors.length;
export const intervalMs = 1000;

/** Written to a folder of its own. */
export function twentySensors(): ApplicationFolder {
  const folder = mkdtempSync(join(tmpdir(), "mooring-bench-"));
  writeFileSync(join(folder, "device.json"), JSON.stringify({ sensors, actuators: [] }));
  return findApplication(folder);
}

/** The chips that the example's hardware does not have; what it has at their addresses is taken off. */
export function addChips({ bus, chips }: Hardware, clock: { now(): number }): void {
  const like = ({ probe }: { probe: ConstructorParameters<typeof BME280>[0]["probe"] }) => ({ clock, probe });
  const put = (address: number, chip: Chip): void => {
    bus.detach(address);
    bus.attach(address, chip);
  };
  for (const [i, address] of [0x45, 0x46].entries()) {
    put(address, new SHT4x({ ...like(chips.sht4x), serialNumber: 100 + i }));
  }
  put(0x41, new INA219(like(chips.ina219)));
  put(0x77, new BME280(like(chips.bme280)));
  put(0x5c, new BH1750(like(chips.bh1750)));
}
