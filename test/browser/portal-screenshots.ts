/**
 * `npm run screenshots:portal` makes docs/images/setup-*.png: the setup page at the width of a phone. For the Chinese one
 * the machine needs a font with Chinese letters.
 */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { missingChromium } from "./support/chromium.js";
import { PortalScene } from "./support/portal-scene.js";

const images = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const settleMs = 400; // ms

async function take(scene: PortalScene, name: string): Promise<void> {
  await scene.page.waitForTimeout(settleMs);
  const path = `${images}setup-${name}.png`;
  await scene.page.screenshot({ path, fullPage: true });
  console.log(path);
}

async function firstSetup(scene: PortalScene): Promise<void> {
  const { page, target } = scene;
  await scene.network("Home").check();
  await take(scene, "form");
  await page.getByLabel("Wi-Fi password").fill("correct hrose");
  await scene.button("Connect").click();
  await scene.heading("Connecting to Home").waitFor();
  target.at("joining", "password");
  await page.getByText("refuses this password").waitFor();
  await scene.button("Show").click();
  await take(scene, "wrong-password");
  await page.getByLabel("Wi-Fi password").fill("correct horse");
  await scene.button("Connect").click();
  await scene.heading("Connecting to Home").waitFor();
  target.at("internet");
  await page.locator("li[aria-current]", { hasText: "Look for the internet" }).waitFor();
  await take(scene, "progress");
  await page.context().setOffline(true);
  await page.getByText("does not answer").waitFor();
  await take(scene, "away");
  await page.context().setOffline(false);
  target.succeed("192.168.1.20", "https://cloud.example/#/devices/desk-1");
  await scene.heading("The device is online").waitFor();
  await take(scene, "done");
}

async function main(): Promise<void> {
  if (missingChromium !== undefined) throw new Error(missingChromium);
  mkdirSync(images, { recursive: true });
  const scene = new PortalScene();
  await scene.open();
  try {
    await scene.enter({}, "/#server=wss%3A%2F%2Fcloud.example&code=7KMF-2QXA");
    await firstSetup(scene);
    scene.target.at("idle");
    await scene.enter({ colorScheme: "dark", locale: "zh-CN" });
    await scene.network("客厅").check();
    await take(scene, "dark-chinese");
    const other = await scene.enterElsewhere();
    await other.getByRole("heading", { name: "Another phone is here" }).waitFor();
    await other.screenshot({ path: `${images}setup-busy.png` });
  } finally {
    await scene.close();
  }
}

await main();
