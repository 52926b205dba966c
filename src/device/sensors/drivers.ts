/** The drivers of src/drivers as kinds of sensors. What a driver refuses, a definition is refused for. */
import BH1750 from "../../drivers/bh1750.js";
import BME280 from "../../drivers/bme280.js";
import INA219, { maximumShuntVoltage } from "../../drivers/ina219.js";
import SCD4x from "../../drivers/scd4x.js";
import SHT4x from "../../drivers/sht4x.js";
import type { Problem } from "../check/problems.js";
import type { SensorDefinition } from "../definition.js";
import { quantities } from "../quantities.js";
import { driverKind } from "./driver.js";

export const sht4x = driverKind({
  title: "Sensirion SHT4x",
  Driver: SHT4x,
  addresses: [0x44, 0x45, 0x46],
  readings: [quantities.temperature, quantities.humidity],
  configure: { precision: { enum: ["high", "medium", "low"], description: "repeatability; default high" } },
});

export const scd4x = driverKind({
  title: "Sensirion SCD4x",
  Driver: SCD4x,
  addresses: [0x62],
  readings: [quantities.co2, quantities.temperature, quantities.humidity],
  configure: {
    altitude: { type: "number", minimum: 0, maximum: 3000, description: "m above the sea" },
    pressure: { type: "number", minimum: 70000, maximum: 120000, description: "Pa, in the place of altitude" },
    temperatureOffset: {
      type: "number",
      minimum: 0,
      maximum: 20,
      description: "K that the chip is warmer than the air",
    },
    lowPower: { type: "boolean", description: "a value every 30 s in the place of 5 s; default false" },
  },
  intervalMs: 5000,
});

export const bme280 = driverKind({
  title: "Bosch BME280",
  Driver: BME280,
  addresses: [0x76, 0x77],
  readings: [quantities.temperature, quantities.pressure, quantities.humidity],
  configure: { oversampling: { type: "integer", minimum: 1, maximum: 16, description: "1, 2, 4, 8 or 16; default 1" } },
  check: (definition) => checkPower(definition, "oversampling"),
});

export const bh1750 = driverKind({
  title: "ROHM BH1750",
  Driver: BH1750,
  addresses: [0x23, 0x5c],
  readings: [quantities.illuminance],
  configure: {
    measurementTime: { type: "integer", minimum: 31, maximum: 254, description: "MTreg; default 69" },
    isFine: { type: "boolean", description: "twice the resolution, half the range; default false" },
  },
});

export const ina219 = driverKind({
  title: "Texas Instruments INA219",
  Driver: INA219,
  addresses: [0x40, 0x41, 0x44, 0x45],
  readings: [quantities.voltage, quantities.current, quantities.power],
  configure: {
    shunt: { type: "number", minimum: 0.0001, maximum: 100, description: "ohm; default 0.1" },
    maximumCurrent: {
      type: "number",
      minimum: 0.001,
      maximum: 1000,
      description: "A; default 3.2; by shunt 0.32 V at most",
    },
    averaging: { type: "integer", minimum: 1, maximum: 128, description: "samples, a power of 2; default 1" },
  },
  check: (definition) => checkPower(definition, "averaging") ?? checkShunt(definition),
});

function checkPower(definition: SensorDefinition, option: string): Problem | undefined {
  const value = definition[option];
  if (value === undefined || Number.isInteger(Math.log2(value as number))) return undefined;
  return { at: option, reason: `${value} is no power of 2` };
}

function checkShunt({ shunt = 0.1, maximumCurrent = 3.2 }: SensorDefinition): Problem | undefined {
  const volts = (shunt as number) * (maximumCurrent as number);
  if (volts <= maximumShuntVoltage) return undefined;
  return { at: "maximumCurrent", reason: `${maximumCurrent} A through ${shunt} ohm is more than 0.32 V` };
}
