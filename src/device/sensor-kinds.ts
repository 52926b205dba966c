/** The kinds of sensors that a definition may name. */
import type { SensorKind } from "./sensor-kind.js";
import { analog } from "./sensors/analog.js";
import { contact } from "./sensors/contact.js";
import { sht4x } from "./sensors/drivers.js";
import { host } from "./sensors/host.js";

export const sensorKinds: Readonly<Record<string, SensorKind>> = Object.freeze({ analog, contact, host, sht4x });
