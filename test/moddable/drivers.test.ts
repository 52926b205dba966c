/** The table of the SDK's drivers: the firmware's kinds, what a build makes of it, and the SDK itself where that is. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  allDrivers,
  driverManifests,
  driversModule,
  linkedDrivers,
  readDrivers,
} from "../../hosts/moddable/tools/drivers.js";
import { findSdk } from "../../hosts/moddable/tools/sdk.js";
import { findApplication, readDefinition } from "../../hosts/tools/application.js";
import { sdkKinds } from "../../src/device/sensors/sdk-kinds.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { describeWith } from "../support/needs.js";

const found = findSdk();
const names = [...allDrivers];

describe("the SDK's drivers in a build", () => {
  it("are those that the firmware knows by name", () => {
    deepEqual(names.sort(), Object.keys(sdkKinds).sort());
  });

  it("are those alone that the definition names, each once", () => {
    const sensor = (kind: unknown) => ({ kind, bus: "default" });
    const sensors = [sensor("tmp117"), sensor("sht4x"), sensor("bmp280"), sensor("tmp117"), sensor(4), null];
    deepEqual(linkedDrivers({ sensors }), ["bmp280", "tmp117"]);
    deepEqual(linkedDrivers(readDefinition(findApplication())), []);
    for (const wrong of [undefined, null, 4, {}, { sensors: {} }]) deepEqual(linkedDrivers(wrong), []);
  });

  it("may be more, by a list or all", () => {
    deepEqual(linkedDrivers({ sensors: [{ kind: "tmp117" }] }, readDrivers("sht3x,,lm75")), [
      "lm75",
      "sht3x",
      "tmp117",
    ]);
    deepEqual(linkedDrivers({}, readDrivers("all")), names);
    deepEqual(readDrivers(""), []);
    throws(() => readDrivers("lm75,tmp17"), 'no driver of the SDK is called tmp17; did you mean "tmp117"?');
  });

  it("become a frozen table", () => {
    equal(
      driversModule(["tmp117"]),
      'import tmp117 from "embedded:sensor/Temperature/TMP117";\nexport const drivers = Object.freeze({ tmp117 });\n',
    );
    equal(driversModule([]), "export const drivers = Object.freeze({  });\n");
    throws(() => driversModule(["constructor"]), "no driver of the SDK is called constructor");
  });
});

describeWith("the Moddable SDK", "missing" in found ? found.missing : undefined, "the SDK", () => {
  it("has every driver, in the module that we say", () => {
    if ("missing" in found) return;
    for (const name of names) {
      const [manifest = ""] = driverManifests([name]);
      const path = manifest.replace("$(MODDABLE)", found.directory);
      ok(existsSync(path), path);
      const { modules } = JSON.parse(readFileSync(path, "utf8")) as { modules: Record<string, unknown> };
      const [, specifier = ""] = /from "([^"]+)"/.exec(driversModule([name])) ?? [];
      ok(specifier in modules, `${name}: ${specifier} is none of ${Object.keys(modules).join(", ")}`);
    }
    ok(existsSync(join(found.directory, "modules", "drivers", "sensors")));
  });
});
