/** The whole application on XS and virtual time, with outages; for a test and for `npm run bench -- memory`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BoardRun, runBoard } from "../../../hosts/desktop/board/run.js";
import type { Bundle } from "../../../hosts/desktop/engine/bundle.js";
import { boardHeap, type EngineMemory, type HeapBudget } from "../../../hosts/desktop/engine/engine.js";
import { neighbourhood } from "../../../hosts/models/neighbourhood.js";
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

export interface VirtualBoardRun {
  readonly clock: VirtualClock;
  readonly network: VirtualNetwork;
  readonly cloud: ScriptedCloud;
  readonly run: BoardRun;
  readonly lines: string[];
  /** Lets so many ms pass. */
  pass(ms: number): Promise<void>;
  /** After a collection; undefined: the firmware is not running. */
  memory(): Promise<EngineMemory | undefined>;
  end(): Promise<void>;
}

/** What a board has stored that was set up by a phone. */
const ownNetworks = JSON.stringify([{ SSID: "Harbour", password: "lighthouse-7", priority: 0 }]);

/** Starts the application on XS, on a virtual clock and network. isManaged: it joins its network by itself, as on a board. */
export async function startOnXS(
  bundle: Bundle,
  heap: HeapBudget = boardHeap,
  isManaged = false,
): Promise<VirtualBoardRun> {
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
    settings: {
      "server.url": "ws://cloud.test/v1/devices/desk-1/link",
      "server.token": "t",
      ...(isManaged ? { "wifi.networks": ownNetworks } : {}),
    },
    ...(isManaged ? { setup: { networks: neighbourhood, portalPort: 8123 } } : {}),
    time: virtualBoardTime(clock, cloud.epochS * 1000),
    network: virtualBoardNetwork(network),
    sensors: [],
    seed: 7,
    onPrint: (line) => lines.push(line),
  });
  const settle = async () => run.engine?.idle();
  return {
    ...{ clock, network, cloud, run, lines },
    pass: (ms) => pass(clock, ms, settle),
    memory: async () => run.engine?.memory({ collect: true }),
    end: async () => {
      await run.stop();
      rmSync(directory, { recursive: true });
    },
  };
}

/**
 * Lives so many simulated minutes: all connections are reset in each tenth minute of twenty, the radio is gone for a
 * minute in the middle, and every minute brings commands and a press of the button.
 */
export async function live(bundle: Bundle, minutes: number, heap: HeapBudget = boardHeap): Promise<Life> {
  const board = await startOnXS(bundle, heap);
  const { network, cloud, run, lines } = board;
  const middle = Math.floor(minutes / 2);
  for (let minute = 0; minute < minutes && run.engine !== undefined; minute++) {
    if (minute % 20 === 10) network.resetAll();
    if (minute === middle) run.steer('{"radio":{"state":"gone"}}');
    if (minute === middle + 1) run.steer('{"radio":{"state":"ready"}}');
    run.steer(`{"pin":"button","press":${minute % 2 === 0}}`);
    cloud.request(`describe-${minute}`, "describe"); // the largest answer that it ever gives
    await board.pass(minuteMs);
  }
  const memory = await board.memory();
  const { starts } = run;
  await board.end();
  return { cloud, starts, lines, memory };
}
