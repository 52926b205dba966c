/**
 * `npm run screenshots` makes docs/images/dashboard-{light,dark,phone}.png. Without an option it shows devices of its
 * own, with a day of history; `-- --link <sign-in link> --device <id>` shows a server that runs already.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Cloud, startCloud } from "../../cloud/src/server.js";
import type { SenmlRecord } from "../../src/protocol/messages.js";
import { launchChromium, missingChromium } from "./support/chromium.js";
import { FakeDevice } from "./support/fake-device.js";

const images = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const packRecords = 120; // records; the wire takes 128

/** A day indoors: warm in the evening, light at noon, a cloud now and then. `t` is seconds since 1970. */
function indoors(t: number): { temperature: number; humidity: number; light: number } {
  const day = ((t % 86400) / 86400) * 2 * Math.PI;
  const drift = Math.sin(t / 1900) + 0.4 * Math.sin(t / 310) + 0.1 * Math.sin(t / 23);
  const sun = Math.max(0, -Math.cos(day));
  return {
    temperature: 21.4 - 1.1 * Math.cos(day - 1) + 0.18 * drift,
    humidity: 46 + 4 * Math.cos(day - 1) - 0.9 * drift,
    light: 40 + 620 * sun * (1 - 0.12 * Math.abs(Math.sin(t / 700))) + 4 * Math.abs(drift),
  };
}

async function sendHistory(device: FakeDevice, now: number): Promise<void> {
  const times: number[] = [];
  for (let t = now - 86400; t < now - 3600; t += 120) if (t < now - 40000 || t > now - 37000) times.push(t);
  for (let t = now - 3600; t < now; t += 2) times.push(t);
  const records: SenmlRecord[] = [];
  for (const t of times) {
    const { temperature, humidity, light } = indoors(t);
    records.push({ n: "temperature", u: "Cel", v: temperature, t }, { n: "humidity", u: "%RH", v: humidity, t });
    records.push({ n: "light", u: "lx", v: light, t });
  }
  for (let i = 0; i < records.length; i += packRecords) {
    await device.sendPack("periodic", records.slice(i, i + packRecords));
  }
}

/** The relay was on three times in the last hour, the button was pressed now and then. */
async function sendStates(device: FakeDevice, now: number): Promise<void> {
  const records: SenmlRecord[] = [];
  for (const agoS of [80000, 52000, 30000, 9000, 3300, 2400, 1100]) {
    records.push({ n: "relay", vb: true, t: now - agoS }, { n: "relay", vb: false, t: now - agoS * 0.84 });
    records.push({ n: "button", vb: true, t: now - agoS * 0.9 }, { n: "button", vb: false, t: now - agoS * 0.9 + 9 });
  }
  records.sort((a, b) => (a.t ?? 0) - (b.t ?? 0));
  await device.sendPack("state", records);
}

/** A server with three devices; resolves with the link that signs in, and what ends it. */
async function makeScene(): Promise<{ link: string; close: () => Promise<void> }> {
  const data = mkdtempSync(join(tmpdir(), "mooring-screenshots-"));
  const cloud: Cloud = await startCloud({ port: 0, data, isQuiet: true });
  const devices: FakeDevice[] = [];
  for (const [id, name] of [
    ["desk-1", "Desk"],
    ["green-1", "Greenhouse"],
    ["shed-1", "Garden shed"],
  ] as const) {
    const device = new FakeDevice(id);
    devices.push(device);
    await device.connect(cloud.url, cloud.addDevice(id, name).token);
    await device.measure(indoors(Date.now() / 1000 - 7000 * devices.length));
  }
  const [desk, green, shed] = devices;
  for (const device of devices) await sendStates(device, Date.now() / 1000);
  const now = Date.now() / 1000;
  if (desk !== undefined) await sendHistory(desk, now);
  await desk?.happen("button.pressed", { name: "button" });
  desk?.log("info", "link.online", "connected in 5 ms");
  desk?.log("warn", "outbox.spill", "12 records wait in flash");
  desk?.log("info", "outbox.drained", "nothing waits");
  shed?.disconnect();
  const timer = setInterval(() => {
    const t = Date.now() / 1000;
    void desk?.measure(indoors(t));
    void green?.measure(indoors(t + 9000));
  }, 500);
  const close = async (): Promise<void> => {
    clearInterval(timer);
    for (const device of devices) device.disconnect();
    await cloud.close();
    rmSync(data, { recursive: true, force: true });
  };
  return { link: cloud.signInUrl(), close };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { link: { type: "string" }, device: { type: "string" } } });
  if (missingChromium !== undefined) throw new Error(missingChromium);
  const scene = values.link === undefined ? await makeScene() : { link: values.link, close: async () => {} };
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1280, height: 960 } });
  await page.goto(scene.link);
  await page.waitForURL((url) => url.pathname === "/");
  await page.locator(".device").first().waitFor();
  const origin = new URL(page.url()).origin;
  mkdirSync(images, { recursive: true });
  const take = async (name: string, width: number, height: number, colorScheme: "light" | "dark"): Promise<void> => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(2500); // ms; charts and figures settle, at least one second's update has come
    const path = join(images, `dashboard-${name}.png`);
    await page.evaluate("scrollTo(0, 0)"); // a press has scrolled to its control
    await page.screenshot({ path });
    console.log(`${path} ${Math.round(statSync(path).size / 1000)} kB`);
  };
  await take("list", 1280, 480, "light");
  await page.goto(`${origin}/#/devices/${encodeURIComponent(values.device ?? "desk-1")}`);
  await page.locator(".plot canvas").first().waitFor();
  if (values.link === undefined) {
    await page.getByRole("switch", { name: "Relay" }).click();
    await page.getByRole("slider", { name: "Lamp" }).fill("62");
  }
  await page.locator(".ranges label", { hasText: "1 h" }).click();
  await take("light", 1280, 960, "light");
  await page.locator(".ranges label", { hasText: "24 h" }).click();
  await take("dark", 1280, 960, "dark");
  await page.locator(".ranges label", { hasText: "1 h" }).click();
  await take("phone", 360, 780, "light");
  await browser.close();
  await scene.close();
}

await main();
