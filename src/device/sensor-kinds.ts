/** The kinds of sensors that a definition may name. */
import type { SensorKind } from "./sensor-kind.js";
import { analog } from "./sensors/analog.js";
import { contact } from "./sensors/contact.js";
import { device } from "./sensors/device.js";
import { bh1750, bme280, ina219, scd4x, sht4x } from "./sensors/drivers.js";
import { host } from "./sensors/host.js";
import { pulses } from "./sensors/pulses.js";
import { sdkKinds } from "./sensors/sdk-kinds.js";

export const sensorKinds: Readonly<Record<string, SensorKind>> = Object.freeze({
  analog,
  bh1750,
  bme280,
  contact,
  device,
  host,
  ina219,
  pulses,
  scd4x,
  sht4x,
  ...sdkKinds,
});
