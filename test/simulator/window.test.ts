import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "../../hosts/moddable/tools/sdk.js";
import { buildProgram } from "../../hosts/simulator/tools/build.js";
import { missingForScreen, Screen } from "../../hosts/simulator/tools/screen.js";
import { openWindow } from "../../hosts/simulator/tools/window.js";
import { equal, ok } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { absent, buildMs, sdk, TestCloud, until } from "./support.js";

// Where things are in the window, looked up in docs/images/simulator.png.
const place = Object.freeze({ press: [158, 438], cut: [170, 684] } as const);
const accent = "#35c2b0"; // the relay's light when it is on, the bars, the cloud
const onlineMs = 20000; // ms, for mcsim, the program and the connection on a machine that is busy

describeWith("the Moddable SDK and a screen", absent ?? missingForScreen(), "the simulator's window", () => {
  const cloud = new TestCloud();
  const folder = mkdtempSync(join(tmpdir(), "mooring-window-"));
  let screen: Screen;
  let window: ChildProcess;

  before(async function () {
    this.timeout(buildMs);
    const program = await buildProgram(sdk(), "debug");
    await cloud.start();
    const { id, token } = cloud.running.addDevice("sim-1");
    screen = await Screen.start();
    const [home, data] = [join(folder, "home"), join(folder, "data")];
    mkdirSync(data);
    const settings = {
      ...{ MOORING_URL: cloud.linkURL(id), MOORING_TOKEN: token, MOORING_DEVICE_ID: id },
      MOORING_DATA: data,
    };
    window = await openWindow(sdk(), { program, home, settings, display: screen.display });
  });
  after(async () => {
    if (window.exitCode === null) {
      const ended = once(window, "exit");
      window.kill();
      await ended;
    }
    await screen.end();
    await cloud.end();
    rmSync(folder, { recursive: true });
  });

  it("runs the firmware, which comes online and obeys", async () => {
    await until("online", async () => (await cloud.device("sim-1")).online, onlineMs);
    equal((await cloud.device("sim-1")).restart?.reason, "power", "its first start is the one that came online");
    const before = (await screen.colors()).get(accent) ?? 0;
    await cloud.command("sim-1", "actuator.set", { name: "relay", value: true });
    await cloud.command("sim-1", "actuator.set", { name: "lamp", value: 0.8 });
    // a circle of 34 pixels
    await until("the relay's light", async () => ((await screen.colors()).get(accent) ?? 0) > before + 700, 5000);
  }).timeout(30000);

  it("has a button that is the board's", async () => {
    const [x, y] = place.press;
    const clicked = screen.click(x, y, 1500);
    await until("pressed", async () => (await cloud.latest("sim-1", "button")) === true, 5000);
    await clicked;
    await until("released", async () => (await cloud.latest("sim-1", "button")) === false, 5000);
  }).timeout(15000);

  it("is kept as a picture", async () => {
    const directory = join(repository, "build", "simulator");
    await screen.shoot(join(directory, "window.png"));
    ok((await screen.colors()).size > 20, "something is drawn");
  });

  it("cuts the power and gives it back: the outputs fall, the board starts anew and comes online", async () => {
    const connects = async () => (await cloud.device("sim-1")).connection?.connects ?? 0;
    const before = await connects();
    const [x, y] = place.cut;
    await screen.click(x, y);
    await until("online anew", async () => (await connects()) > before, onlineMs);
    await until("relay is off", async () => (await cloud.latest("sim-1", "relay")) === false, 5000);
    equal((await cloud.device("sim-1")).restart?.reason, "power");
    equal(window.exitCode, null);
  }).timeout(40000);
});
