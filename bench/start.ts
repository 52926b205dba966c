/**
 * From `npm start` to the first reading in a browser: once with the engine's build before it, then again with the engine
 * and the data that are there. Seconds; needs Chromium and a C compiler. The build is timed apart.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildEngine } from "../hosts/desktop/engine/build.js";
import { launchChromium, missingChromium } from "../test/browser/support/chromium.js";
import { endPrograms, Program } from "../test/desktop/support/program.js";

if (missingChromium !== undefined) {
  console.error(`npm run bench -- start needs Chromium: ${missingChromium}`);
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), "mooring-bench-"));
const tell = (what: string, ms: number) => console.log(`${what.padEnd(52)}${(ms / 1000).toFixed(1).padStart(6)} s`);

const building = performance.now();
const { absent } = await buildEngine({ directory: join(folder, "engine"), onProgress: () => {} });
if (absent !== undefined) {
  console.error(`npm run bench -- start needs XS: ${absent}`);
  process.exit(1);
}
tell("build of the engine, once", performance.now() - building);
await buildEngine();

/** Time of the newest temperature in a message of the watch socket, seconds since 1970; 0: it has none. */
function newestReading(text: string): number {
  const times = [...text.matchAll(/"n":"temperature"[^}]*?"t":([\d.]+)/g)].map((match) => Number(match[1]));
  return Math.max(0, ...times);
}

const browser = await launchChromium();
const data = join(folder, "data");
for (const title of ["first start to first reading in the browser", "second start to first reading in the browser"]) {
  const began = performance.now();
  const beganAt = Date.now();
  const program = new Program("hosts/desktop/start.ts", ["--port", "0", "--data", data]);
  const [, link = ""] = await program.find(/^Dashboard: (\S+)/);
  const page = await browser.newPage();
  const said: string[] = [];
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => said.push(String(payload))));
  await page.goto(link);
  const card = page.locator(".device", { hasText: "desk-1" });
  await card.filter({ hasText: "Online" }).filter({ hasText: "°C" }).waitFor();
  // Not one that the start before has stored: a reading that was taken after this start and has come to this page.
  while (!said.some((text) => newestReading(text) * 1000 >= beganAt)) await page.waitForTimeout(10);
  tell(title, performance.now() - began);
  await page.close();
  const ending = performance.now();
  program.signal("SIGINT");
  await program.ended;
  tell("Ctrl-C to the end", performance.now() - ending);
}
await browser.close();
await endPrograms();
rmSync(folder, { recursive: true, force: true });
