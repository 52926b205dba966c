/** The applications of app/, as the hosts' programs get them. */
import * as code from "../../app/app.js";
import home from "../../app/device.json" with { type: "json" };
import room from "../../app/room.json" with { type: "json" };
import type { Application } from "../../src/device/application.js";
import type { DeviceDefinition } from "../../src/device/definition.js";

const application = (definition: unknown): Application => ({ definition: definition as DeviceDefinition, ...code });

/** What every board can be: climate, light, button, relay, lamp. */
export const example = application(room);

/** The whole home. */
export const exampleHome = application(home);
