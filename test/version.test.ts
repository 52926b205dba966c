import { readFileSync } from "node:fs";
import { firmware } from "../src/version.js";
import { equal } from "./support/assert.js";

describe("the version", () => {
  for (const file of ["package.json", "cloud/package.json"]) {
    it(`of the firmware is the one of ${file}`, () => {
      equal(JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), "utf8")).version, firmware.version);
    });
  }
});
