/**
 * What the dashboard says when something is not as it should be, or takes its time: readings that are less sure, safe mode,
 * the log by its level, commands that a person does not wait for. The tests build on each other.
 */
import { errorCodes } from "../../src/protocol/faults.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { findBarriers, overflow } from "./support/browser-page.js";
import { missingChromium } from "./support/chromium.js";
import { DashboardScene, shows, until } from "./support/scene.js";

describeWith("Chromium", missingChromium, "the dashboard takes care", () => {
  const scene = new DashboardScene();
  scene.hook();
  const now = (): number => Date.now() / 1000;
  const quality = (name: string) => scene.panel(name).locator(".reading-quality");
  const underWay = () => scene.page.locator(".under-way li");
  const subscribed = () =>
    scene.device.calls.filter(({ method }) => method === "log.subscribe").map(({ params }) => params);

  it("marks a value that is less sure, on the list and on the device's page, with words", async () => {
    await scene.page.goto(scene.cloud.signInUrl());
    await scene.device.sendPack("periodic", [
      { n: "light", u: "lx", v: 54612, t: now(), quality: "limited" },
      { n: "humidity", u: "%RH", v: 44, t: now(), quality: "settling" },
    ]);
    const cell = scene.card("Desk").locator("dd", { hasText: "lx" });
    await shows(cell, "54612 lx, at its limit");
    await scene.card("Desk").getByRole("link").click();
    await shows(quality("Light"), "At its limit: the true value may lie beyond");
    await shows(quality("Humidity"), "Still settling after the start");
    equal(await quality("Temperature").isVisible(), false);
    equal(await quality("Light").locator("svg").isVisible(), true, "not by colour alone");
    deepEqual(await findBarriers(scene.open), []);
  });

  it("takes the mark away when the next value is good, and keeps it in the history", async () => {
    await scene.device.measure({ light: 900, humidity: 45 });
    await quality("Light").waitFor({ state: "hidden" });
    await quality("Humidity").waitFor({ state: "hidden" });
    await scene.page.reload();
    await shows(scene.panel("Light"), /900\s*lx/);
    const history = await scene.page.evaluate(
      "fetch('/v1/devices/desk-1/telemetry?name=light').then((a) => a.json()).then((all) => all.map((r) => r.quality))",
    );
    ok((history as unknown[]).includes("limited"), JSON.stringify(history));
  });

  it("says that a device is in safe mode, why, and what to do; and restarts it", async () => {
    equal(await scene.page.getByText("Safe mode").first().isVisible(), false);
    scene.device.disconnect();
    scene.device.isSafe = true;
    await scene.device.connect(scene.cloud.url, scene.token);
    await shows(scene.page.locator(".device-name .badge"), "Safe mode");
    const notice = scene.page.getByRole("region", { name: "Safe mode" });
    await shows(notice, "restarted three times within five minutes");
    await shows(notice, "Look at “Last start” and at the log");
    deepEqual(await findBarriers(scene.open), []);
    await scene.button("Restart the device").click();
    await until("the restart", () => scene.device.calls.some(({ method }) => method === "device.restart"));
    scene.device.disconnect();
    scene.device.isSafe = false;
    await scene.device.connect(scene.cloud.url, scene.token);
    await notice.waitFor({ state: "hidden" });
    equal(await scene.page.locator(".device-name .badge", { hasText: "Safe mode" }).isVisible(), false);
  });

  it("follows the log by a level, of which the device is asked; others are not shown", async () => {
    const { device, page } = scene;
    const lines = (code: string) => page.locator(".log .code", { hasText: code });
    device.log("info", "an.info", "");
    device.log("warn", "a.warning", "");
    await shows(page.locator(".log"), "an.info");
    await page.getByLabel("Lines").selectOption("debug");
    await until("the subscription", () => subscribed().length > 0);
    deepEqual(subscribed().at(-1), { level: "debug", seconds: 120, expires: (subscribed()[0] as never)["expires"] });
    device.log("debug", "a.detail", "");
    await shows(page.locator(".log"), "a.detail");
    await page.getByLabel("Lines").selectOption("warn");
    await until("the other level", () => subscribed().length > 1);
    for (const gone of ["an.info", "a.detail"]) await lines(gone).waitFor({ state: "detached" });
    await lines("a.warning").waitFor();
    deepEqual(await findBarriers(scene.open), []);
  });

  it("asks again when the device has come back, and ends it when nothing is chosen any more", async () => {
    const { device } = scene;
    const before = subscribed().length;
    device.disconnect();
    await shows(scene.page.locator(".device-name .badge"), "Offline");
    await device.connect(scene.cloud.url, scene.token);
    await until("the subscription of the new session", () => subscribed().length > before);
    await scene.page.getByLabel("Lines").selectOption("");
    await until("its end", () => (subscribed().at(-1) as { seconds: number }).seconds === 0);
    await shows(scene.page.locator(".log"), "a.detail");
  });

  it("shows how far a command is when its dialog is closed, and what came of it", async () => {
    const { device, page } = scene;
    device.isSlow = true;
    await scene.button("Test the siren…").click();
    await page.getByLabel("Seconds").fill("3");
    await scene.button("Run").click();
    await until("the command", () => device.calls.at(-1)?.method === "siren.test");
    device.progress(1, 4);
    await shows(page.locator("dialog .command-progress"), "1 of 4");
    await page.keyboard.press("Escape");
    await shows(underWay(), "Test the siren");
    device.progress(3, 4, "three of four tones");
    await shows(underWay(), "three of four tones");
    equal(await underWay().locator("progress").getAttribute("value"), "0.75");
    deepEqual(await findBarriers(scene.open), []);
    device.finish({ result: { loud: true } });
    await shows(underWay(), "done");
    await scene.button("Show the answer").click();
    await shows(page.locator("dialog pre"), '"loud": true');
    await scene.button("Close").click();
    equal(await underWay().count(), 0);
  });

  it("shows a command that another page has sent, after a reload too, and cancels it", async () => {
    const { device, page } = scene;
    const count = device.calls.length;
    await page.evaluate(
      `fetch("/v1/devices/desk-1/commands", { method: "POST", headers: { "content-type": "application/json" },
        body: JSON.stringify({ method: "siren.test", params: { seconds: 3 }, deadlineMs: 60000 }) }).catch(() => {}); undefined`,
    );
    await until("the command", () => device.calls.length > count);
    device.progress(1);
    await shows(underWay(), "Test the siren");
    await page.reload();
    await shows(underWay(), "Test the siren");
    await scene.page.getByRole("button", { name: "Cancel Test the siren" }).click();
    await until("the cancelling", () => device.calls.at(-1)?.method === "command.cancel");
    await underWay().waitFor({ state: "detached" });
  });

  it("says why a command failed that nobody waited for", async () => {
    const { device, page } = scene;
    await scene.button("Test the siren…").click();
    await page.getByLabel("Seconds").fill("3");
    const count = device.calls.length;
    await scene.button("Run").click();
    await until("the command", () => device.calls.length > count);
    await page.keyboard.press("Escape");
    device.finish({ error: { code: errorCodes.unsupported, message: "the siren is broken" } });
    await shows(underWay(), "The device refused: the siren is broken");
    await scene.button("Dismiss").click();
    equal(await underWay().count(), 0);
  });

  it("needs no horizontal scrolling at 360 px, and has complained of nothing", async () => {
    scene.device.disconnect();
    scene.device.isSafe = true;
    await scene.device.connect(scene.cloud.url, scene.token);
    await scene.device.sendPack("periodic", [{ n: "light", u: "lx", v: 54612, t: now(), quality: "limited" }]);
    await scene.page.setViewportSize({ width: 360, height: 740 });
    await scene.page.getByRole("region", { name: "Safe mode" }).waitFor();
    await scene.page.waitForFunction("document.documentElement.scrollWidth <= innerWidth"); // charts take a moment
    deepEqual([await overflow(scene.open), scene.open.complaints], [0, []]);
  });
});
