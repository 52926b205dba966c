/**
 * The engines: a call of the guest into the board, an event, plain computing, start, and the build of XS.
 * The figures that were measured stand in hosts/desktop/engine/xs.ts and build.ts.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildEngine } from "../hosts/desktop/engine/build.js";
import { bundleGuest } from "../hosts/desktop/engine/bundle.js";
import { type Engine, type EngineKind, startEngine, type Value } from "../hosts/desktop/engine/engine.js";

const source = `
import { validate } from "./src/protocol/validate.js";
import type { GuestHost } from "./hosts/desktop/engine/host.js";
declare const host: GuestHost;
host.deliver = (object, event, count, bytes) => {
  const n = Number(count);
  if (event === 1) for (let i = 0; i < n; i++) host.call(0, 0, bytes);
  if (event === 2) {
    let sum = 0;
    for (let i = 0; i < n; i++) { const o = { a: i, b: "text" + i }; sum += JSON.parse(JSON.stringify(o)).a % 7; }
    host.call(0, 0, sum, typeof validate);
  }
};`;

const bundle = await bundleGuest({ source: { text: source, name: "bench-guest.ts" } });
const start = (kind: EngineKind): Promise<Engine> => {
  const board = { call: (_object: number, _operation: number, args: Value[]): Value => args[0] };
  return startEngine({ kind, bundle, board, heap: "unlimited", onPrint: () => {} });
};

async function timeOf(work: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

function tell(what: string, value: number, unit: string): void {
  console.log(`${what.padEnd(44)} ${value.toFixed(value < 10 ? 2 : 1).padStart(8)} ${unit}`);
}

async function measure(kind: EngineKind): Promise<void> {
  const starts: number[] = [];
  for (let i = 0; i < 10; i++) {
    const before = performance.now();
    const engine = await start(kind);
    starts.push(performance.now() - before);
    engine.stop();
    await engine.ended;
  }
  tell(`${kind}: start to ready, median of 10`, starts.sort((a, b) => a - b)[5] ?? 0, "ms");
  const engine = await start(kind);
  for (const size of [0, 1024, 65536]) {
    const count = size > 10_000 ? 2000 : 20_000;
    const bytes = size > 0 ? new ArrayBuffer(size) : undefined;
    const run = async (): Promise<void> => {
      engine.deliver(0, 1, count, bytes);
      await engine.idle();
    };
    await run();
    tell(`${kind}: call with ${size} bytes there and back`, ((await timeOf(run)) * 1000) / count, "us");
  }
  const events = await timeOf(async () => {
    for (let i = 0; i < 10_000; i++) engine.deliver(0, 3, i);
    await engine.idle();
  });
  tell(`${kind}: event`, (events * 1000) / 10_000, "us");
  const computing = await timeOf(async () => {
    engine.deliver(0, 2, 100_000);
    await engine.idle();
  });
  tell(`${kind}: 100,000 small objects to JSON and back`, computing, "ms");
  engine.stop();
}

const build = await buildEngine();
if (build.absent === undefined) {
  await measure("xs");
  const directory = await mkdtemp(join(tmpdir(), "mooring-bench-"));
  tell("xs: build", (await timeOf(async () => void (await buildEngine({ directory })))) / 1000, "s");
  await rm(directory, { recursive: true });
} else console.log(`xs: ${build.absent}`);
await measure("node");
