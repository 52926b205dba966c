/**
 * The setup page in a real Chromium at the width of a phone, against the portal over the desktop's sockets, under a name
 * that makes it no secure context. What the device does is scripted; the tests build on each other.
 */
import type { Locator, Page } from "playwright-core";
import { deepEqual, equal, ok } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { findBarriers, overflow } from "./support/browser-page.js";
import { missingChromium } from "./support/chromium.js";
import { PortalScene } from "./support/portal-scene.js";

const dashboard = "https://cloud.example/#/devices/desk-1";

async function waitFor(page: Page, text: string): Promise<void> {
  await page.getByText(text, { exact: false }).first().waitFor();
}

describeWith("Chromium", missingChromium, "the setup page in a browser", () => {
  const scene = new PortalScene();
  const button = (name: string): Locator => scene.button(name);
  const heading = (name: string): Locator => scene.heading(name);
  const network = (name: string): Locator => scene.network(name);
  beforeEach(function () {
    this.currentTest?.timeout(60_000);
  });
  before(() => scene.open());
  after(() => scene.close());

  it("is what a phone sees that asks another host, and lists the networks, the strongest first", async () => {
    const page = await scene.enter();
    await page.goto("http://captive.apple.com/hotspot-detect.html");
    ok(page.url().startsWith("http://127.0.0.1:"), page.url());
    await scene.enter();
    await network("Home").waitFor();
    deepEqual(await scene.page.locator("#networks span:first-of-type").allInnerTexts(), [
      "Home",
      "Nachbar & Söhne 5G",
      "Café am Eck",
      "客厅",
      "Other or hidden network",
    ]);
    equal(await scene.page.evaluate("isSecureContext"), false);
    equal(await overflow(scene.phone), 0);
    deepEqual(await findBarriers(scene.phone), []);
  });

  it("says of each network in words what the drawings say", async () => {
    await network("Home, needs a password, strong signal").waitFor();
    await network("Café am Eck, open, fair signal").waitFor();
    await network("客厅, needs a password, weak signal").waitFor();
  });

  it("looks again when it is asked to, and keeps what is chosen", async () => {
    await network("Nachbar").check();
    await button("Look again").click();
    await button("Looking…").waitFor();
    equal(scene.target.asked, 1);
    scene.target.found([
      { SSID: "New", RSSI: -40, isOpen: false },
      { SSID: "Nachbar & Söhne 5G", RSSI: -63, isOpen: false },
    ]);
    await network("New").waitFor();
    ok(await network("Nachbar").isChecked());
    equal(await button("Look again").isEnabled(), true);
    scene.target.found([...scene.target.networks, { SSID: "Home", RSSI: -70, isOpen: false }]);
    await network("Home").waitFor();
  });

  it("says at the field what cannot be right, and goes there", async () => {
    const { page } = scene;
    await button("Connect").click();
    await waitFor(page, "A Wi-Fi password has 8 to 63 characters.");
    equal(await scene.focused(), "password");
    await page.getByLabel("Wi-Fi password").fill("correct horse");
    await button("Connect").click();
    await waitFor(page, "The address looks like wss://cloud.example.com.");
    equal(await scene.focused(), "server");
    equal(scene.target.begun.length, 0);
    deepEqual(await findBarriers(scene.phone), []);
  });

  it("shows and hides the password", async () => {
    const input = scene.page.getByLabel("Wi-Fi password");
    equal(await input.getAttribute("type"), "password");
    await button("Show").click();
    equal(await input.getAttribute("type"), "text");
    await button("Hide").click();
    equal(await input.getAttribute("type"), "password");
  });

  it("sends what was entered, shows the steps, and a wrong password at its field with all fields kept", async () => {
    const { page, target } = scene;
    await network("Home").check();
    await page.getByLabel("Server address").fill("https://cloud.example");
    await page.getByLabel("Claim code").fill("7KMF-2QXA");
    await page.getByLabel("Wi-Fi password").fill("correct hrose");
    await button("Connect").click();
    await heading("Connecting to Home").waitFor();
    deepEqual(target.begun, [
      { SSID: "Home", password: "correct hrose", server: "wss://cloud.example", code: "7KMF-2QXA" },
    ]);
    await page.locator("li[aria-current]", { hasText: "Join the network" }).waitFor();
    deepEqual(await findBarriers(scene.phone), []);
    target.at("joining", "password");
    await page.getByRole("alert").filter({ hasText: "“Home” refuses this password." }).waitFor();
    equal(await scene.focused(), "password");
    equal(await page.getByLabel("Wi-Fi password").inputValue(), "correct hrose");
    equal(await page.getByLabel("Claim code").inputValue(), "7KMF-2QXA");
    ok(await network("Home").isChecked());
    deepEqual(await findBarriers(scene.phone), []);
  });

  it("goes on when the phone has lost its Wi-Fi while the device joins, and says what happens", async () => {
    const { page, target } = scene;
    await page.getByLabel("Wi-Fi password").fill("correct horse");
    await button("Connect").click();
    await heading("Connecting to Home").waitFor();
    equal(target.begun.length, 2);
    await page.context().setOffline(true);
    await waitFor(page, "The device does not answer.");
    await waitFor(page, "join “Mooring-ddeeff” again");
    target.at("cloud");
    await page.context().setOffline(false);
    await page.locator("li[aria-current]", { hasText: "Reach the cloud" }).waitFor();
    equal(await page.locator("#away").innerText(), "");
    equal(target.begun.length, 2, "and begins nothing anew");
  });

  it("sends what did not arrive, once the phone is back", async () => {
    const { page, target } = scene;
    await button("Change the details").click();
    await page.context().setOffline(true);
    await button("Connect").click();
    await heading("Connecting to Home").waitFor();
    await waitFor(page, "The device does not answer.");
    equal(target.begun.length, 2);
    await page.context().setOffline(false);
    await page.locator("li[aria-current]", { hasText: "Join the network" }).waitFor();
    for (let i = 0; i < 100 && target.begun.length < 3; i++) await page.waitForTimeout(100);
    equal(target.begun.length, 3);
  });

  it("ends with the network, the address and the way to the dashboard", async () => {
    const { page, target } = scene;
    target.succeed("192.168.1.20", dashboard);
    await heading("The device is online").waitFor();
    deepEqual(await page.locator("dd").allInnerTexts(), ["Home", "192.168.1.20"]);
    equal(await page.getByRole("link", { name: "Open the dashboard" }).getAttribute("href"), dashboard);
    equal(await overflow(scene.phone), 0);
    deepEqual(await findBarriers(scene.phone), []);
    deepEqual(scene.phone.complaints, []);
  });

  it("makes no link of what is no address of the web", async () => {
    scene.target.dashboardURL = "javascript:alert(1)";
    await scene.enter();
    await heading("The device is online").waitFor();
    equal(await scene.page.getByRole("link").count(), 0);
    scene.target.at("idle");
  });

  it("is filled in by a link, which leaves no trace in the address, and by one that is pasted", async () => {
    const link = "#server=wss%3A%2F%2Fcloud.example%2Fx&code=7KMF-2QXA";
    const page = await scene.enter({}, `/${link}`);
    await network("Home").waitFor();
    equal(await page.getByLabel("Server address").inputValue(), "wss://cloud.example/x");
    equal(await page.getByLabel("Claim code").inputValue(), "7KMF-2QXA");
    await waitFor(page, "Filled in from your link.");
    ok(!page.url().includes("7KMF"), page.url());
    await page.getByLabel("Claim code").fill("http://192.168.4.1/#server=ws%3A%2F%2Fa.example&code=NEW1");
    equal(await page.getByLabel("Server address").inputValue(), "ws://a.example");
    equal(await page.getByLabel("Claim code").inputValue(), "NEW1");
  });

  it("takes a hidden network, an open one when it is asked for, and a fixed address", async () => {
    const { page, target } = scene;
    await network("Other or hidden network").check();
    await page.getByLabel("Name of the network").fill("Attic");
    await page.getByLabel("It has no password").check();
    await waitFor(page, "anyone near can read");
    await page.getByText("Fixed address", { exact: true }).click();
    await page.getByLabel("Use a fixed address").check();
    await page.getByLabel("Address", { exact: true }).fill("192.168.1.300");
    await page.getByLabel("Gateway", { exact: true }).fill("192.168.1.1");
    await button("Connect").click();
    await waitFor(page, "Four numbers from 0 to 255");
    equal(await scene.focused(), "address");
    await page.getByLabel("Address", { exact: true }).fill("192.168.1.30");
    await button("Connect").click();
    await heading("Connecting to Attic").waitFor();
    deepEqual(target.begun.at(-1), {
      SSID: "Attic",
      isHidden: true,
      fixed: { address: "192.168.1.30", mask: "255.255.255.0", gateway: "192.168.1.1" },
      server: "ws://a.example",
      code: "NEW1",
    });
  });

  for (const [failure, text, focused] of [
    ["not-found", "cannot find “Attic”", "name"],
    ["no-address", "“Attic” gave no address", "name"],
    ["no-internet", "nothing beyond it answers", "name"],
    ["no-cloud", "the server does not answer", "server"],
    ["refused", "refuses this device", "code"],
    ["wrong-code", "does not know this code", "code"],
  ] as const)
    it(`tells ${failure} in words, and goes to where it is mended`, async () => {
      const { page, target } = scene;
      scene.hosted.passedMs += 120000; // attempts are limited
      if ((await heading("Connecting to Attic").count()) === 0) await button("Connect").click();
      await heading("Connecting to Attic").waitFor();
      target.at("joining", failure);
      await page.getByRole("alert").filter({ hasText: text }).waitFor();
      equal(await scene.focused(), focused);
    });

  it("says how long to wait after too many attempts", async () => {
    const { page, target } = scene;
    scene.hosted.passedMs += 120000;
    for (let i = 0; i < 7 && (await page.getByText("Too many attempts.").count()) === 0; i++) {
      const before = target.begun.length;
      await button("Connect").click();
      for (let j = 0; j < 100 && target.begun.length === before; j++) {
        if ((await page.getByText("Too many attempts.").count()) > 0) break;
        await page.waitForTimeout(50);
      }
      target.at("joining", "not-found");
      await heading("Set up your device").waitFor();
    }
    await page.getByText(/Too many attempts\. Wait \d+ s\./).waitFor();
    equal(await page.getByRole("button", { name: /^Wait \d+ s$/ }).isDisabled(), true);
    target.at("idle");
    scene.hosted.passedMs += 700000;
  });

  it("tells another phone in words that one is there, and goes on when that one is gone", async () => {
    await scene.enter();
    await network("Home").waitFor();
    const other = await scene.enterElsewhere();
    await other.getByRole("heading", { name: "Another phone is here" }).waitFor();
    await scene.page.goto("about:blank");
    scene.hosted.passedMs += 60000;
    await other.getByRole("heading", { name: "Set up your device" }).waitFor();
    await scene.enter();
    await heading("Another phone is here").waitFor();
    await other.close();
    scene.hosted.passedMs += 60000;
    await network("Home").waitFor();
  });

  it("tells a page that another of the same phone has taken over, which can take it back", async () => {
    const { page } = scene;
    const second = await page.context().newPage();
    await second.goto(page.url());
    await second.getByRole("radio", { name: "Home" }).waitFor();
    await heading("This page was opened elsewhere").waitFor();
    await button("Go on here").click();
    await network("Home").waitFor();
    await second.getByRole("heading", { name: "This page was opened elsewhere" }).waitFor();
    await second.close();
  });

  it("goes through with the keyboard alone", async () => {
    const page = await scene.enter({}, "/#server=wss%3A%2F%2Fcloud.example&code=7KMF");
    await network("Home").waitFor();
    const { keyboard } = page;
    const tabTo = async (id: string): Promise<void> => {
      for (let i = 0; i < 20 && (await scene.focused()) !== id; i++) await keyboard.press("Tab");
      equal(await scene.focused(), id);
    };
    await tabTo("language");
    for (let i = 0; i < 10 && !(await page.evaluate("document.activeElement.type === 'radio'")); i++)
      await keyboard.press("Tab");
    await keyboard.press("Space");
    await keyboard.press("ArrowDown");
    ok(await network("Nachbar").isChecked());
    await tabTo("reveal");
    await keyboard.press("Space");
    await keyboard.press("Shift+Tab");
    await keyboard.type("long enough");
    await keyboard.press("Enter");
    await heading("Connecting to Nachbar & Söhne 5G").waitFor();
    equal(scene.target.begun.at(-1)?.password, "long enough");
    await tabTo("change");
    await keyboard.press("Enter");
    await network("Nachbar").waitFor();
    scene.target.at("idle");
  });

  it("speaks the phone's language, and another when it is chosen", async () => {
    const page = await scene.enter({ locale: "zh-CN" });
    await page.getByRole("heading", { name: "设置您的设备" }).waitFor();
    await page.getByRole("button", { name: "连接", exact: true }).waitFor();
    equal(await page.locator("html").getAttribute("lang"), "zh");
    deepEqual(await findBarriers(scene.phone), []);
    equal(await overflow(scene.phone), 0);
    await page.getByRole("combobox").selectOption("English");
    await heading("Set up your device").waitFor();
    await network("Home, needs a password").waitFor();
    await scene.enter({ locale: "fr-FR" });
    await heading("Set up your device").waitFor();
  });

  it("can be read in the dark and in the light: every text has a contrast of 4.5 at least", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await scene.enter({ colorScheme });
      await network("Home").check();
      await button("Connect").click();
      await page.getByText("A Wi-Fi password has").waitFor();
      deepEqual(await page.evaluate(lowContrasts), [], colorScheme);
    }
  });

  it("has complained of nothing, its policy included", () => {
    deepEqual(scene.phone.complaints, []);
  });
});

/** Runs in the page: texts whose contrast with the ground behind them is below 4.5 (WCAG 2.2, 1.4.3). */
const lowContrasts = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = channels(getComputedStyle(e).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const element of document.querySelectorAll("body *")) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
    if (!hasText || !element.checkVisibility() || element.tagName === "SCRIPT") continue;
    const [a, b] = [luminance(channels(getComputedStyle(element).color)), luminance(ground(element))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) low.push(element.textContent.slice(0, 30) + " " + contrast.toFixed(2));
  }
  return low;
})()`;
