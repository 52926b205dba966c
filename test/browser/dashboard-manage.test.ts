/**
 * Managing devices and signing in in a real Chromium against the real cloud, with a device that obeys the test.
 * The tests build on each other: one sign-in, one device, one page.
 */
import { deepEqual, equal, ok } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { findBarriers, openPage, overflow } from "./support/browser-page.js";
import { missingChromium } from "./support/chromium.js";
import { FakeDevice } from "./support/fake-device.js";
import { DashboardScene, operatorToken, shows } from "./support/scene.js";

describeWith("Chromium", missingChromium, "the dashboard's management in a browser", () => {
  const scene = new DashboardScene();
  scene.hook();

  it("signs in", async () => {
    await scene.page.goto(scene.cloud.signInUrl());
    await scene.card("Desk").getByRole("link").click();
    await shows(scene.page.locator(".badge"), "Online");
  });

  it("says on its own sign-in page that a link was used before, and takes the token there", async () => {
    const context = await scene.page.context().browser()?.newContext();
    const page = await context?.newPage();
    if (context === undefined || page === undefined) throw new Error("there is no browser");
    await page.goto(`${scene.cloud.url}/signin?code=used`);
    await shows(page.getByRole("alert"), "used before, or is too old");
    equal(new URL(page.url()).pathname, "/");
    equal(await page.locator("h1").innerText(), "Sign in");
    await page.getByLabel("Operator token").fill(operatorToken);
    await page.keyboard.press("Enter");
    await shows(page.locator("h1"), "Devices");
    await context.close();
  });

  it("renames a device", async () => {
    await scene.button("Rename").click();
    equal(await scene.page.evaluate("document.activeElement.value"), "Desk");
    await scene.page.keyboard.type("Kitchen <b>&");
    deepEqual(await findBarriers(scene.open), []);
    await scene.page.keyboard.press("Enter");
    await shows(scene.page.locator("h1"), "Kitchen <b>&");
    equal(await scene.page.locator("dialog").count(), 0);
  });

  it("makes a new token, which cuts the old one off", async () => {
    await scene.button("New token").click();
    await scene.page.getByRole("dialog").getByRole("button", { name: "Make new token" }).click();
    await shows(scene.page.locator("dialog h2"), "New token");
    scene.token = await scene.page.getByLabel("Token", { exact: true }).inputValue();
    await scene.button("Done").click();
    await shows(scene.page.locator(".badge"), "Offline");
    await scene.device.connect(scene.cloud.url, scene.token);
    await shows(scene.page.locator(".badge"), "Online");
  });

  it("adds a device and shows its token once, with the command that uses it", async () => {
    await scene.page.getByRole("link", { name: "Devices" }).click();
    await scene.button("Add device").click();
    await scene.page.getByLabel("Name", { exact: true }).fill("Greenhouse");
    await scene.page.getByLabel("With a token").check();
    await scene.page.getByLabel("Id (optional)").fill("green-1");
    await scene.page.keyboard.press("Enter");
    const shown = await scene.page.getByLabel("Token", { exact: true }).inputValue();
    const command = await scene.page.getByLabel("Command that starts a simulated board", { exact: true }).inputValue();
    const url = `${scene.cloud.url.replace("http", "ws")}/v1/devices/green-1/link`;
    equal(command, `npm run device -- --url ${url} --token ${shown} --id green-1`);
    deepEqual(await findBarriers(scene.open), []);
    await scene.button("Done").click();
    await shows(scene.card("Greenhouse"), "Never connected");
    const other = new FakeDevice("green-1");
    await other.connect(scene.cloud.url, shown);
    await shows(scene.card("Greenhouse"), "Online");
    other.disconnect();
    ok(!(await scene.page.content()).includes(shown), "the token is gone with the dialog");
  });

  it("shows a code once for a device that is set up with a phone, and the link that fills its page in", async () => {
    await scene.button("Add device").click();
    ok(!(await scene.page.getByLabel("Id (optional)").isVisible()));
    await scene.page.getByLabel("Name", { exact: true }).fill("Barn");
    deepEqual(await findBarriers(scene.open), []);
    await scene.page.keyboard.press("Enter");
    const code = await scene.page.getByLabel("Code", { exact: true }).inputValue();
    ok(/^[2-9A-Z]{5}-[2-9A-Z]{5}-[2-9A-Z]{5}$/.test(code), code);
    const server = scene.cloud.url.replace("http", "ws");
    equal(await scene.page.getByLabel("Server", { exact: true }).inputValue(), server);
    const link = await scene.page.getByLabel("Link for the phone", { exact: true }).inputValue();
    equal(link, `http://192.168.4.1/#server=${encodeURIComponent(server)}&code=${code}`);
    deepEqual(await findBarriers(scene.open), []);
    await scene.button("Done").click();
    ok(!(await scene.page.content()).includes(code), "the code is gone with the dialog");
  });

  it("says in the dialog why a device cannot be added", async () => {
    await scene.button("Add device").click();
    await scene.page.getByLabel("With a token").check();
    await scene.page.getByLabel("Id (optional)").fill("green-1");
    await scene.page.keyboard.press("Enter");
    await shows(scene.page.locator("dialog .failure"), "There is a device of this id.");
    await scene.page.keyboard.press("Escape");
    await scene.page.locator("dialog").waitFor({ state: "detached" });
    equal(await scene.page.evaluate("document.activeElement.textContent"), "Add device");
  });

  it("deletes a device after it was confirmed, and not before", async () => {
    await scene.card("Greenhouse").getByRole("link").click();
    await scene.button("Delete").click();
    await shows(scene.page.locator("dialog"), "This cannot be undone.");
    await scene.page.keyboard.press("Escape");
    await shows(scene.page.locator("h1"), "Greenhouse");
    await scene.button("Delete").click();
    await scene.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await shows(scene.page.locator("h1"), "Devices");
    await scene.card("Kitchen").waitFor();
    equal(await scene.card("Greenhouse").count(), 0);
  });

  it("is used by the keyboard alone", async () => {
    const { page } = scene;
    await page.reload();
    await scene.card("Kitchen").waitFor();
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
    await scene.relay().waitFor();
    equal(await page.evaluate("document.activeElement.tagName"), "H1");
    await press("Tab", "Delete");
    await page.keyboard.press("Tab");
    equal(await page.evaluate("document.activeElement.getAttribute('role')"), "switch");
    scene.device.commands.length = 0;
    await page.keyboard.press("Space");
    await shows(scene.control("Relay"), /^Relay\s*On$/);
    deepEqual(scene.device.commands, [{ name: "relay", value: true }]);
  });

  it("remembers the theme that a person chose", async () => {
    await scene.button("Switch to dark").click();
    await scene.page.reload();
    await scene.button("Switch to light").waitFor();
    equal(await scene.page.evaluate("document.documentElement.dataset.theme"), "dark");
  });

  it("needs no horizontal scrolling at 360 px", async () => {
    await scene.page.setViewportSize({ width: 360, height: 740 });
    await scene.panel("Temperature").waitFor();
    equal(await overflow(scene.open), 0);
    await scene.page.getByRole("link", { name: "Devices" }).click();
    await scene.card("Kitchen").waitFor();
    equal(await overflow(scene.open), 0);
    await scene.button("Add device").click();
    equal(await overflow(scene.open), 0);
    await scene.page.keyboard.press("Escape");
  });

  it("signs out, refuses a wrong token, and signs in by the right one", async () => {
    await scene.button("Sign out").click();
    await shows(scene.page.locator("h1"), "Sign in");
    deepEqual(await findBarriers(scene.open), []);
    await scene.page.getByLabel("Operator token").fill("wrong");
    await scene.page.keyboard.press("Enter");
    await shows(scene.page.locator(".failure"), "That is not the operator token.");
    await scene.page.getByLabel("Operator token").fill(operatorToken);
    await scene.page.keyboard.press("Enter");
    await shows(scene.card("Kitchen"), "Online");
  });

  it("counts ages by the server's clock, not by a wrong one on the wall", async () => {
    const other = await openPage(scene.browser);
    await other.page.addInitScript("const real = Date.now; Date.now = () => real() + 7200_000");
    await other.page.goto(scene.cloud.signInUrl());
    await scene.device.measure({ temperature: 24 });
    await shows(other.page.locator(".card-foot"), /Last heard (just now|\d s ago)/);
    deepEqual(other.complaints, []);
    await other.page.close();
  });

  it("says what to do where there are no devices", async () => {
    await scene.card("Kitchen").getByRole("link").click();
    await scene.button("Delete").click();
    await scene.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await shows(scene.page.locator(".empty"), "No devices yet");
    deepEqual(await findBarriers(scene.open), []);
  });

  it("has complained of nothing all the while", () => {
    deepEqual(scene.open.complaints, []);
  });
});
