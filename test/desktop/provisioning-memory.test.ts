/** What setup over Wi-Fi takes of a board's heap while nobody needs it: the device is in its network, the portal closed. */
import { buildEngine } from "../../hosts/desktop/engine/build.js";
import { type Bundle, bundleGuest } from "../../hosts/desktop/engine/bundle.js";
import { boardHeap } from "../../hosts/desktop/engine/engine.js";
import { ok } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { startOnXS } from "./support/hour.js";

const slotsMost = 50; // slots, beside a device whose host keeps its link up
const chunksMost = 512; // bytes
const { absent } = await buildEngine();

describeWith("a C compiler", absent, "setup over Wi-Fi at rest, on XS", () => {
  it("takes at most 50 slots and half a kilobyte", async function () {
    this.timeout(120_000);
    const bundle = await bundleGuest({ entry: "hosts/desktop/guest/main.ts" });
    const [without, beside] = [await atRest(bundle, false), await atRest(bundle, true)];
    const slots = beside.slotsUsed - without.slotsUsed;
    const chunks = beside.chunksUsed - without.chunksUsed;
    console.log(`      ${slots} slots, ${chunks} bytes of chunks`);
    ok(slots <= slotsMost, `${slots} slots`);
    ok(chunks <= chunksMost, `${chunks} bytes of chunks`);
  });
});

async function atRest(bundle: Bundle, isManaged: boolean) {
  const board = await startOnXS(bundle, boardHeap, isManaged);
  await board.pass(180_000);
  const memory = await board.memory();
  const { isConnected } = board.cloud;
  await board.end();
  if (memory === undefined || !isConnected) throw new Error(`not online:\n${board.lines.join("\n")}`);
  return memory;
}
