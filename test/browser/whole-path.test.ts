/**
 * The whole path in the real thing: chips on a bus, the firmware on XS, the cloud with its database, Chromium. Readings
 * move, a press on a switch moves the simulated pin and comes back as state, a finger on the button is seen.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { type Cloud, startCloud } from "../../cloud/src/server.js";
import { type BoardRun, type Output, runBoard } from "../../hosts/desktop/board/run.js";
import { bundleGuest } from "../../hosts/desktop/engine/bundle.js";
import { chooseEngine } from "../../hosts/desktop/engine/engine.js";
import { deepEqual, equal } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { type BrowserPage, openPage } from "./support/browser-page.js";
import { launchChromium, missingChromium } from "./support/chromium.js";
import { shows } from "./support/scene.js";

describeWith("Chromium", missingChromium, "from a board's chips to a browser and back", () => {
  const data = mkdtempSync(join(tmpdir(), "mooring-path-"));
  const outputs: Output[] = [];
  let cloud: Cloud;
  let board: BoardRun;
  let browser: Browser;
  let open: BrowserPage;

  before(async function () {
    this.timeout(60_000);
    const launching = launchChromium();
    cloud = await startCloud({ port: 0, data, isQuiet: true });
    const { token } = cloud.addDevice("desk-1", "Desk");
    const { kind } = await chooseEngine();
    board = await runBoard({
      directory: join(data, "board"),
      id: "desk-1",
      kind,
      bundle: await bundleGuest({ entry: "hosts/desktop/guest/main.ts" }),
      settings: { "server.url": `ws://127.0.0.1:${cloud.port}/v1/devices/desk-1/link`, "server.token": token },
      onPrint: () => {},
    });
    board.onOutput((output) => outputs.push(output));
    browser = await launching;
    open = await openPage(browser);
    await open.page.goto(cloud.signInUrl());
    await open.page.locator(".device", { hasText: "Desk" }).getByRole("link").click();
  });

  after(async () => {
    await browser?.close();
    await board?.stop();
    await cloud?.close();
    rmSync(data, { recursive: true, force: true });
  });

  const panel = (name: string) => open.page.locator(".reading", { hasText: name });
  const relay = () => open.page.getByRole("switch", { name: "Relay" });

  it("shows what the chip on the bus measures, as it changes", async () => {
    board.steer('{"chip":"sht4x","set":{"temperature":31.5,"humidity":42}}');
    await shows(panel("Temperature").locator(".value"), /31\.[456]/);
    await shows(panel("Humidity").locator(".value"), /4[123]/);
    board.steer('{"chip":"sht4x","set":{"temperature":18}}');
    await shows(panel("Temperature").locator(".value"), /1[78]\.\d/);
  });

  it("moves the pin by a press on the switch, and shows what the board says of it", async () => {
    equal(await relay().getAttribute("aria-checked"), "false");
    await relay().click();
    await open.page.locator('[role="switch"][aria-checked="true"]').waitFor();
    deepEqual(outputs.filter((output) => "pin" in output && output.pin === "relay").at(-1), { pin: "relay", value: 1 });
    await relay().click();
    await open.page.locator('[role="switch"][aria-checked="false"]').waitFor();
    deepEqual(outputs.filter((output) => "pin" in output && output.pin === "relay").at(-1), { pin: "relay", value: 0 });
  });

  it("dims the lamp by keyboard", async () => {
    const slider = open.page.getByRole("slider", { name: "Lamp" });
    await slider.focus();
    await open.page.keyboard.press("End");
    const isBright = (output: Output) => "pin" in output && output.pin === "lamp" && output.value === 1;
    for (let i = 0; i < 100 && !outputs.some(isBright); i++) await open.page.waitForTimeout(50);
    equal(outputs.some(isBright), true);
  });

  it("shows a finger on the button", async () => {
    board.steer('{"pin":"button","press":true}');
    await shows(open.page.locator("main"), "button.pressed");
  });

  it("shows a chip that was pulled off the bus as a fault, and that it is back", async () => {
    board.steer('{"chip":"sht4x","fault":"no-answer"}');
    await shows(panel("Temperature"), /no.answer|fault/i);
    board.steer('{"chip":"sht4x","fault":"none"}');
    await shows(panel("Temperature").locator(".value"), /1[78]\.\d/);
  });

  it("shows the board as offline while its power is cut, and online again", async function () {
    this.timeout(30_000);
    board.steer('{"power":"cut","forMs":1500}');
    await shows(open.page.locator(".badge"), "Offline");
    await shows(open.page.locator(".badge"), "Online");
    deepEqual(open.complaints, []);
  });
});
