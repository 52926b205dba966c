/** The kinds of actuators that a definition may name. */
import type { ActuatorKind } from "./actuator-kind.js";
import { climateKind } from "./actuators/climate.js";
import { lightKind } from "./actuators/light.js";
import { lockKind } from "./actuators/lock.js";
import { switchKind } from "./actuators/switch.js";

export const actuatorKinds: Readonly<Record<string, ActuatorKind>> = Object.freeze({
  switch: switchKind,
  light: lightKind,
  lock: lockKind,
  climate: climateKind,
});
