/** The whole application on XS and virtual time, with outages; for a test and for `npm run bench -- memory`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBoard } from "../../../hosts/desktop/board/run.js";
import type { Bundle } from "../../../hosts/desktop/engine/bundle.js";
import { boardHeap, type EngineMemory, type HeapBudget } from "../../../hosts/desktop/engine/engine.js";
import { ScriptedCloud } from "../../support/scripted-cloud.js";
import { VirtualClock } from "../../support/virtual-clock.js";
import { VirtualNetwork } from "../../support/virtual-network.js";
import { pass, virtualBoardNetwork, virtualBoardTime } from "./virtual-board-network.js";

const minuteMs = 60_000;

export interface Life {
  cloud: ScriptedCloud;
  /** of the firmware; more than one: it crashed */
  starts: number;
  lines: string[];
  /** at the end, after a collection; undefined: the firmware was not running then */
  memory: EngineMemory | undefined;
}

/**
 * Lives so many simulated minutes: all connections are reset in each tenth minute of twenty, the radio is gone for a
 * minute in the middle, and every minute brings commands and a press of the button.
 */
export async function live(bundle: Bundle, minutes: number, heap: HeapBudget = boardHeap): Promise<Life> {
  const clock = new VirtualClock();
  const network = new VirtualNetwork(clock);
  const cloud = new ScriptedCloud(network);
  const directory = mkdtempSync(join(tmpdir(), "mooring-hour-"));
  const lines: string[] = [];
  const run = await runBoard({
    directory,
    id: "desk-1",
    kind: "xs",
    bundle,
    heap,
    settings: { "server.url": "ws://cloud.test/v1/devices/desk-1/link", "server.token": "t" },
    time: virtualBoardTime(clock, cloud.epochS * 1000),
    network: virtualBoardNetwork(network),
    sensors: [],
    seed: 7,
    onPrint: (line) => lines.push(line),
  });
  const settle = async () => run.engine?.idle();
  const middle = Math.floor(minutes / 2);
  for (let minute = 0; minute < minutes && run.engine !== undefined; minute++) {
    if (minute % 20 === 10) network.resetAll();
    if (minute === middle) run.steer('{"radio":{"state":"gone"}}');
    if (minute === middle + 1) run.steer('{"radio":{"state":"ready"}}');
    run.steer(`{"pin":"button","press":${minute % 2 === 0}}`);
    await pass(clock, minuteMs, settle);
  }
  const memory = await run.engine?.memory({ collect: true });
  const { starts } = run;
  await run.stop();
  rmSync(directory, { recursive: true });
  return { cloud, starts, lines, memory };
}
