/** What a device is made of, from the folder of its application (app/ or another): what its device.json says. */
import type { DeviceDefinition } from "./definition.js";

export interface Application {
  readonly definition: DeviceDefinition;
}
