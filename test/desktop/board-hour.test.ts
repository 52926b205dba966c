/** The whole firmware on a board in Node, on virtual time: an hour on XS in a board's heap. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBoard } from "../../hosts/desktop/board/run.js";
import { bundleGuest } from "../../hosts/desktop/engine/bundle.js";
import { equal, ok } from "../support/assert.js";
import { ScriptedCloud } from "../support/scripted-cloud.js";
import { VirtualClock } from "../support/virtual-clock.js";
import { VirtualNetwork } from "../support/virtual-network.js";
import { describeOnXS } from "./support/guest.js";
import { pass, virtualBoardNetwork, virtualBoardTime } from "./support/virtual-board-network.js";

const hourMs = 3_600_000;

describeOnXS("the firmware", () => {
  it("lives an hour with outages in a board's heap, and everything that it read is stored", async () => {
    const clock = new VirtualClock();
    const network = new VirtualNetwork(clock);
    const cloud = new ScriptedCloud(network);
    const directory = mkdtempSync(join(tmpdir(), "mooring-hour-"));
    const lines: string[] = [];
    const run = await runBoard({
      directory,
      id: "desk-1",
      kind: "xs",
      bundle: await bundleGuest({ entry: "hosts/desktop/guest/main.ts" }),
      settings: { "server.url": "ws://cloud.test/v1/devices/desk-1/link", "server.token": "t" },
      time: virtualBoardTime(clock, cloud.epochS * 1000),
      network: virtualBoardNetwork(network),
      sensors: [],
      seed: 7,
      onPrint: (line) => lines.push(line),
    });
    const settle = async () => run.engine?.idle();
    for (let minute = 0; minute < 60; minute++) {
      if (minute % 20 === 10) network.resetAll();
      if (minute === 30) run.steer('{"radio":{"state":"gone"}}');
      if (minute === 31) run.steer('{"radio":{"state":"ready"}}');
      await pass(clock, hourMs / 60, settle);
    }
    const memory = await run.engine?.memory({ collect: true });
    const starts = run.starts;
    const records = cloud.stored.map(({ record }) => record);
    await run.stop();
    rmSync(directory, { recursive: true });

    equal(starts, 1, lines.join("\n"));
    for (const name of ["temperature", "humidity", "light"]) {
      const times = records.filter((record) => record["n"] === name).length;
      ok(times >= 1700 && times <= 1801, `${times} readings of ${name} in an hour of one every 2 s`);
    }
    equal(cloud.gaps, 0);
    // Without room it would have crashed and started again; this says that some is left.
    ok(memory !== undefined);
    ok(memory.chunksUsed < 0.9 * memory.chunksLimit, `${memory.chunksUsed} bytes of chunks at rest`);
    ok(memory.slotsUsed < 0.9 * memory.slotsLimit, `${memory.slotsUsed} slots at rest`);
  }).timeout(60_000);
});
