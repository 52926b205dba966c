/** The application, made by the build from its folder (hosts/tools/application.ts): there is no such file here. */
import type { Application } from "../src/device/application.js";

export const application: Application;
