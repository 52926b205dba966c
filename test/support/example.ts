/** The application of app/, as the hosts' programs get it. */
import * as code from "../../app/app.js";
import definition from "../../app/device.json" with { type: "json" };
import type { Application } from "../../src/device/application.js";
import type { DeviceDefinition } from "../../src/device/definition.js";

export const example: Application = {
  definition: definition as unknown as DeviceDefinition,
  ...code,
};
