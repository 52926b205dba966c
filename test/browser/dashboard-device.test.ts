/**
 * What the dashboard does with the real firmware behind it, in this process, on real sockets: its settings, what it is
 * made of, its own commands. The tests build on each other.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { type Cloud, startCloud } from "../../cloud/src/server.js";
import type { Device } from "../../src/device/device.js";
import start from "../../src/main.js";
import { deepEqual, equal } from "../support/assert.js";
import { example } from "../support/example.js";
import { describeWith } from "../support/needs.js";
import { socketBoard } from "../support/socket-board.js";
import { type BrowserPage, findBarriers, openPage, overflow } from "./support/browser-page.js";
import { launchChromium, missingChromium } from "./support/chromium.js";
import { operatorToken, shows } from "./support/scene.js";

/** The example, and a chip that takes its time. */
const gas = { kind: "scd4x", bus: "default", readings: { co2: { title: "CO2" } } };
const { definition } = example;
const room = { ...example, definition: { ...definition, sensors: [...definition.sensors, gas] } };

describeWith("Chromium", missingChromium, "the dashboard with the firmware behind it", () => {
  const data = mkdtempSync(join(tmpdir(), "mooring-browser-"));
  let browser: Browser;
  let cloud: Cloud;
  let device: Device;
  let open: BrowserPage;

  before(async function () {
    this.timeout(60_000);
    const launching = launchChromium();
    cloud = await startCloud({ port: 0, data, operatorToken, isQuiet: true });
    const { token } = cloud.addDevice("desk-1", "Desk");
    const url = `${cloud.url.replace("http", "ws")}/v1/devices/desk-1/link`;
    device = start(socketBoard({ id: "desk-1", url, token, seed: 1 }), room);
    browser = await launching;
    open = await openPage(browser);
    await open.page.goto(cloud.signInUrl());
    await open.page.locator(".device").getByRole("link").click();
  });
  beforeEach(function () {
    this.currentTest?.timeout(60_000); // ms; what is waited for comes at once, unless the machine is busy
  });
  after(async () => {
    device?.close();
    await browser?.close();
    await cloud?.close();
    rmSync(data, { recursive: true, force: true });
  });

  const button = (name: string) => open.page.getByRole("button", { name, exact: true });
  const setting = (name: string) => open.page.locator(".figures div", { hasText: name }).locator("dd > span");

  it("says that a gas sensor which has just begun is settling, and of others nothing", async () => {
    const panel = (name: string) => open.page.locator(".reading", { hasText: name }).locator(".reading-quality");
    await shows(panel("CO2"), "Still settling after the start");
    equal(await panel("Temperature").isVisible(), false);
  });

  it("shows the settings that are in force, and changes one", async () => {
    const { page } = open;
    await shows(setting("Log level"), "info");
    await button("Change settings…").click();
    await page.getByLabel("Log level").selectOption("warn");
    deepEqual(await findBarriers(open), []);
    await button("Save").click();
    await shows(setting("Log level"), /warn$/);
    await button("Change settings…").click();
    await page.getByLabel("Log level").selectOption("");
    await button("Save").click();
    await shows(setting("Log level"), /info$/);
  });

  it("shows what the device is made of, says what is wrong with another one, and applies one that is good", async () => {
    const { page } = open;
    await button("Parts").click();
    const text = page.getByRole("textbox", { name: "device.json" });
    await page.locator("textarea.definition:not([readonly])").waitFor();
    const own = JSON.parse(await text.inputValue()) as { sensors: Record<string, unknown>[]; actuators: object[] };
    deepEqual(own.actuators, JSON.parse(JSON.stringify(example.definition.actuators)));
    await text.fill("{");
    await button("Check and apply").click();
    await shows(page.locator("dialog .failure"), "That is no JSON");
    const wrong = { ...own, sensors: [...own.sensors, { kind: "contact", pin: 6, mode: "input" }] };
    await text.fill(JSON.stringify(wrong));
    await button("Check and apply").click();
    await shows(
      page.locator("dialog .failure"),
      `sensors[${own.sensors.length}].pin: 6 is used by flash on this board`,
    );
    deepEqual(await findBarriers(open), []);
    const smaller = { ...own, sensors: own.sensors.filter(({ kind }) => kind === "sht4x"), rules: [] };
    await text.fill(JSON.stringify(smaller));
    await button("Check and apply").click();
    await shows(page.locator("dialog"), "The device has taken it");
    await button("Close").click();
    await page.locator(".reading h3", { hasText: "Humidity" }).waitFor();
    await page.getByRole("heading", { name: "Light", exact: true }).waitFor({ state: "detached" });
  });

  it("goes back to what the firmware was built with", async () => {
    await button("Parts").click();
    await shows(open.page.locator("dialog .hint").first(), /changed from here|on trial/);
    await button("Back to the firmware's own…").click();
    await button("Go back").click();
    await shows(open.page.locator("dialog"), "was built with");
    await button("Close").click();
    await open.page.getByRole("heading", { name: "Light", exact: true }).waitFor();
  });

  it("runs a command of the person's own code", async () => {
    await button("Good night…").click();
    await button("Run").click();
    await shows(open.page.locator("dialog pre"), '"lamp": 0');
    await button("Close").click();
  });

  it("fits the width of a phone, and has complained of nothing", async () => {
    await open.page.setViewportSize({ width: 360, height: 780 });
    await open.page.waitForFunction("document.documentElement.scrollWidth <= innerWidth"); // charts take a moment
    deepEqual([await overflow(open), open.complaints], [0, []]);
  });
});
