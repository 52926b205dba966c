/**
 * Setup by a person with a phone, the whole of it: the firmware on XS in a board's heap, its simulated radio, the real
 * portal in a real Chromium at a phone's width, and the real cloud. The tests build on each other. At the end logs,
 * diagnostics, pages, answers and the cloud's database are searched for whatever is secret.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { type Cloud, startCloud } from "../../cloud/src/server.js";
import { type BoardRun, runBoard } from "../../hosts/desktop/board/run.js";
import { buildEngine } from "../../hosts/desktop/engine/build.js";
import { bundleGuest } from "../../hosts/desktop/engine/bundle.js";
import { freshSetup } from "../../hosts/desktop/fresh-board.js";
import { neighbourhood } from "../../hosts/models/neighbourhood.js";
import { portalURL } from "../../src/protocol/claim.js";
import { equal, ok } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { type BrowserPage, openPage, overflow } from "./support/browser-page.js";
import { launchChromium, missingChromium } from "./support/chromium.js";
import { SkippingTime } from "./support/skipping-time.js";

const operatorToken = "operator-token-of-the-test";
const minuteMs = 60_000;
const id = "aabbccddeeff";
const { absent } = await buildEngine();
const [home] = neighbourhood;
const barn = { SSID: "Barn", password: "haystack-1234", RSSI: -55, channel: 4 };

describeWith("Chromium and a C compiler", missingChromium ?? absent, "setup by a phone, the whole of it on XS", () => {
  const directory = mkdtempSync(join(tmpdir(), "mooring-setup-"));
  const time = new SkippingTime();
  const lines: string[] = [];
  const bodies: string[] = [];
  const codes: string[] = [];
  let cloud: Cloud;
  let board: BoardRun;
  let browser: Browser;
  let phone: BrowserPage;
  let page: Page;
  let portalPort = 0;
  let firstToken = "";

  const log = { info: (line: string) => void lines.push(line), error: (line: string) => void lines.push(line) };
  const stored = (): Readonly<Record<string, string>> => board.hardware.keyValue.contents["mooring"] ?? {};
  const ask = async (path: string, body?: object) => {
    const headers = { Authorization: `Bearer ${operatorToken}`, "Content-Type": "application/json" };
    const init = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
    return (await fetch(cloud.url + path, init)).text();
  };
  const until = async (what: string, isSo: () => boolean | Promise<boolean>) => {
    for (let i = 0; i < 300; i++) {
      if (await isSo()) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(
      `not within 30 s: ${what}\n${lines
        .filter((line) => !line.includes("█"))
        .slice(-20)
        .join("\n")}`,
    );
  };
  const isPortalOpen = () => board.hardware.radio.accessPoint !== undefined;
  const openPortal = async (withCode: boolean) => {
    await until("the portal", isPortalOpen);
    const code = withCode ? cloud.addClaim("Greenhouse") : undefined;
    if (code !== undefined) codes.push(code);
    const here = `http://127.0.0.1:${portalPort}/`;
    const url = code === undefined ? here : portalURL(`ws://127.0.0.1:${cloud.port}`, code, here);
    await page.goto("about:blank");
    await until("the page", () => page.goto(url).then(Boolean, () => false));
    await page.locator("#form").waitFor();
  };
  /** For docs/images, when MOORING_PICTURES names a folder. */
  const picture = async (name: string) => {
    const folder = process.env["MOORING_PICTURES"];
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
  };
  const choose = async (network: string, password: string) => {
    await page.getByRole("radio", { name: network }).first().check();
    await page.locator("#password").fill(password);
    await page.locator("#connect").click();
  };

  before(async function () {
    this.timeout(90000);
    cloud = await startCloud({ port: 0, data: join(directory, "cloud"), operatorToken, log });
    ({ portalPort } = await freshSetup());
    const bundle = await bundleGuest({ entry: "hosts/desktop/guest/main.ts" });
    const setup = { networks: neighbourhood, portalPort };
    const onPrint = (line: string) => void lines.push(line);
    board = await runBoard({ directory: join(directory, "board"), id, kind: "xs", bundle, setup, time, onPrint });
    browser = await launchChromium();
    phone = await openPage(browser, { width: 390, height: 844 });
    page = phone.page;
    page.setDefaultTimeout(45_000); // ms; a setup has 28 s by itself
    page.on("response", (response) => {
      void response.text().then(
        (text) => bodies.push(text),
        () => undefined,
      );
    });
  });
  after(async () => {
    await browser?.close();
    await board?.stop();
    await cloud?.close();
    rmSync(directory, { recursive: true, force: true });
  });
  beforeEach(function () {
    this.currentTest?.timeout(90_000);
  });

  it("first setup: a wrong password fails within 30 s, the right one puts the device on the dashboard", async () => {
    await openPortal(true);
    equal(await overflow(phone), 0);
    await choose("Harbour, needs a password", "wrong-horse");
    const begun = Date.now();
    await page.getByRole("alert").filter({ hasText: "password" }).waitFor();
    ok(Date.now() - begun < 30_000);
    equal(await page.locator("#password").inputValue(), "wrong-horse");
    await choose("Harbour, needs a password", home?.password ?? "");
    await page.getByRole("heading", { name: "The device is online" }).waitFor();
    equal(await page.locator("#dashboard").getAttribute("href"), `${cloud.url}/#/devices/${id}`);
    await until("online", async () => (await ask(`/v1/devices/${id}`)).includes('"online":true'));
    ok((await ask(`/v1/devices/${id}`)).includes("Greenhouse"));
    firstToken = stored()["server.token"] ?? "";
    ok(firstToken.length > 20);
  });

  it("the portal leaves by itself a minute later", async () => {
    equal(isPortalOpen(), true);
    time.skip(minuteMs);
    await until("closed", () => !isPortalOpen());
  });

  it("after five minutes without its network the portal is there, and takes another network with the same token", async () => {
    const before = lines.length;
    board.hardware.radio.set({ networks: [barn] });
    // The cloud learns of it by its heartbeat alone, up to 45 s later.
    await until("the network lost", () => lines.slice(before).some((line) => line.includes("network.lost")));
    for (let i = 0; i < 40 && !isPortalOpen(); i++) {
      time.skip(minuteMs / 2);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    await openPortal(false);
    await page.getByRole("radio", { name: "Barn" }).waitFor();
    await picture("setup-after-outage");
    await choose("Barn", barn.password);
    await page.getByRole("heading", { name: "The device is online" }).waitFor();
    await until("online", async () => (await ask(`/v1/devices/${id}`)).includes('"online":true'));
    equal(stored()["server.token"], firstToken);
    ok(stored()["wifi.networks"]?.includes("Harbour"));
  });

  it("closes at once when its network is back while nobody is there", async () => {
    time.skip(minuteMs);
    await until("closed", () => !isPortalOpen());
    await page.goto("about:blank");
    board.hardware.radio.set({ networks: [] });
    for (let i = 0; i < 40 && !isPortalOpen(); i++) {
      time.skip(minuteMs / 2);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    await until("open", isPortalOpen);
    board.hardware.radio.set({ networks: [...neighbourhood, barn] });
    time.skip(minuteMs);
    await until("closed and online", async () => {
      return !isPortalOpen() && (await ask(`/v1/devices/${id}`)).includes('"online":true');
    });
  });

  it("holds no password, token or code in logs, answers, pages or the cloud's database", async () => {
    let description = "";
    // The leap of time may have ended the connection.
    await until("an answer to describe", async () => {
      description = await ask(`/v1/devices/${id}/commands`, { method: "describe", params: {}, deadlineMs: 2000 });
      return description.includes("temperature");
    });
    const answers = await Promise.all(
      ["/v1/devices", `/v1/devices/${id}`, `/v1/devices/${id}/log`, `/v1/devices/${id}/events`, "/metrics"].map(
        (path) => ask(path),
      ),
    );
    const database = readdirSync(join(directory, "cloud"))
      .filter((name) => name.includes("mooring") || name.includes("db") || name.includes("sqlite"))
      .map((name) => readFileSync(join(directory, "cloud", name), "latin1"));
    ok(database.length > 0, "the database is searched");
    ok(bodies.length > 5, `the pages are searched: ${bodies.length}`);
    const places = {
      log: lines.join("\n"),
      bodies: bodies.join("\n"),
      answers: answers.join("\n") + description,
      database: database.join(""),
    };
    const passphrase = board.hardware.keyValue.contents["label"]?.["passphrase"] ?? "none";
    ok(places.log.includes(passphrase), "the console has the access point's passphrase, and it alone");
    const secrets = [home?.password ?? "none", "wrong-horse", barn.password, firstToken, ...codes];
    for (const [place, text] of Object.entries(places)) {
      for (const secret of secrets) ok(!text.includes(secret), `${place} holds a secret`);
      if (place !== "log") ok(!text.includes(passphrase), `${place} holds the passphrase`);
    }
  });

  it("a press of fifteen seconds resets it: it forgets all of it, and its portal is the first setup's again", async () => {
    const starts = board.starts;
    board.steer('{"pin":"button","press":true}');
    await new Promise((resolve) => setTimeout(resolve, 300));
    time.skip(5100);
    await until("the portal by the button", isPortalOpen);
    time.skip(10_000);
    await until("a restart", () => board.starts > starts);
    board.steer('{"pin":"button","press":false}');
    const left = JSON.stringify(board.hardware.keyValue.contents["mooring"]);
    for (const secret of [home?.password ?? "none", barn.password, firstToken]) ok(!left.includes(secret), left);
    equal((await ask(`/v1/devices/${id}`)).includes('"online":true'), false);
    await openPortal(true);
    await page.getByRole("radio", { name: "Barn" }).waitFor();
    await picture("setup-after-reset");
    await choose("Harbour, needs a password", home?.password ?? "");
    await page.getByRole("heading", { name: "The device is online" }).waitFor();
    const { devices } = JSON.parse(await ask("/v1/devices")) as { devices: { id: string; online: boolean }[] };
    equal(devices.length, 2);
    ok(devices.find((device) => device.online)?.id.startsWith(`${id}-`), "the old one is not taken over");
    equal(phone.complaints.join("\n"), "");
    equal(board.starts, starts + 1);
  });
});
