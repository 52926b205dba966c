/**
 * What the firmware takes of a board's JavaScript heap, on XS: at rest while online, and at its peak, which is the least
 * heap in which the same minutes pass without a restart (a collector uses what it is given, so its own peak says little).
 */
import { buildEngine } from "../hosts/desktop/engine/build.js";
import { bundleGuest } from "../hosts/desktop/engine/bundle.js";
import { boardHeap, type HeapBudget } from "../hosts/desktop/engine/engine.js";
import { findApplication } from "../hosts/tools/application.js";
import { live } from "../test/desktop/support/hour.js";

const slotBytes = 16; // of a board
const trialMinutes = 22; // with a reset and a lost radio

const { absent } = await buildEngine();
if (absent !== undefined) {
  console.error(`npm run bench -- memory needs XS: ${absent}`);
  process.exit(1);
}
const bundle = await bundleGuest({ entry: "hosts/desktop/guest/main.ts", application: findApplication() });

/** The least value of one part of the heap that still passes, to a resolution. */
async function least(part: "chunkBytes" | "slots" | "stackSlots", from: number, resolution: number): Promise<number> {
  let bad = from;
  let good: number = boardHeap[part];
  while (good - bad > resolution) {
    const middle = Math.round((good + bad) / 2);
    const heap: HeapBudget = { ...boardHeap, [part]: middle };
    const { starts, memory } = await live(bundle, trialMinutes, heap);
    if (starts === 1 && memory !== undefined) good = middle;
    else bad = middle;
  }
  return good;
}

const hour = await live(bundle, 60);
if (hour.starts !== 1 || hour.memory === undefined) {
  console.error(`the firmware did not live an hour in the board's heap:\n${hour.lines.join("\n")}`);
  process.exit(1);
}
const { memory } = hour;
const chunks = await least("chunkBytes", Math.floor(memory.chunksUsed * 0.9), 256);
const slots = await least("slots", Math.floor(memory.slotsUsed * 0.9), 16);
const stack = await least("stackSlots", 60, 8);

const row = (name: string, rest: number | undefined, peak: number, budget: number) =>
  console.log(
    `${name.padEnd(22)}${String(rest ?? "").padStart(9)}${String(peak).padStart(9)}${String(budget).padStart(9)}` +
      `${`${Math.round((100 * peak) / budget)} %`.padStart(8)}`,
  );
console.log(`${"an hour on XS".padEnd(22)}${"at rest".padStart(9)}${"peak".padStart(9)}${"budget".padStart(9)}`);
row("chunks, bytes", memory.chunksUsed, chunks, boardHeap.chunkBytes);
row("slots of 16 bytes", memory.slotsUsed, slots, boardHeap.slots);
row("stack, slots", undefined, stack, boardHeap.stackSlots);
const total = (c: number, s: number) => c + s * slotBytes;
row(
  "heap in all, bytes",
  total(memory.chunksUsed, memory.slotsUsed),
  total(chunks, slots),
  total(boardHeap.chunkBytes, boardHeap.slots),
);

// While a phone sets a fresh board up.
console.log("");
await import("./memory-portal.js");

// The same in Moddable's simulator, where the SDK is: its XS is newer, and everything is preloaded there.
console.log("");
await import("./memory-simulator.js");
