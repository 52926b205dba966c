/** What the setup portal takes of a board's heap on XS: nothing while it is closed, its allowance with a phone on it. */
import type { BoardRun } from "../../hosts/desktop/board/run.js";
import type { EngineMemory } from "../../hosts/desktop/engine/engine.js";
import { equal, ok } from "../support/assert.js";
import { stopGuestBoards } from "./support/board-guest.js";
import { describeOnXS } from "./support/guest.js";
import { Phone } from "./support/phone.js";
import { startGuestPortal } from "./support/portal-guest.js";

const slotsAllowed = 180;
const chunkBytesAllowed = 6144;
const connectionSlots = 40;

async function memoryOf(run: BoardRun): Promise<EngineMemory> {
  const memory = await run.engine?.memory({ collect: true });
  ok(memory !== undefined, "the guest is gone");
  return memory;
}

/** Waits until so much is in use, for what was sent takes its time; then a little more, for what comes with it. */
async function memoryAbove(run: BoardRun, slots: number, chunkBytes: number): Promise<EngineMemory> {
  for (let i = 0; i < 500; i++) {
    const { slotsUsed, chunksUsed } = await memoryOf(run);
    if (slotsUsed >= slots && chunksUsed >= chunkBytes) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  const memory = await memoryOf(run);
  ok(memory.slotsUsed >= slots && memory.chunksUsed >= chunkBytes, "what was sent did not come");
  return memory;
}

describeOnXS("the portal's memory", () => {
  afterEach(stopGuestBoards);

  it(`is ${slotsAllowed} slots and ${chunkBytesAllowed} bytes of chunks at most, with a phone on it, and nothing afterwards`, async () => {
    const portal = await startGuestPortal("xs");
    const { run } = portal;
    await portal.close();
    const closed = await memoryOf(run);
    await portal.open();
    const opened = await memoryOf(run);
    const phone = new Phone(portal.httpPort);
    await phone.enter();
    phone.beginSetup();
    // the body, the line, and two connections have arrived
    const held = await memoryAbove(run, opened.slotsUsed + 40, opened.chunksUsed + 1000);
    phone.begin("GET / HTTP/1.1\r\nHost: ");
    const most = await memoryAbove(run, held.slotsUsed + 20, held.chunksUsed + 200);
    phone.leave();
    await portal.close();
    const after = await memoryOf(run);
    const row = (name: string, { slotsUsed, chunksUsed }: EngineMemory): string =>
      `${name}: ${slotsUsed - closed.slotsUsed} slots, ${chunksUsed - closed.chunksUsed} bytes`;
    const figures = [
      row("open", opened),
      row("with a phone", held),
      row("and a third connection", most),
      row("closed again", after),
    ].join("; ");
    console.log(`      ${figures}`);
    ok(held.slotsUsed - closed.slotsUsed <= slotsAllowed, figures);
    ok(held.chunksUsed - closed.chunksUsed <= chunkBytesAllowed, figures);
    ok(most.slotsUsed - held.slotsUsed <= connectionSlots, figures);
    ok(after.slotsUsed - closed.slotsUsed <= 2, figures);
    equal(run.starts, 1);
  }).timeout(60_000);
});
