/**
 * The SDK's drivers as the simulator runs them: all that the firmware knows, each over a chip of its datasheet, in a
 * program of its own (drivers-app); and one of them in the firmware, from its chip to the cloud.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildApp, runApp } from "../../hosts/moddable/tools/app.js";
import { allDrivers, driverManifests, driversModule } from "../../hosts/moddable/tools/drivers.js";
import { repository, warnings } from "../../hosts/moddable/tools/sdk.js";
import { buildHost } from "../../hosts/simulator/tools/build.js";
import { sdkKinds } from "../../src/device/sensors/sdk-kinds.js";
import { close, deepEqual, equal, ok } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { chips } from "./drivers-app/chips.js";
import { absent, buildMs, sdk, TestCloud, TestDevice, until } from "./support.js";

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
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "drivers.js"), driversModule(allDrivers));
  const manifest = { include: driverManifests(allDrivers), modules: { "hosts/drivers": "./drivers" } };
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

/** What the SDK's drivers are for in the simulator: its own chips, described from the cloud. */
const sensors = [
  { kind: "tmp117", bus: "default", intervalMs: 500, readings: { temperature: { name: "cellar" } } },
  { kind: "sht3x", bus: "default", address: 0x45, intervalMs: 2000 },
  { kind: "bmp280", bus: "default", address: 0x77, readings: { pressure: {} } },
];

describeWith("the Moddable SDK", absent, "the SDK's drivers in the simulator's firmware", () => {
  const cloud = new TestCloud();
  const id = "sim-drivers";
  let board: TestDevice;
  const latest = async (name: string): Promise<number> => Number(await cloud.latest(id, name));
  const faultOf = async (name: string): Promise<string | undefined> => (await cloud.device(id)).faults[name]?.code;

  before(async function () {
    this.timeout(buildMs * 2);
    await cloud.start();
    const { token } = cloud.running.addDevice(id);
    board = await TestDevice.start({ id, token, url: cloud.linkURL(id) });
    await until("online", async () => (await cloud.device(id)).online, 30_000);
  });
  after(async () => {
    equal(await board.end(), 0);
    await cloud.end();
  });

  it("are sampled when a description from the cloud names them, and their values come in SenML's units", async () => {
    board.device.send({ chip: "tmp117", set: { temperature: -7.25 } });
    board.device.send({ chip: "sht3x", set: { temperature: 18.5, humidity: 62 } });
    board.device.send({ chip: "bmp280", set: { temperature: 18, pressure: 98_400 } });
    deepEqual(await cloud.describe(id, { sensors, actuators: [] }), { state: "trial", trialMs: 180_000 });
    await until("-7.25 Cel", async () => Math.abs((await latest("cellar")) + 7.25) < 0.1, 30_000);
    await until("62 %RH", async () => Math.abs((await latest("humidity")) - 62) < 0.3, 30_000);
    await until("984 hPa", async () => Math.abs((await latest("pressure")) - 984) < 0.2, 30_000);
    close(await latest("temperature"), 18.5, 0.2);
    equal((await cloud.device(id)).latest["humidity"]?.u, "%RH");
    equal((await cloud.device(id)).online, true);
  }).timeout(120_000);

  it("have a fault when their chip is pulled off the bus, the others go on, and it heals", async () => {
    board.device.send({ chip: "tmp117", fault: "no-answer" });
    await until("a fault", async () => (await faultOf("cellar")) === "no-answer", 30_000);
    board.device.send({ chip: "sht3x", set: { humidity: 35 } });
    await until("35 %RH", async () => Math.abs((await latest("humidity")) - 35) < 0.3, 30_000);
    board.device.send({ chip: "tmp117", fault: "none", set: { temperature: 4 } });
    await until("healed", async () => (await faultOf("cellar")) === undefined, 60_000);
    await until("4 Cel", async () => Math.abs((await latest("cellar")) - 4) < 0.1, 30_000);
    board.device.send({ chip: "sht3x", fault: "wrong-crc" });
    await until("a wrong checksum", async () => (await faultOf("humidity")) === "wrong-crc", 30_000);
    board.device.send({ chip: "sht3x", fault: "none" });
    await until("right again", async () => (await faultOf("humidity")) === undefined, 60_000);
    // A moment without power, seen by no sample: it would sleep, and say the same for ever.
    board.device.send({ chip: "bmp280", fault: "no-answer" });
    board.device.send({ chip: "bmp280", fault: "none", set: { pressure: 97_100 } });
    await until("971 hPa", async () => Math.abs((await latest("pressure")) - 971) < 0.2, 30_000);
    deepEqual(board.device.ends, []);
  }).timeout(240_000);
});
