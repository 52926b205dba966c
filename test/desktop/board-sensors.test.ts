import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machineSensors } from "../../hosts/desktop/board/sensors.js";
import { deepEqual, equal, ok } from "../support/assert.js";

describe("the machine's own sensors", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mooring-thermal-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function zone(name: string, type: string, temperature: string): void {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "type"), `${type}\n`);
    writeFileSync(join(folder, name, "temp"), `${temperature}\n`);
  }

  const names = () => machineSensors(folder).map(({ name, unit }) => `${name} ${unit}`);
  const temperature = () => machineSensors(folder)[1]?.open().sample();

  it("tell the load as a part of 1 at once, and again without any time between", () => {
    const load = machineSensors(folder)[0]?.open();
    for (let i = 0; i < 3; i++) {
      const value = load?.sample();
      ok(value !== undefined && value >= 0 && value <= 1, `load ${value}`);
    }
  });

  it("have no thermal zone where there is no folder, none in it, or none that says something sensible", () => {
    deepEqual(names(), ["load /"]);
    equal(machineSensors(join(folder, "absent")).length, 1);
    zone("thermal_zone0", "acpitz", "-274000");
    zone("thermal_zone1", "broken", "nonsense");
    deepEqual(names(), ["load /"]);
  });

  it("prefer the processor's zone", () => {
    zone("thermal_zone0", "acpitz", "27800");
    equal(temperature(), 27.8);
    zone("thermal_zone1", "x86_pkg_temp", "51000");
    deepEqual(names(), ["load /", "processor Cel"]);
    equal(temperature(), 51);
  });

  it("have no reading when a zone goes away", () => {
    zone("thermal_zone0", "cpu", "40000");
    const sensor = machineSensors(folder)[1]?.open();
    equal(sensor?.sample(), 40);
    rmSync(join(folder, "thermal_zone0"), { recursive: true });
    equal(sensor?.sample(), undefined);
  });
});
