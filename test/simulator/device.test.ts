import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { freshSetup } from "../../hosts/desktop/fresh-board.js";
import { repository } from "../../hosts/moddable/tools/sdk.js";
import { readModules, wrongSpecifiers } from "../../hosts/moddable/tools/specifiers.js";
import { designBudget, firmwareShare, slotBytes } from "../../hosts/simulator/budget.js";
import { buildDirectory, buildHost, buildProgram } from "../../hosts/simulator/tools/build.js";
import { PortalClient } from "../desktop/support/portal-client.js";
import { close, deepEqual, equal, ok } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { absent, buildMs, sdk, TestCloud, TestDevice, until } from "./support.js";

const onlineMs = 15000; // ms, from power to the cloud, on a machine that is busy

describeWith("the Moddable SDK", absent, "the simulator's build", () => {
  before(async function () {
    this.timeout(buildMs);
    await buildProgram(sdk(), "debug");
    await buildHost(sdk());
  });

  it("has every import in its resolved manifest", () => {
    const manifest = readFileSync(join(buildDirectory(sdk(), "debug"), "manifest_flat.json"), "utf8");
    const modules = readModules(manifest);
    deepEqual(wrongSpecifiers(modules, repository), []);
    ok(modules.has("src/main") && modules.has("hosts/application"), "the firmware is in it");
  });

  it("takes the firmware from src and app, the files that every host takes, and all of them", () => {
    const manifest = readFileSync(join(buildDirectory(sdk(), "debug"), "manifest_flat.json"), "utf8");
    const own = [...readModules(manifest)].filter(([name]) => /^(src|app)\//.test(name));
    for (const [name, file] of own) equal(file, join(repository, `${name}.ts`));
    const inRepository = ["src", "app"].flatMap((folder) =>
      readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".ts"))
        .map((path) => `${folder}/${path.slice(0, -".ts".length)}`),
    );
    deepEqual(own.map(([name]) => name).sort(), inRepository.sort());
  });

  it("begins unprovisioned when it is told to, and is set up on its page to the real cloud", async function () {
    this.timeout(90000);
    const cloud = new TestCloud();
    await cloud.start();
    const { portalPort } = await freshSetup();
    const board = await TestDevice.start({ id: "aabbccddeeff", portalPort });
    const setup = { SSID: "Harbour", server: `ws://127.0.0.1:${cloud.running.port}`, code: cloud.running.addClaim() };
    const phone = await PortalClient.open(`http://127.0.0.1:${portalPort}`);
    equal(await phone.setUp({ ...setup, password: "wrong-horse" }), "password");
    equal(await phone.setUp({ ...setup, password: "lighthouse-7" }), "done");
    equal((await cloud.device("aabbccddeeff")).online, true);
    ok(!board.texts.join("\n").includes("lighthouse-7") && !board.texts.join("\n").includes(setup.code));
    await board.end();
    await cloud.end();
  });

  describe("with the cloud", () => {
    const cloud = new TestCloud();
    let board: TestDevice;

    before(async function () {
      this.timeout(buildMs);
      await cloud.start();
      const { id, token } = cloud.running.addDevice("sim-1");
      board = await TestDevice.start({ id, token, url: cloud.linkURL(id) });
      await until("online", async () => (await cloud.device("sim-1")).online, onlineMs);
    });
    after(async () => {
      equal(await board.end(), 0);
      await cloud.end();
    });

    it("sends readings of the chips, and follows what a hand sets", async () => {
      await until("a temperature", async () => (await cloud.latest("sim-1", "temperature")) !== undefined, 10000);
      board.device.send({ chip: "sht4x", set: { temperature: 31.5, humidity: 12 } });
      board.device.send({ chip: "light", set: { light: 1200 } });
      await until(
        "31.5 Cel",
        async () => Math.abs(Number(await cloud.latest("sim-1", "temperature")) - 31.5) < 0.5,
        9000,
      );
      await until("1200 lx", async () => Math.abs(Number(await cloud.latest("sim-1", "light")) - 1200) < 10, 9000);
      close(Number(await cloud.latest("sim-1", "humidity")), 12, 1);
    }).timeout(30000);

    it("switches the relay's pin by a command, and its state comes back as telemetry", async () => {
      deepEqual(await cloud.command("sim-1", "actuator.set", { name: "relay", value: true }), {
        result: { name: "relay", value: true },
      });
      equal(board.pin("relay"), 1);
      await until("state of the relay", async () => (await cloud.latest("sim-1", "relay")) === true, 5000);
      await cloud.command("sim-1", "actuator.set", { name: "lamp", value: 0.25 });
      close(Number(board.pin("lamp")), 0.25, 0.002);
    });

    it("answers a line that is wrong, and goes on", async () => {
      const before = board.lines.length;
      board.device.send({ chip: "sht9x", set: {} });
      await until("a fault", () => board.lines.slice(before).some((line) => "fault" in line), 2000);
    });

    it("reports the button", async () => {
      board.device.send({ pin: "button", press: true });
      await until("pressed", async () => (await cloud.latest("sim-1", "button")) === true, 5000);
      board.device.send({ pin: "button", press: false });
      await until("released", async () => (await cloud.latest("sim-1", "button")) === false, 5000);
    });

    it("carries a thousand commands, eight at a time, and each gets its own answer", async () => {
      for (let i = 0; i < 125; i++) {
        const values = Array.from({ length: 8 }, (_, k) => ((i * 8 + k) % 1001) / 1000);
        const set = (value: number) => cloud.command("sim-1", "actuator.set", { name: "lamp", value });
        const answers = await Promise.all(values.map(set));
        deepEqual(
          answers,
          values.map((value) => ({ result: { name: "lamp", value } })),
        );
      }
      equal((await cloud.device("sim-1")).online, true);
      deepEqual(board.device.ends, []);
    }).timeout(90000);

    it("lives in a board's fixed heap, everything preloaded, and a thousand commands leave nothing in it", async () => {
      const first = await board.memory();
      for (let i = 0; i < 50; i++) await cloud.command("sim-1", "actuator.set", { name: "relay", value: i % 2 === 0 });
      const last = await board.memory();
      const { now, host, ballast, budget } = last;
      deepEqual(budget, { ...designBudget });
      ok(budget.chunks + budget.slots * slotBytes <= 57344, "the design's budget");
      const free = now.chunksLimit - host.chunksUsed - ballast.chunks;
      ok(free <= budget.chunks && free > budget.chunks - 16, `${free} bytes of chunks for the firmware`);
      const slots = now.slotsLimit - host.slotsUsed - ballast.slots;
      ok(Math.abs(slots - budget.slots) < 16, `${slots} slots for the firmware`);
      equal(now.modulesLoaded, 0, "modules in RAM");
      ok(now.stackPeak > 0 && now.stackPeak < now.stackLimit, `stack ${now.stackPeak} of ${now.stackLimit}`);
      const [before, after] = [firmwareShare(first), firmwareShare(last)];
      ok(after.chunks <= before.chunks * 1.02, `chunks ${before.chunks}, then ${after.chunks}`);
      ok(after.slots <= before.slots * 1.02, `slots ${before.slots}, then ${after.slots}`);
    });

    it("comes back when its radio was gone, and says so of the link that ended", async () => {
      board.device.send({ radio: { state: "gone" } });
      await pause(200);
      board.device.send({ radio: { state: "ready" } });
      const connects = async () => (await cloud.device("sim-1")).connection?.connects ?? 0;
      await until("a second connection", async () => (await connects()) >= 2, 20000);
    }).timeout(30000);

    it("comes back after the cloud's restart, by itself", async () => {
      await cloud.restart();
      await until("online", async () => (await cloud.device("sim-1")).online, 50000);
      await cloud.command("sim-1", "actuator.set", { name: "relay", value: false });
      equal(board.pin("relay"), 0);
    }).timeout(70000);

    it("loses its memory by a cut of power, keeps its settings, and says why it started", async () => {
      board.device.send({ power: "cut", forMs: 100 });
      await until("off", () => !board.device.isRunning, 2000);
      await until("started", () => board.device.isRunning, 2000);
      const reason = async () => (await cloud.device("sim-1")).restart?.reason;
      await until("online", async () => (await cloud.device("sim-1")).online && (await reason()) === "power", onlineMs);
      ok(existsSync(join(board.data, "key-value.json")));
    }).timeout(30000);

    it("starts again after a crash, and the cloud learns of it", async () => {
      board.device.send({ crash: "exception" });
      equal(await board.device.ended(), 5);
      const restart = async () => (await cloud.device("sim-1")).restart;
      await until("crash is known", async () => (await restart())?.reason === "crash", onlineMs);
      equal((await restart())?.detail, "XS ended with 5");
    }).timeout(30000);
  });
});

describeWith("the Moddable SDK", absent, "the end of the simulator's program", () => {
  before(async function () {
    this.timeout(buildMs);
    await buildProgram(sdk(), "debug");
    await buildHost(sdk());
  });

  /** The exit code of a board to which one line is sent once it has started. */
  async function endBy(line: Record<string, unknown>): Promise<{ code: number; ended: string }> {
    const board = await TestDevice.start({ isSupplied: false });
    await until("started", () => board.lines.some((each) => "started" in each), 5000);
    const ended = board.device.ended();
    board.device.send(line);
    const code = await ended;
    const file = join(board.data, "ended");
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    await board.end();
    return { code, ended: text };
  }

  for (const [kind, code] of Object.entries({ memory: 1, stack: 2, exception: 5, rejection: 8 }))
    it(`has code ${code} by a fault of the kind ${kind}, which is written down for the next start`, async () => {
      deepEqual(await endBy({ crash: kind }), { code, ended: `crash ${code}` });
    });

  it("has code 75 when it is configured anew, and the settings are stored", async () => {
    deepEqual(await endBy({ configure: { url: "ws://127.0.0.1:9/", token: "t" } }), {
      code: 75,
      ended: "software configured",
    });
  });

  it("has code 0 by SIGTERM", async () => {
    const board = await TestDevice.start();
    await until("started", () => board.lines.some((each) => "started" in each), 5000);
    equal(await board.end(), 0);
  });
});
