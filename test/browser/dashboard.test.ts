/**
 * Watching and controlling a device in a real Chromium against the real cloud, with a device that obeys the test.
 * The tests build on each other: one sign-in, one device, one page.
 */
import { deepEqual, equal, ok } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { findBarriers } from "./support/browser-page.js";
import { missingChromium } from "./support/chromium.js";
import { DashboardScene, shows, until } from "./support/scene.js";

describeWith("Chromium", missingChromium, "the dashboard in a browser", () => {
  const scene = new DashboardScene();
  scene.hook();

  it("is signed in by the one-time link, and lists the device as online with its values", async () => {
    await scene.page.goto(scene.cloud.signInUrl());
    await scene.page.waitForURL(`${scene.cloud.url}/`);
    await shows(scene.card("Desk"), "Online");
    await shows(scene.card("Desk"), "20.5 °C");
    deepEqual(await findBarriers(scene.open), []);
  });

  it("moves the readings of the list as they come", async () => {
    await scene.device.measure({ temperature: 21.5 });
    await shows(scene.card("Desk"), "21.5 °C");
  });

  it("names in the list what does not work, until it works again", async () => {
    await scene.device.happen("sensor.fault", { name: "light", fault: "no-answer" });
    await shows(scene.card("Desk"), "Light does not answer");
    await scene.device.measure({ light: 300 });
    await scene.card("Desk").filter({ hasNotText: "does not answer" }).waitFor();
  });

  it("draws a chart for each number, which says in words what it shows", async () => {
    await scene.card("Desk").getByRole("link").click();
    await shows(scene.page.locator("h1"), "Desk");
    equal(await scene.page.title(), "Desk · Mooring");
    await shows(scene.panel("Temperature").locator(".value"), "21.5");
    await scene.device.measure({ temperature: 22.5, humidity: 41, light: 310 });
    await shows(scene.panel("Temperature").locator(".value"), "22.5");
    await scene.page.getByRole("img", { name: "Chart of Temperature. 20.5 to 22.5, mean 21.5" }).waitFor();
    equal(await scene.page.locator(".plot canvas").count(), 3);
    deepEqual(await findBarriers(scene.open), []);
  });

  it("moves nothing on the page when values grow longer or shorter", async () => {
    const { page } = scene;
    await page.evaluate(
      "new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shift = (window.shift ?? 0) + e.value; }).observe({ type: 'layout-shift' })",
    );
    for (const temperature of [-10.5, 100.25, 9]) {
      await scene.device.measure({ temperature });
      await shows(scene.panel("Temperature").locator(".value"), temperature.toFixed(1).replace("-", "−"));
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
    await scene.device.sendPack("periodic", records);
    await scene.page.locator(".ranges label", { hasText: "1 h" }).click();
    await shows(scene.panel("Humidity"), / to 53\.0/);
    await scene.page.locator(".ranges label", { hasText: "5 min" }).click();
    await shows(scene.panel("Humidity"), "40.0 to 41.0");
  });

  it("asks again by itself for what could not be fetched", async () => {
    await scene.page.route("**/telemetry?name=light*", (route) => route.abort(), { times: 1 });
    await scene.page.locator(".ranges label", { hasText: "24 h" }).click();
    await shows(scene.panel("Light"), "could not be fetched");
    await scene.panel("Light").filter({ hasNotText: "could not be fetched" }).waitFor();
    await scene.page.locator(".ranges label", { hasText: "5 min" }).click();
  });

  it("shows readings that came late, after an outage, in their place", async () => {
    await scene.device.measure({ light: 320 });
    await scene.device.measure({ light: 900 }, Date.now() / 1000 - 100);
    await shows(scene.panel("Light"), "300 to 900");
    await shows(scene.panel("Light").locator(".value"), "320");
  });

  it("shows a quantity that no description names", async () => {
    await scene.device.sendPack("periodic", [{ n: "co2", u: "ppm", v: 612, t: Date.now() / 1000 }]);
    await shows(scene.panel("Co2").locator(".reading-value"), /612\s*ppm/);
    equal(await scene.page.locator(".plot canvas").count(), 4);
  });

  it("shows a switch as under way until the device has answered, then as the device says", async () => {
    scene.device.delayMs = 300;
    await scene.relay().click();
    await shows(scene.control("Relay"), "Turning on…");
    equal(await scene.relay().getAttribute("aria-busy"), "true");
    await shows(scene.control("Relay"), /^Relay\s*On$/);
    scene.device.delayMs = 0;
    equal(await scene.relay().getAttribute("aria-checked"), "true");
    equal(await scene.relay().getAttribute("aria-busy"), null);
    deepEqual(scene.device.commands.splice(0), [{ name: "relay", value: true }]);
    equal(scene.device.state["relay"], true);
    await shows(scene.page.locator("[role=status]"), "Relay is on");
  });

  it("dims by the keyboard", async () => {
    const slider = scene.page.getByRole("slider", { name: "Lamp" });
    await slider.focus();
    await scene.page.keyboard.press("End");
    await shows(scene.control("Lamp"), /100 %/);
    await scene.page.keyboard.press("ArrowLeft");
    await shows(scene.control("Lamp"), /^Lamp\s*99 %$/);
    equal(scene.device.state["lamp"], 0.99);
  });

  it("lets go of a slider that was dragged away and back, which browsers call no change", async () => {
    const { mouse } = scene.page;
    const slider = scene.page.getByRole("slider", { name: "Lamp" });
    await slider.scrollIntoViewIfNeeded();
    const { width, height } = (await slider.boundingBox()) ?? { width: 0, height: 0 };
    // hovering waits until it stands still
    await slider.hover({ position: { x: width - 12, y: height / 2 } });
    const box = await slider.boundingBox();
    ok(box !== null);
    const [x, y] = [box.x + width - 12, box.y + height / 2];
    await mouse.down();
    const held = await slider.inputValue();
    await scene.device.sendPack("state", [{ n: "lamp", u: "/", v: 0.5, t: Date.now() / 1000 }]);
    await scene.page.waitForTimeout(300); // ms; the report is there, and moves nothing under the finger
    equal(await slider.inputValue(), held);
    await mouse.move(x - 90, y, { steps: 3 });
    await shows(scene.control("Lamp"), "→");
    await mouse.move(x, y, { steps: 3 });
    await mouse.up();
    await scene.device.sendPack("state", [{ n: "lamp", u: "/", v: 0.25, t: Date.now() / 1000 + 1 }]);
    await shows(scene.control("Lamp"), /^Lamp\s*25 %$/);
  });

  it("unlocks a door, and says how it stands", async () => {
    await shows(scene.control("Door"), "Locked");
    await scene.control("Door").getByRole("button", { name: "Unlock" }).click();
    await shows(scene.control("Door"), "Unlocked");
    equal(await scene.control("Door").getByRole("button", { name: "Unlock" }).count(), 0);
    await scene.control("Door").getByRole("button", { name: "Lock", exact: true }).waitFor();
    equal(scene.device.state["door"], "unlocked");
    await scene.device.sendPack("state", [{ n: "door", vs: "jammed", t: Date.now() / 1000 + 1 }]);
    await shows(scene.control("Door"), "Jammed");
  });

  it("sets a thermostat by its mode and its target, step by step", async () => {
    const heating = scene.control("Heating");
    await shows(heating, "Idle · 9.0 °C now");
    await shows(heating.locator("output"), "21.0 °C");
    for (let i = 0; i < 3; i++) await heating.getByRole("button", { name: "Heating: target: more" }).click();
    await shows(heating.locator("output"), "22.5 °C");
    await until("three steps", () => scene.device.state["heating.target"] === 22.5);
    await heating.getByRole("button", { name: "Off" }).click();
    await heating.locator('.segment[aria-pressed="true"]', { hasText: "Off" }).waitFor();
    equal(scene.device.state["heating.mode"], "off");
    equal(await scene.page.locator(".plot canvas").count(), 4, "what is set is no reading");
    deepEqual(await findBarriers(scene.open), []);
  });

  it("runs a command of the device's own, by a form made of its schema", async () => {
    await scene.button("Test the siren…").click();
    await scene.button("Run").click();
    await shows(scene.page.locator("dialog .failure"), "Seconds is missing.");
    await scene.page.getByLabel("Seconds").fill("3");
    await scene.page.getByLabel("Tone (optional)").selectOption("high");
    equal(await scene.page.getByLabel(/expires/i).count(), 0);
    deepEqual(await findBarriers(scene.open), []);
    await scene.button("Run").click();
    await shows(scene.page.locator("dialog"), /heard.*true/);
    await scene.button("Close").click();
    const [{ method, params }] = scene.device.calls.splice(0) as [{ method: string; params: Record<string, unknown> }];
    deepEqual([method, params["seconds"], params["tone"]], ["siren.test", 3, "high"]);
    ok(Number(params["expires"]) > Date.now() / 1000 - 60, "the cloud says until when it may be carried out");
  });

  it("shows what the device did on its own", async () => {
    await scene.device.press(true);
    await shows(scene.page.locator(".state", { hasText: "Button" }), "On once in the last 5 minutes");
    await scene.device.press(false);
    await shows(scene.page.locator(".state", { hasText: "Button" }).locator(".state-value"), "Off");
  });

  it("says why a command was refused, and keeps the state that the device has", async () => {
    scene.device.manner = "refuse";
    await scene.relay().click();
    await shows(scene.control("Relay"), "The relay does not follow. The hardware did not do it: check the wiring.");
    equal(await scene.relay().getAttribute("aria-checked"), "true");
    scene.device.manner = "obey";
    await scene.relay().click();
    await shows(scene.control("Relay"), /^Relay\s*Off$/);
  });

  it("says when no answer came in time that it may have been done", async () => {
    await scene.page.route("**/commands", (route) => {
      const body = { ...(route.request().postDataJSON() as object), deadlineMs: 200 };
      return route.continue({ postData: JSON.stringify(body) });
    });
    scene.device.manner = "silent";
    await scene.relay().click();
    await shows(scene.control("Relay"), "It may still have been done");
    scene.device.manner = "obey";
    await scene.page.unroute("**/commands");
    await scene.relay().click();
    await shows(scene.control("Relay"), /^Relay\s*On$/);
  });

  it("shows a sensor's fault until a newer reading, and the log as it comes", async () => {
    await scene.device.happen("sensor.fault", { name: "humidity", fault: "no-answer" });
    await shows(scene.panel("Humidity"), "Fault: it does not answer");
    scene.device.log("warn", "i2c.retry", "address 0x44");
    await shows(scene.page.locator(".log li").first(), /warn\s*i2c\.retry/);
    await scene.device.measure({ humidity: 42 });
    await scene.panel("Humidity").filter({ hasNotText: "Fault" }).waitFor();
  });

  it("shows a device that went away as offline, its values as old, and refuses to pretend", async () => {
    scene.device.disconnect();
    await shows(scene.page.locator(".badge"), "Offline");
    await shows(scene.panel("Temperature"), "Last reading");
    ok((await scene.panel("Temperature").getAttribute("data-stale")) !== null);
    await scene.relay().click();
    await shows(scene.control("Relay"), "The device is offline; nothing was changed.");
    await scene.device.connect(scene.cloud.url, scene.token);
    await shows(scene.page.locator(".badge"), "Online");
    await shows(scene.control("Relay"), /^Relay\s*On$/);
  });

  it("says that the cloud is away, and recovers by itself with everything fetched again", async () => {
    const { port } = scene.cloud;
    await scene.cloud.close();
    await shows(scene.page.locator(".banner"), "The connection to the cloud is lost.");
    await shows(scene.page.locator(".badge"), "Was online");
    await scene.startCloud(port);
    await scene.device.connect(scene.cloud.url, scene.token);
    await scene.device.measure({ temperature: 23.5 });
    await scene.page.locator(".banner").waitFor({ state: "hidden" });
    await shows(scene.page.locator(".badge"), "Online");
    await shows(scene.panel("Temperature").locator(".value"), "23.5");
  });

  it("has complained of nothing all the while", () => {
    deepEqual(scene.open.complaints, []);
  });
});
