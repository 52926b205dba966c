/**
 * The dashboard in a real Chromium against the real cloud, with a device that obeys the test. The tests build on each
 * other: one sign-in, one device, one page.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator } from "playwright-core";
import { type Cloud, startCloud } from "../../cloud/src/server.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { type BrowserPage, findBarriers, openPage, overflow } from "./support/browser-page.js";
import { launchChromium, missingChromium } from "./support/chromium.js";
import { FakeDevice } from "./support/fake-device.js";

const operatorToken = "operator-token-of-the-test";

/** Waits until a text is there; the failure says what was there instead. */
async function shows(locator: Locator, text: string | RegExp): Promise<void> {
  const found = locator.filter({ hasText: text });
  try {
    await found.first().waitFor({ timeout: 5000 });
  } catch {
    throw new Error(`expected ${text}, the page shows ${JSON.stringify(await locator.allInnerTexts())}`);
  }
}

describeWith("Chromium", missingChromium, "the dashboard in a browser", () => {
  let data: string;
  let cloud: Cloud;
  let browser: Browser;
  let open: BrowserPage;
  let token: string;
  const device = new FakeDevice("desk-1");

  const start = (port: number): Promise<Cloud> => startCloud({ port, data, operatorToken, isQuiet: true });
  const card = (name: string): Locator => open.page.locator(".device", { hasText: name });
  const panel = (name: string): Locator => open.page.locator(".reading", { hasText: name });
  const relay = (): Locator => open.page.getByRole("switch", { name: "Relay" });
  const control = (name: string): Locator => open.page.locator(".control", { hasText: name });
  const button = (name: string): Locator => open.page.getByRole("button", { name, exact: true });

  before(async () => {
    data = mkdtempSync(join(tmpdir(), "mooring-browser-"));
    [cloud, browser] = await Promise.all([start(0), launchChromium()]);
    token = cloud.addDevice("desk-1", "Desk").token;
    open = await openPage(browser);
    await device.connect(cloud.url, token);
    await device.measure({ temperature: 20.5, humidity: 40, light: 300 });
  });

  after(async () => {
    device.disconnect();
    await browser?.close();
    await cloud?.close();
    rmSync(data, { recursive: true, force: true });
  });

  // each test goes on where the one before it ended: after a failure the others would only repeat it, slowly
  let hasFailed = false;
  beforeEach(function () {
    if (hasFailed) this.skip();
  });
  afterEach(function () {
    hasFailed ||= this.currentTest?.state === "failed";
  });

  it("is signed in by the one-time link, and lists the device as online with its values", async () => {
    await open.page.goto(cloud.signInUrl());
    await open.page.waitForURL(`${cloud.url}/`);
    await shows(card("Desk"), "Online");
    await shows(card("Desk"), "20.5 °C");
    deepEqual(await findBarriers(open), []);
  });

  it("moves the readings of the list as they come", async () => {
    await device.measure({ temperature: 21.5 });
    await shows(card("Desk"), "21.5 °C");
  });

  it("draws a chart for each number, which says in words what it shows", async () => {
    await card("Desk").getByRole("link").click();
    await shows(open.page.locator("h1"), "Desk");
    equal(await open.page.title(), "Desk · Mooring");
    await shows(panel("Temperature").locator(".value"), "21.5");
    await device.measure({ temperature: 22.5, humidity: 41, light: 310 });
    await shows(panel("Temperature").locator(".value"), "22.5");
    await open.page.getByRole("img", { name: "Chart of Temperature. 20.5 to 22.5, mean 21.5" }).waitFor();
    equal(await open.page.locator(".plot canvas").count(), 3);
    deepEqual(await findBarriers(open), []);
  });

  it("moves nothing on the page when values grow longer or shorter", async () => {
    const { page } = open;
    await page.evaluate(
      "new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shift = (window.shift ?? 0) + e.value; }).observe({ type: 'layout-shift' })",
    );
    for (const temperature of [-10.5, 100.25, 9]) {
      await device.measure({ temperature });
      await shows(panel("Temperature").locator(".value"), temperature.toFixed(1).replace("-", "−"));
    }
    // digits of a value that stands at the right edge begin elsewhere; a line that moved would be a hundred times more
    const shift = await page.evaluate<number>("window.shift ?? 0");
    ok(shift < 0.001, `layout shift of ${shift}`);
  });

  it("fetches the history of another range", async () => {
    const records = [50, 51, 52, 53].map((v, i) => ({
      n: "humidity",
      u: "%RH",
      v,
      t: Date.now() / 1000 - 1800 + i * 60,
    }));
    await device.sendPack("periodic", records);
    await open.page.locator(".ranges label", { hasText: "1 h" }).click();
    await shows(panel("Humidity"), / to 53\.0/);
    await open.page.locator(".ranges label", { hasText: "5 min" }).click();
    await shows(panel("Humidity"), "40.0 to 41.0");
  });

  it("shows a switch as under way until the device has answered, then as the device says", async () => {
    device.delayMs = 300;
    await relay().click();
    await shows(control("Relay"), "Turning on…");
    equal(await relay().getAttribute("aria-busy"), "true");
    await shows(control("Relay"), /^Relay\s*On$/);
    device.delayMs = 0;
    equal(await relay().getAttribute("aria-checked"), "true");
    equal(await relay().getAttribute("aria-busy"), null);
    deepEqual(device.commands.splice(0), [{ name: "relay", value: true }]);
    equal(device.state["relay"], true);
    await shows(open.page.locator("[role=status]"), "Relay is on");
  });

  it("dims by the keyboard", async () => {
    const slider = open.page.getByRole("slider", { name: "Lamp" });
    await slider.focus();
    await open.page.keyboard.press("End");
    await shows(control("Lamp"), /100 %/);
    await open.page.keyboard.press("ArrowLeft");
    await shows(control("Lamp"), /^Lamp\s*99 %$/);
    equal(device.state["lamp"], 0.99);
  });

  it("shows what the device did on its own", async () => {
    await device.press(true);
    await shows(open.page.locator(".state", { hasText: "Button" }), "On once in the last 5 minutes");
    await device.press(false);
    await shows(open.page.locator(".state", { hasText: "Button" }).locator(".state-value"), "Off");
  });

  it("says why a command was refused, and keeps the state that the device has", async () => {
    device.manner = "refuse";
    await relay().click();
    await shows(control("Relay"), "The relay does not follow. The hardware did not do it: check the wiring.");
    equal(await relay().getAttribute("aria-checked"), "true");
    device.manner = "obey";
    await relay().click();
    await shows(control("Relay"), /^Relay\s*Off$/);
  });

  it("says when no answer came in time that it may have been done", async () => {
    await open.page.route("**/commands", (route) => {
      const body = { ...(route.request().postDataJSON() as object), deadlineMs: 200 };
      return route.continue({ postData: JSON.stringify(body) });
    });
    device.manner = "silent";
    await relay().click();
    await shows(control("Relay"), "It may still have been done");
    device.manner = "obey";
    await open.page.unroute("**/commands");
    await relay().click();
    await shows(control("Relay"), /^Relay\s*On$/);
  });

  it("shows a sensor's fault until a newer reading, and the log as it comes", async () => {
    await device.happen("sensor.fault", { name: "humidity", fault: "no-answer" });
    await shows(panel("Humidity"), "Sensor fault: it does not answer");
    device.log("warn", "i2c.retry", "address 0x44");
    await shows(open.page.locator(".log li").first(), /warn\s*i2c\.retry/);
    await device.measure({ humidity: 42 });
    await panel("Humidity").filter({ hasNotText: "Sensor fault" }).waitFor();
  });

  it("shows a device that went away as offline, its values as old, and refuses to pretend", async () => {
    device.disconnect();
    await shows(open.page.locator(".badge"), "Offline");
    await shows(panel("Temperature"), "Last reading");
    ok((await panel("Temperature").getAttribute("data-stale")) !== null);
    await relay().click();
    await shows(control("Relay"), "The device is offline; nothing was changed.");
    await device.connect(cloud.url, token);
    await shows(open.page.locator(".badge"), "Online");
    await shows(control("Relay"), /^Relay\s*On$/);
  });

  it("says that the cloud is away, and recovers by itself with everything fetched again", async () => {
    const { port } = cloud;
    await cloud.close();
    await shows(open.page.locator(".banner"), "The connection to the cloud is lost.");
    await shows(open.page.locator(".badge"), "Was online");
    cloud = await start(port);
    await device.connect(cloud.url, token);
    await device.measure({ temperature: 23.5 });
    await open.page.locator(".banner").waitFor({ state: "hidden" });
    await shows(open.page.locator(".badge"), "Online");
    await shows(panel("Temperature").locator(".value"), "23.5");
  });

  it("renames a device", async () => {
    await button("Rename").click();
    equal(await open.page.evaluate("document.activeElement.value"), "Desk");
    await open.page.keyboard.type("Kitchen <b>&");
    deepEqual(await findBarriers(open), []);
    await open.page.keyboard.press("Enter");
    await shows(open.page.locator("h1"), "Kitchen <b>&");
    equal(await open.page.locator("dialog").count(), 0);
  });

  it("makes a new token, which cuts the old one off", async () => {
    await button("New token").click();
    await open.page.getByRole("dialog").getByRole("button", { name: "Make new token" }).click();
    await shows(open.page.locator("dialog h2"), "New token");
    token = await open.page.getByLabel("Token", { exact: true }).inputValue();
    await button("Done").click();
    await shows(open.page.locator(".badge"), "Offline");
    await device.connect(cloud.url, token);
    await shows(open.page.locator(".badge"), "Online");
  });

  it("adds a device and shows its token once, with the command that uses it", async () => {
    await open.page.getByRole("link", { name: "Devices" }).click();
    await button("Add device").click();
    await open.page.getByLabel("Name", { exact: true }).fill("Greenhouse");
    await open.page.getByLabel("Id (optional)").fill("green-1");
    await open.page.keyboard.press("Enter");
    const shown = await open.page.getByLabel("Token", { exact: true }).inputValue();
    const command = await open.page.getByLabel("Command that starts a simulated board", { exact: true }).inputValue();
    const url = `${cloud.url.replace("http", "ws")}/v1/devices/green-1/link`;
    equal(command, `npm run device -- --url ${url} --token ${shown} --id green-1`);
    deepEqual(await findBarriers(open), []);
    await button("Done").click();
    await shows(card("Greenhouse"), "Never connected");
    const other = new FakeDevice("green-1");
    await other.connect(cloud.url, shown);
    await shows(card("Greenhouse"), "Online");
    other.disconnect();
    ok(!(await open.page.content()).includes(shown), "the token is gone with the dialog");
  });

  it("says in the dialog why a device cannot be added", async () => {
    await button("Add device").click();
    await open.page.getByLabel("Id (optional)").fill("green-1");
    await open.page.keyboard.press("Enter");
    await shows(open.page.locator("dialog .failure"), "There is a device of this id.");
    await open.page.keyboard.press("Escape");
    await open.page.locator("dialog").waitFor({ state: "detached" });
    equal(await open.page.evaluate("document.activeElement.textContent"), "Add device");
  });

  it("deletes a device after it was confirmed, and not before", async () => {
    await card("Greenhouse").getByRole("link").click();
    await button("Delete").click();
    await shows(open.page.locator("dialog"), "This cannot be undone.");
    await open.page.keyboard.press("Escape");
    await shows(open.page.locator("h1"), "Greenhouse");
    await button("Delete").click();
    await open.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await shows(open.page.locator("h1"), "Devices");
    await card("Kitchen").waitFor();
    equal(await card("Greenhouse").count(), 0);
  });

  it("is used by the keyboard alone", async () => {
    const { page } = open;
    await page.reload();
    await card("Kitchen").waitFor();
    const press = async (key: string, until: string): Promise<void> => {
      for (let i = 0; i < 12; i++) {
        await page.keyboard.press(key);
        const focused = await page.evaluate(
          "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent",
        );
        if (focused === until) return;
      }
      throw new Error(`${until} was not reached`);
    };
    await page.keyboard.press("Tab");
    equal(await page.evaluate("document.activeElement.textContent"), "Skip to content");
    await page.keyboard.press("Enter");
    await press("Tab", "Kitchen <b>&");
    await page.keyboard.press("Enter");
    await relay().waitFor();
    equal(await page.evaluate("document.activeElement.tagName"), "H1");
    await press("Tab", "Delete");
    await page.keyboard.press("Tab");
    equal(await page.evaluate("document.activeElement.getAttribute('role')"), "switch");
    device.commands.length = 0;
    await page.keyboard.press("Space");
    await shows(control("Relay"), /^Relay\s*Off$/);
    deepEqual(device.commands, [{ name: "relay", value: false }]);
  });

  it("remembers the theme that a person chose", async () => {
    await button("Switch to dark").click();
    await open.page.reload();
    await button("Switch to light").waitFor();
    equal(await open.page.evaluate("document.documentElement.dataset.theme"), "dark");
  });

  it("needs no horizontal scrolling at 360 px", async () => {
    await open.page.setViewportSize({ width: 360, height: 740 });
    await panel("Temperature").waitFor();
    equal(await overflow(open), 0);
    await open.page.getByRole("link", { name: "Devices" }).click();
    await card("Kitchen").waitFor();
    equal(await overflow(open), 0);
    await button("Add device").click();
    equal(await overflow(open), 0);
    await open.page.keyboard.press("Escape");
  });

  it("signs out, refuses a wrong token, and signs in by the right one", async () => {
    await button("Sign out").click();
    await shows(open.page.locator("h1"), "Sign in");
    deepEqual(await findBarriers(open), []);
    await open.page.getByLabel("Operator token").fill("wrong");
    await open.page.keyboard.press("Enter");
    await shows(open.page.locator(".failure"), "That is not the operator token.");
    await open.page.getByLabel("Operator token").fill(operatorToken);
    await open.page.keyboard.press("Enter");
    await shows(card("Kitchen"), "Online");
  });

  it("counts ages by the server's clock, not by a wrong one on the wall", async () => {
    const other = await openPage(browser);
    await other.page.addInitScript("const real = Date.now; Date.now = () => real() + 7200_000");
    await other.page.goto(cloud.signInUrl());
    await device.measure({ temperature: 24 });
    await shows(other.page.locator(".card-foot"), /Last heard (just now|\d s ago)/);
    deepEqual(other.complaints, []);
    await other.page.close();
  });

  it("says what to do where there are no devices", async () => {
    await card("Kitchen").getByRole("link").click();
    await button("Delete").click();
    await open.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await shows(open.page.locator(".empty"), "No devices yet");
    deepEqual(await findBarriers(open), []);
  });

  it("has complained of nothing all the while", () => {
    deepEqual(open.complaints, []);
  });
});
