/** What the setup portal takes of a board's heap on XS: nothing while it is closed, its allowance with a phone on it. */
import type { BoardRun } from "../../hosts/desktop/board/run.js";
import { bundleGuest } from "../../hosts/desktop/engine/bundle.js";
import type { EngineMemory } from "../../hosts/desktop/engine/engine.js";
import { equal, ok } from "../support/assert.js";
import { startGuestBoard, stopGuestBoards } from "./support/board-guest.js";
import { describeOnXS } from "./support/guest.js";
import { Phone } from "./support/phone.js";

const slotsAllowed = 180;
const chunkBytesAllowed = 6144;
const connectionSlots = 40;

const guest = `import { runGuest } from "./hosts/desktop/guest/run.js";
import { Portal } from "./src/provisioning/portal.js";
const networks = Object.freeze([{ SSID: "Home", RSSI: -50, isOpen: false }, { SSID: "Next", RSSI: -70, isOpen: true }]);
const target = Object.freeze({ networkCount: 2, network: (i) => networks[i], scans: 1, isScanning: false, isClaimed: false,
  step: "idle", scan() {}, begin() {} });
const log = Object.freeze({ write() {} });
class Pump {
  portal = undefined; timer = undefined; isPumping = false; isWoken = false; url = undefined;
  wake = () => this.pump();
  constructor(board, launch) { this.board = board; this.launch = launch; }
  take(text) {
    this.portal?.close();
    this.portal = undefined;
    this.url = undefined;
    if (text === "open")
      this.portal = new Portal({ board: this.board, target, log, name: "Mooring-ddeeff", address: "127.0.0.1",
        httpPort: 0, dnsPort: 0, wake: this.wake });
    this.pump();
    this.launch.post(JSON.stringify("done"));
  }
  pump() {
    this.isWoken = true;
    if (this.isPumping) return;
    this.isPumping = true;
    while (this.isWoken) { this.isWoken = false; this.portal?.advance(this.board.clock.now()); }
    this.isPumping = false;
    this.board.timer.clear(this.timer);
    this.timer = this.board.timer.set(this.wake, 50);
    const url = this.portal?.url;
    if (url !== this.url) { this.url = url; if (url !== undefined) this.launch.post(JSON.stringify(url)); }
  }
}
runGuest((board, launch) => {
  const pump = new Pump(board, launch);
  launch.onMessage((text) => pump.take(text));
  pump.pump();
  return { stop(done) { pump.portal?.close(); done(); } };
});`;

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
    const bundle = await bundleGuest({ source: { text: guest, name: "guest-fixture.ts" } });
    const { run, posts, until } = await startGuestBoard("xs", "", { bundle });
    const tell = async (text: string): Promise<void> => {
      const done = () => posts.filter((each) => each === "done").length;
      const before = done();
      run.board.send(text);
      await until(() => done() > before);
    };
    await tell("close");
    const closed = await memoryOf(run);
    await tell("open");
    await until(() => posts.some((each) => String(each).startsWith("http")));
    const opened = await memoryOf(run);
    const port = Number(new URL(String(posts.find((each) => String(each).startsWith("http")))).port);

    const phone = new Phone(port);
    await phone.enter();
    phone.beginSetup();
    // the body, the line, and two connections have arrived
    const held = await memoryAbove(run, opened.slotsUsed + 40, opened.chunksUsed + 1000);
    phone.begin("GET / HTTP/1.1\r\nHost: ");
    const most = await memoryAbove(run, held.slotsUsed + 20, held.chunksUsed + 200);
    phone.leave();
    await tell("close");
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
