/** The real cloud, a device that obeys, and a page of the dashboard in Chromium, for tests that build on each other. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { type Cloud, startCloud } from "../../../cloud/src/server.js";
import { type BrowserPage, openPage } from "./browser-page.js";
import { launchChromium } from "./chromium.js";
import { FakeDevice } from "./fake-device.js";

export const operatorToken = "operator-token-of-the-test";

/** Waits until a text is there; the failure says what was there instead. */
export async function shows(locator: Locator, text: string | RegExp): Promise<void> {
  const found = locator.filter({ hasText: text });
  try {
    await found.first().waitFor();
  } catch {
    throw new Error(`expected ${text}, the page shows ${JSON.stringify(await locator.allInnerTexts())}`);
  }
}

/** Waits until it is so, 20 s at the most. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`${what}: not within 20 s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Device "desk-1", named "Desk", online with three readings, one of them 20.5 °C. */
export class DashboardScene {
  readonly device = new FakeDevice("desk-1");
  /** directory of the database */
  data = "";
  /** the device's */
  token = "";
  #cloud: Cloud | undefined;
  #browser: Browser | undefined;
  #open: BrowserPage | undefined;

  get cloud(): Cloud {
    return made(this.#cloud);
  }

  get browser(): Browser {
    return made(this.#browser);
  }

  get open(): BrowserPage {
    return made(this.#open);
  }

  get page(): Page {
    return this.open.page;
  }

  /** Makes it before the tests of this suite, clears it away behind them. */
  hook(): void {
    const scene = this;
    before(function () {
      this.timeout(60_000);
      return scene.#start();
    });
    after(() => this.#stop());
    // each test goes on where the one before it ended: after a failure the others would only repeat it, slowly
    let hasFailed = false;
    beforeEach(function () {
      if (hasFailed) this.skip();
      this.currentTest?.timeout(60_000); // ms; what is waited for comes at once, unless the machine is busy
    });
    afterEach(function () {
      hasFailed ||= this.currentTest?.state === "failed";
    });
  }

  /** A server on the same data; 0 picks a port. */
  async startCloud(port: number): Promise<void> {
    this.#cloud = await startCloud({ port, data: this.data, operatorToken, isQuiet: true });
  }

  card(name: string): Locator {
    return this.page.locator(".device", { hasText: name });
  }

  panel(name: string): Locator {
    return this.page.locator(".reading", { hasText: name });
  }

  control(name: string): Locator {
    return this.page.locator(".control", { hasText: name });
  }

  relay(): Locator {
    return this.page.getByRole("switch", { name: "Relay" });
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  async #start(): Promise<void> {
    const launching = launchChromium();
    this.data = mkdtempSync(join(tmpdir(), "mooring-browser-"));
    await this.startCloud(0);
    this.#browser = await launching;
    this.token = this.cloud.addDevice("desk-1", "Desk").token;
    this.#open = await openPage(this.browser);
    await this.device.connect(this.cloud.url, this.token);
    await this.device.measure({ temperature: 20.5, humidity: 40, light: 300 });
  }

  async #stop(): Promise<void> {
    this.device.disconnect();
    await this.#browser?.close();
    await this.#cloud?.close();
    if (this.data !== "") rmSync(this.data, { recursive: true, force: true });
  }
}

function made<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("the scene has not begun");
  return part;
}
