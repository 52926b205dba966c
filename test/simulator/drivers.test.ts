/**
 * The SDK's drivers as the simulator runs them: all that the firmware knows, each over a chip of its datasheet, in a
 * program of its own (drivers-app); and one of them in the firmware, from its chip to the cloud.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildApp, runApp } from "../../hosts/moddable/tools/app.js";
import { driverManifests, driversModule, sdkDrivers } from "../../hosts/moddable/tools/drivers.js";
import { repository, warnings } from "../../hosts/moddable/tools/sdk.js";
import { buildHost } from "../../hosts/simulator/tools/build.js";
import { sdkKinds } from "../../src/device/sensors/sdk-kinds.js";
import { close, deepEqual, equal, ok } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { chips } from "./drivers-app/chips.js";
import { absent, buildMs, sdk } from "./support.js";

interface Line {
  name: string;
  started: number | string;
  read?: number | string;
  values: (number | null)[];
  pulled: number | string | null;
  closed?: string;
  absent: (string | null)[][];
  healed: number | string;
}

/** Links all of them. */
async function build(): Promise<string> {
  const folder = join(repository, "build", "simulator", "drivers-app");
  const names = Object.keys(sdkDrivers);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "drivers.js"), driversModule(names));
  const manifest = { include: driverManifests(names), modules: { "hosts/drivers": "./drivers" } };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
  const { program, output } = await buildApp(sdk(), join(repository, "test/simulator/drivers-app"), "debug");
  deepEqual(warnings(output), []);
  return program;
}

describeWith("the Moddable SDK", absent, "the SDK's drivers, each over its chip", () => {
  const lines = new Map<string, Line>();

  before(async function () {
    this.timeout(buildMs);
    const program = await build();
    const home = mkdtempSync(join(tmpdir(), "mooring-drivers-"));
    const env = { PATH: "/usr/bin:/bin", HOME: home, LANG: "C.UTF-8" };
    const { code, lines: posted, trace } = await runApp(await buildHost(sdk()), program, env);
    rmSync(home, { recursive: true });
    equal(code, 0, trace);
    for (const text of posted) {
      const line = JSON.parse(text) as Line;
      lines.set(line.name, line);
    }
  });

  it("are all that a device.json may name", () => {
    deepEqual(Object.keys(chips).sort(), Object.keys(sdkKinds).sort());
    deepEqual([...lines.keys()].sort(), Object.keys(sdkKinds).sort());
  });

  for (const [name, [, expected]] of Object.entries(chips)) {
    it(`${name}: reads its datasheet's values, is silent without its chip, and comes back`, () => {
      const line = lines.get(name) as Line;
      equal(line.read, undefined, `${name}: ${line.started}, ${line.read}`);
      expected.forEach((value, i) => {
        const [least, most] = typeof value === "number" ? [value - 0.001, value + 0.001] : value;
        const read = Number(line.values[i]);
        ok(read >= least && read <= most, `${sdkKinds[name]?.readings[i]?.key} is ${read}, not ${least} to ${most}`);
      });
      equal(line.pulled, "no-answer");
      equal(line.closed, undefined);
      deepEqual(line.absent, [
        ["no-answer", null],
        ["no-answer", null],
      ]);
      close(Number(line.healed), sdkKinds[name]?.settleMs ?? Number.NaN, 0);
    });
  }
});
