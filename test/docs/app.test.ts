/** The worked example of docs/app.md: taken out of the text, type-checked in a folder of its own, and run on XS. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildEngine } from "../../hosts/desktop/engine/build.js";
import { bundleGuest } from "../../hosts/desktop/engine/bundle.js";
import { ApplicationError, checkApplication, findApplication } from "../../hosts/tools/application.js";
import { startOnXS } from "../desktop/support/hour.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { root } from "../support/files.js";

const text = readFileSync(new URL("../../docs/app.md", import.meta.url), "utf8");
const block = (language: string): string => {
  const found = text.split(`\`\`\`${language}\n`)[1]?.split("\n```")[0];
  if (found === undefined) throw new Error(`docs/app.md has no block of ${language}`);
  return found;
};

describe("the worked example of docs/app.md", () => {
  const parent = mkdtempSync(join(tmpdir(), "mooring-app-"));
  const folder = join(parent, "greenhouse");

  before(() => {
    mkdirSync(folder);
    writeFileSync(join(folder, "app.ts"), block("ts"));
    writeFileSync(join(folder, "device.json"), block("json"));
  });

  after(() => rmSync(parent, { recursive: true }));

  it("has the types that it should have, from wherever it lies", () => {
    const compilerOptions = {
      ...JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8")).compilerOptions,
      rootDirs: [root, parent],
    };
    writeFileSync(join(parent, "package.json"), '{"type":"module"}');
    writeFileSync(join(parent, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["greenhouse/app.ts"] }));
    execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", parent], { encoding: "utf8", stdio: "pipe" });
  }).timeout(60_000);

  it("is checked with its own kinds, and what is wrong is told with its place", async () => {
    await checkApplication(findApplication(folder));
    const wrong = block("json")
      .replace('"outside": "outside"', '"outside": "outsid"')
      .replace('"fan", "name"', '"fann", "name"');
    writeFileSync(join(folder, "wrong.json"), wrong);
    const error = await checkApplication(findApplication(join(folder, "wrong.json"))).catch(
      (reason: unknown) => reason,
    );
    ok(error instanceof ApplicationError);
    const lines = error.message.split("\n").map((line) => line.slice(line.indexOf("wrong.json: ") + 12));
    ok(lines.includes('sensors[2].outside: there is no reading "outsid"; did you mean "outside"?'), error.message);
    ok(lines.includes('actuators[0].kind: there is no kind "fann"; did you mean "fan"?'), error.message);
  }).timeout(30_000);

  it("runs on XS in a board's heap: its sensor, its actuator by rule and by command", async function () {
    const { absent } = await buildEngine();
    if (absent !== undefined) this.skip();
    const bundle = await bundleGuest({ entry: "hosts/desktop/guest/main.ts", application: findApplication(folder) });
    const board = await startOnXS(bundle);
    const { cloud, run } = board;
    const { chips, pins } = run.hardware;
    try {
      chips.sht4x.probe.set("temperature", 24);
      chips.bme280.probe.set("temperature", 20);
      await board.pass(20_000);
      const told = () => cloud.stored.filter(({ record }) => record["n"] === "difference").at(-1)?.record;
      ok(Math.abs(Number(told()?.["v"]) - 4) < 0.1, JSON.stringify(told()));
      equal(told()?.["u"], "K");
      equal(pins.shown(4), 0);
      chips.sht4x.probe.set("temperature", 32);
      await board.pass(20_000);
      ok(Math.abs((pins.shown(4) ?? 0) - 0.6) < 0.01, "the rule has set the fan to 3 of 5");
      cloud.request("air-1", "greenhouse.air", {});
      await board.pass(1000);
      deepEqual(cloud.responses.at(-1)?.result, { fan: 5 });
      cloud.request("air-2", "greenhouse.air", {});
      await board.pass(1000);
      equal(cloud.responses.at(-1)?.error?.message, "it is being aired already");
      equal(run.starts, 1);
    } finally {
      await board.end();
    }
  }).timeout(60_000);
});
