/** A thousand reconnects of the whole firmware on XS, in a board's heap: they leave the heap where it was. */
import { bundleGuest } from "../../hosts/desktop/engine/bundle.js";
import type { EngineMemory } from "../../hosts/desktop/engine/engine.js";
import { equal, ok } from "../support/assert.js";
import { describeOnXS } from "./support/guest.js";
import { startOnXS, type VirtualBoardRun } from "./support/hour.js";

const reconnects = 1000;
const first = 10; // reconnects after which the heap is looked at first

/** Ends the connection in one way after another: close frames, resets, a refused upgrade, a link that is lost. */
async function cut({ cloud, network, run, pass }: VirtualBoardRun, turn: number): Promise<void> {
  if (turn % 50 === 7) {
    run.steer('{"radio":{"state":"gone"}}');
    await pass(2000);
    run.steer('{"radio":{"state":"ready"}}');
  } else if (turn % 50 === 17) network.resetAll();
  else if (turn % 50 === 27) {
    cloud.refusal = "503 No\r\nRetry-After: 1";
    cloud.peer?.close(1012, "retry=1");
    await pass(3000);
    cloud.refusal = undefined;
  } else cloud.peer?.close(turn % 2 === 0 ? 1012 : 1001, "retry=1");
}

/** Cuts until there were so many reconnects, and waits until the device has been online for a second. */
async function reconnect(board: VirtualBoardRun, until: number): Promise<EngineMemory> {
  const { cloud, pass } = board;
  while (cloud.hellos.length < until + 1) {
    const before = cloud.hellos.length;
    await cut(board, before);
    for (let passed = 0; cloud.hellos.length === before && passed < 300_000; passed += 500) await pass(500);
    ok(cloud.hellos.length > before, `reconnect ${before} did not come`);
    await pass(1000);
  }
  const memory = await board.memory();
  ok(memory !== undefined, board.lines.join("\n"));
  return memory;
}

describeOnXS("a thousand reconnects", () => {
  it("leave slots and chunks where they were after the tenth, within 1 %", async () => {
    const board = await startOnXS(await bundleGuest({ entry: "hosts/desktop/guest/main.ts" }));
    try {
      await board.pass(5000);
      const early = await reconnect(board, first);
      const late = await reconnect(board, reconnects);
      equal(board.run.starts, 1, board.lines.join("\n"));
      const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= 0.01 * a;
      ok(isSame(early.slotsUsed, late.slotsUsed), `${early.slotsUsed} slots, then ${late.slotsUsed}`);
      ok(isSame(early.chunksUsed, late.chunksUsed), `${early.chunksUsed} bytes of chunks, then ${late.chunksUsed}`);
      equal(board.network.open, 1);
    } finally {
      await board.end();
    }
  }).timeout(120_000);
});
