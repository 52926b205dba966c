/**
 * 20 sensors at 1 Hz, every reading through two filters, on XS in a board's heap: the time that a sample takes with its
 * traffic to the simulated chips, how late samples are in real time, and what of the heap is taken, at rest and at the
 * peak (the least heap in which the same minutes pass without a restart).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startCloud } from "../cloud/src/server.js";
import { runBoard } from "../hosts/desktop/board/run.js";
import { RealTime } from "../hosts/desktop/board/time.js";
import { buildEngine } from "../hosts/desktop/engine/build.js";
import { bundleGuest } from "../hosts/desktop/engine/bundle.js";
import { boardHeap, type EngineMemory, type HeapBudget } from "../hosts/desktop/engine/engine.js";
import { checkApplication } from "../hosts/tools/application.js";
import { startOnXS } from "../test/desktop/support/hour.js";
import { addChips, intervalMs, sensorCount, twentySensors } from "./support/twenty-sensors.js";

const slotBytes = 16; // of a board
const realSeconds = 30;
const trialMinutes = 3;
/** The same 56 KB as boardHeap, shared out for many small objects: on a board chunks and slots share one block. */
const heap: HeapBudget = Object.freeze({ ...boardHeap, chunkBytes: 23424, slots: 2120 });

/** The firmware, which tells when asked how its samples went. */
const guest = `
import start from "../src/main.js";
import { application } from "./application.js";
import { runGuest } from "./desktop/guest/run.js";

runGuest((board, launch) => {
  const running = start(board, application);
  const { parts } = running;
  const advance = parts.advance;
  let spentMs = 0;
  let samples = 0;
  parts.advance = function (isOnline, now) {
    const before = this.jitter.samples;
    const started = board.clock.now();
    advance.call(this, isOnline, now);
    if (this.jitter.samples > before) spentMs += board.clock.now() - started;
    samples += this.jitter.samples - before;
  };
  launch.onMessage(() => {
    const { meanMs, maximumMs } = parts.jitter;
    launch.post(JSON.stringify({ samples, spentMs, meanMs, maximumMs, faults: parts.sensors.filter((each) => each.fault).length }));
    parts.jitter.reset();
    spentMs = samples = 0;
  });
  return { get isOnline() { return running.session.isOnline; }, stop: (onStopped) => running.stop(onStopped) };
});`;

const { absent } = await buildEngine();
if (absent !== undefined) {
  console.error(`npm run bench -- device needs XS: ${absent}`);
  process.exit(1);
}
const hosts = fileURLToPath(new URL("../hosts", import.meta.url));
const application = twentySensors();
await checkApplication(application);
const bundle = await bundleGuest({ source: { text: guest, name: "bench-device.ts", directory: hosts }, application });

interface Told {
  samples: number;
  spentMs: number;
  meanMs: number;
  maximumMs: number;
  faults: number;
}

/** Real time, against a real cloud. */
async function inRealTime(): Promise<Told> {
  const data = mkdtempSync(join(tmpdir(), "mooring-bench-cloud-"));
  const cloud = await startCloud({ port: 0, data, log: { info: () => {}, error: console.error } });
  const { token } = cloud.addDevice("desk-1");
  const time = new RealTime();
  const said: string[] = [];
  let told: (text: string) => void = () => {};
  const run = await runBoard({
    directory: join(data, "board"),
    id: "desk-1",
    kind: "xs",
    bundle,
    heap,
    time,
    settings: { "server.url": `ws://127.0.0.1:${cloud.port}/v1/devices/desk-1/link`, "server.token": token },
    sensors: [],
    seed: 7,
    onPrint: (line) => said.push(line),
    onPost: (text) => told(text),
  });
  addChips(run.hardware, time);
  const ask = (): Promise<Told> =>
    new Promise((resolve) => {
      told = (text) => resolve(JSON.parse(text) as Told);
      run.board.send("figures");
    });
  await pause(5000);
  await ask(); // from here on
  await pause(realSeconds * 1000);
  const figures = await ask();
  if (run.starts !== 1) throw new Error(`the firmware crashed within ${realSeconds} s: ${said.join("\n")}`);
  await run.stop();
  await cloud.close();
  rmSync(data, { recursive: true, force: true });
  return figures;
}

/** undefined: the firmware did not live so long without a restart. */
async function live(minutes: number, budget: HeapBudget): Promise<EngineMemory | undefined> {
  const board = await startOnXS(bundle, budget);
  addChips(board.run.hardware, { now: () => board.clock.nowMs });
  for (let minute = 0; minute < minutes && board.run.starts === 1; minute++) {
    await board.pass(60_000);
    board.cloud.request(`describe-${minute}`, "describe"); // the largest answer that it ever gives
  }
  await board.pass(1000);
  const memory = await board.memory();
  const { starts } = board.run;
  await board.end();
  return starts === 1 ? memory : undefined;
}

async function least(part: "chunkBytes" | "slots", from: number, resolution: number): Promise<number> {
  let bad = from;
  let good: number = heap[part];
  while (good - bad > resolution) {
    const middle = Math.round((good + bad) / 2);
    if ((await live(trialMinutes, { ...heap, [part]: middle })) !== undefined) good = middle;
    else bad = middle;
  }
  return good;
}

const real = await inRealTime();
console.log(`${sensorCount} sensors every ${intervalMs / 1000} s on XS, ${realSeconds} s of real time`);
console.log(`samples                    ${real.samples} (${(real.samples / realSeconds).toFixed(1)} a second)`);
console.log(`time per sample            ${((1000 * real.spentMs) / real.samples).toFixed(0)} us, the bus included`);
console.log(`late, mean and at most     ${real.meanMs.toFixed(2)} ms, ${real.maximumMs.toFixed(1)} ms`);
console.log(`sensors with a fault       ${real.faults}`);

const memory = await live(trialMinutes, heap);
if (memory === undefined) {
  console.error("the firmware did not live in the board's heap");
  process.exit(1);
}
const chunks = await least("chunkBytes", Math.floor(memory.chunksUsed * 0.9), 512);
const slots = await least("slots", Math.floor(memory.slotsUsed * 0.9), 32);
const row = (name: string, rest: number, peak: number, budget: number) =>
  console.log(`${name.padEnd(22)}${[rest, peak, budget].map((each) => String(each).padStart(9)).join("")}`);
console.log(`\n${"".padEnd(22)}${"at rest".padStart(9)}${"peak".padStart(9)}${"budget".padStart(9)}`);
row("chunks, bytes", memory.chunksUsed, chunks, heap.chunkBytes);
row("slots of 16 bytes", memory.slotsUsed, slots, heap.slots);
const total = (chunkBytes: number, slotCount: number) => chunkBytes + slotCount * slotBytes;
row(
  "heap in all, bytes",
  total(memory.chunksUsed, memory.slotsUsed),
  total(chunks, slots),
  total(heap.chunkBytes, heap.slots),
);
rmSync(application.folder, { recursive: true });
