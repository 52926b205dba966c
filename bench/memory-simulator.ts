/**
 * What the firmware takes of XS's heap in the simulator's build (Moddable SDK, everything preloaded, fixed heap), beside
 * the design's budget and what an ESP32-C3 and an S3 have. The same work as in the test: online against the real cloud,
 * commands, readings. Needs the SDK; takes about two minutes.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Cloud, startCloud } from "../cloud/src/server.js";
import { findSdk } from "../hosts/moddable/tools/sdk.js";
import { designBudget, firmwareShare, type MemoryReport, slotBytes } from "../hosts/simulator/budget.js";
import { buildHost, buildProgram } from "../hosts/simulator/tools/build.js";
import { SimulatedDevice } from "../hosts/simulator/tools/device.js";
import { least, MemoryProbe } from "../hosts/simulator/tools/measure.js";

const plenty = Object.freeze({ chunks: 131072, slots: 6000 }); // more than it ever takes
const operatorToken = "operator";
const commands = 60;
const restMs = 3000; // ms, with readings every second or two
const c3 = 94208; // bytes, `static` of the SDK's ESP32-C3: chunks, slots and stack
const s3 = Object.freeze({ chunks: 78848, slots: 4928, stack: 512 }); // the SDK's ESP32-S3

interface Rig {
  cloud: Cloud;
  host: string;
  program: string;
  count: number;
}

/** One life of a board in a heap; undefined: it did not get through. */
async function live(rig: Rig, heap: { chunks: number; slots: number }): Promise<MemoryReport | undefined> {
  const { id, token } = rig.cloud.addDevice(`bench-${++rig.count}`);
  const data = mkdtempSync(join(tmpdir(), "mooring-bench-"));
  const probe = new MemoryProbe();
  const device = new SimulatedDevice({
    ...{ host: rig.host, program: rig.program, data, id, token, isSupplied: false },
    url: `ws://127.0.0.1:${rig.cloud.port}/v1/devices/${id}/link`,
    heap: `${heap.chunks},${heap.slots}`,
    onLine: (line) => probe.take(line),
  });
  try {
    await until(async () => (await ask(rig, `/v1/devices/${id}`)).online === true || !device.isRunning);
    for (let i = 0; i < commands && device.isRunning; i++) {
      const body = JSON.stringify({ method: "actuator.set", params: { name: "lamp", value: (i % 50) / 50 } });
      await ask(rig, `/v1/devices/${id}/commands`, { method: "POST", body });
    }
    await pause(restMs);
    // One that ends, or says nothing more, while it is asked did not get through either.
    return device.isRunning ? await probe.read(device, true).catch(() => undefined) : undefined;
  } finally {
    await device.stop();
    rmSync(data, { recursive: true });
  }
}

async function ask(rig: Rig, path: string, options: RequestInit = {}): Promise<{ online?: boolean }> {
  const headers = { authorization: `Bearer ${operatorToken}`, "content-type": "application/json" };
  return (await (await fetch(rig.cloud.url + path, { ...options, headers })).json()) as { online?: boolean };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400 && !(await isSo()); i++) await pause(25);
}

function row(name: string, chunks: number, slots: number): void {
  const sum = chunks + slots * slotBytes;
  console.log(
    `${name.padEnd(42)}${String(chunks).padStart(9)} B${String(slots).padStart(8)}${String(sum).padStart(9)} B`,
  );
}

const sdk = findSdk();
if ("missing" in sdk) {
  console.log(`skipped: ${sdk.missing}`);
} else {
  const data = mkdtempSync(join(tmpdir(), "mooring-bench-"));
  const log = { info() {}, error: (line: string) => console.error(line) };
  const rig: Rig = {
    cloud: await startCloud({ port: 0, data, operatorToken, log }),
    host: await buildHost(sdk),
    program: await buildProgram(sdk, "debug", (line) => console.error(line)),
    count: 0,
  };
  const report = await live(rig, plenty);
  if (report === undefined) throw new Error("the board does not come online");
  const works = async (chunks: number, slots: number) => (await live(rig, { chunks, slots })) !== undefined;
  const chunks = await least(8192, plenty.chunks, 512, (value) => works(value, plenty.slots));
  const slots = await least(256, plenty.slots, 32, (value) => works(plenty.chunks, value));
  console.log(`XS of Moddable SDK ${sdk.version}, 64 bits (slots of 32 bytes counted as 16)\n`);
  console.log(`${"".padEnd(42)}${"chunks".padStart(11)}${"slots".padStart(8)}${"sum".padStart(11)}`);
  const rest = firmwareShare(report);
  row("firmware at rest", rest.chunks, rest.slots);
  row("firmware at its peak (least heap that works)", chunks ?? Number.NaN, slots ?? Number.NaN);
  row("budget of the design", designBudget.chunks, designBudget.slots);
  row("an ESP32-S3 (SDK's default)", s3.chunks, s3.slots);
  console.log(`an ESP32-C3 (SDK's static, with the stack)${String(c3).padStart(30)} B`);
  const { host, now } = report;
  row("\nnot counted: models and host", host.chunksUsed, host.slotsUsed);
  console.log(`of the chunks at rest, only for 64 bits: ${now.chunksWide - host.chunksWide} B`);
  console.log(`stack: peak ${now.stackPeak} of ${now.stackLimit} slots; modules loaded into RAM: ${now.modulesLoaded}`);
  const isInside =
    chunks !== undefined && slots !== undefined && chunks <= designBudget.chunks && slots <= designBudget.slots;
  console.log(isInside ? "inside the budget" : "NOT inside the budget");
  process.exitCode = isInside ? 0 : 1;
  await rig.cloud.close();
  rmSync(data, { recursive: true });
}
