import { readFileSync } from "node:fs";
import { filterKinds } from "../../src/device/filter-kinds.js";
import { sensorKinds } from "../../src/device/sensor-kinds.js";
import { ok } from "../support/assert.js";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

describe("docs/drivers.md", () => {
  const text = read("docs/drivers.md");

  it("shows the worked example as it is built and tested", () => {
    ok(text.includes(`\`\`\`ts\n${read("examples/driver/mcp9808.ts")}\`\`\``));
  });

  it("names every kind of sensors and every filter of the firmware", () => {
    for (const kind of [...Object.keys(sensorKinds), ...Object.keys(filterKinds)])
      ok(text.includes(`\`${kind}\``), kind);
  });
});
