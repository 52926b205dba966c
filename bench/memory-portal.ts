/**
 * What the firmware takes of a board's heap on XS while it is being set up by a phone: a fresh board, its portal open, the
 * phone sending a setup; and the least heap in which a phone gets the page, gives a wrong password, and is told so.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type BoardRun, runBoard } from "../hosts/desktop/board/run.js";
import { buildEngine } from "../hosts/desktop/engine/build.js";
import { bundleGuest } from "../hosts/desktop/engine/bundle.js";
import { boardHeap, type EngineMemory, type HeapBudget } from "../hosts/desktop/engine/engine.js";
import { freshSetup } from "../hosts/desktop/fresh-board.js";
import { Phone } from "../test/desktop/support/phone.js";

const slotBytes = 16; // of a board
const waitMs = 20000; // ms, for what takes a second
const wrong = JSON.stringify({ SSID: "Harbour", password: "not-the-one", server: "ws://127.0.0.1:9", code: "none" });

const { absent } = await buildEngine();
if (absent !== undefined) {
  console.error(`npm run bench -- memory-portal needs XS: ${absent}`);
  process.exit(1);
}
const bundle = await bundleGuest({ entry: "hosts/desktop/guest/main.ts" });

/** A fresh board with a phone; undefined: it did not get through what `work` does. */
async function withPhone<T>(
  heap: HeapBudget,
  work: (run: BoardRun, phone: Phone) => Promise<T>,
): Promise<T | undefined> {
  const directory = mkdtempSync(join(tmpdir(), "mooring-bench-"));
  const setup = await freshSetup();
  let isPortalOpen = false;
  const onPrint = (line: string): void => {
    isPortalOpen ||= line.includes("portal.open");
  };
  const run = await runBoard({ directory, id: "fresh", kind: "xs", bundle, heap, setup, sensors: [], onPrint });
  const phone = new Phone(setup.portalPort);
  try {
    await until(() => isPortalOpen || run.starts > 1);
    const result = run.starts > 1 ? undefined : await work(run, phone).catch(() => undefined);
    return run.starts > 1 ? undefined : result;
  } finally {
    phone.leave();
    await run.stop();
    rmSync(directory, { recursive: true });
  }
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < waitMs && !(await isSo()); waited += 20) await pause(20);
}

/** The page, a setup with a wrong password, and its failure. */
async function giveWrongPassword(phone: Phone): Promise<boolean> {
  await phone.enter();
  await phone.send(phone.post("/setup", wrong));
  let failure: string | undefined;
  await until(async () => {
    failure = (await phone.state()).failure;
    return failure !== undefined;
  });
  return failure === "password";
}

async function least(part: "chunkBytes" | "slots", from: number, resolution: number): Promise<number> {
  let bad = from;
  let good: number = boardHeap[part];
  while (good - bad > resolution) {
    const middle = Math.round((good + bad) / 2);
    const isEnough = await withPhone({ ...boardHeap, [part]: middle }, (_run, phone) => giveWrongPassword(phone));
    if (isEnough === true) good = middle;
    else bad = middle;
  }
  return good;
}

const held = await withPhone(boardHeap, async (run, phone): Promise<EngineMemory | undefined> => {
  if (!(await giveWrongPassword(phone))) return undefined;
  phone.beginSetup();
  await pause(300); // ms, until it has arrived
  return run.engine?.memory({ collect: true });
});
if (held === undefined) {
  console.error("a fresh board in the board's heap did not get through with a phone");
  process.exit(1);
}
const chunks = await least("chunkBytes", Math.floor(held.chunksUsed * 0.8), 256);
const slots = await least("slots", Math.floor(held.slotsUsed * 0.8), 16);
const row = (name: string, rest: number, peak: number, budget: number): void => {
  const percent = `${Math.round((100 * peak) / budget)} %`;
  console.log(
    `${name.padEnd(24)}${String(rest).padStart(9)}${String(peak).padStart(9)}${String(budget).padStart(9)}${percent.padStart(8)}`,
  );
};
const total = (chunkBytes: number, slotCount: number): number => chunkBytes + slotCount * slotBytes;
console.log(
  `${"a phone on the portal".padEnd(24)}${"at rest".padStart(9)}${"peak".padStart(9)}${"budget".padStart(9)}`,
);
row("chunks, bytes", held.chunksUsed, chunks, boardHeap.chunkBytes);
row("slots of 16 bytes", held.slotsUsed, slots, boardHeap.slots);
const budget = total(boardHeap.chunkBytes, boardHeap.slots);
row("heap in all, bytes", total(held.chunksUsed, held.slotsUsed), total(chunks, slots), budget);
