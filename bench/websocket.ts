/**
 * The WebSocket client's own work, without sockets: frames taken and frames made, beside `ws` on Node in the same run,
 * and on XS; with the Moddable SDK, an echo beside the SDK's own client. Figures are medians.
 */
import type { Writable } from "node:stream";
import * as ws from "ws";
import { buildEngine } from "../hosts/desktop/engine/build.js";
import { bundleGuest } from "../hosts/desktop/engine/bundle.js";
import { startEngine } from "../hosts/desktop/engine/engine.js";
import { compareWithSdk } from "./support/websocket-sdk.js";
import { chunkOf, makeClient, receiveWork, sendWork } from "./support/websocket-work.js";

interface WSReceiver {
  write: Writable["write"];
  on(event: "message", listener: (data: Buffer) => void): void;
}
interface WSSender {
  send(data: Uint8Array, options: object, done?: () => void): void;
}
// Exported by ws and not by its types.
const { Receiver, Sender } = ws as unknown as {
  Receiver: new (options: object) => WSReceiver;
  Sender: new (socket: object) => WSSender;
};

const sizes = [125, 1024, 16384]; // bytes
const rounds = 5;
const workBytes = 32_000_000; // bytes of message a round on Node
const xsBytes = 4_000_000; // the same on XS
const meterRounds = 8; // chunks or messages that the meter counts

async function median(work: () => void | Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const before = performance.now();
    await work();
    times.push(performance.now() - before);
  }
  return times.sort((a, b) => a - b)[rounds >> 1] ?? 0;
}

function tell(what: string, size: number, count: number, ms: number, against?: number): void {
  const rate = `${Math.round(count / (ms / 1000)).toLocaleString("en")} messages/s`;
  const bytes = `${((count * size) / 1000 / ms).toFixed(1)} MB/s`;
  const ratio = against === undefined ? "" : `  ${(against / ms).toFixed(2)} times ws`;
  console.log(`${`${what}, ${size} B`.padEnd(28)} ${rate.padStart(24)} ${bytes.padStart(14)}${ratio}`);
}

async function receiveOnNode(size: number): Promise<void> {
  const { chunk, count } = chunkOf(size);
  const chunks = Math.ceil(workBytes / size / count);
  const receiver = new Receiver({ isServer: false, allowSynchronousEvents: true, maxPayload: 1 << 20 });
  let seen = 0;
  receiver.on("message", (data) => {
    seen += data.length;
  });
  const theirs = await median(() => {
    for (let i = 0; i < chunks; i++) receiver.write(chunk);
  });
  const client = makeClient();
  const ours = await median(() => {
    seen -= receiveWork(client, chunk, chunks);
  });
  if (seen !== 0) throw new Error("the two did not take the same bytes");
  tell("ws takes", size, chunks * count, theirs);
  tell("ours takes, on Node", size, chunks * count, ours, theirs);
}

async function sendOnNode(size: number): Promise<void> {
  const count = Math.ceil(workBytes / size);
  const message = new Uint8Array(size).fill(0x2a);
  let sent = 0;
  const write = (bytes: Uint8Array) => {
    sent += bytes.length;
    return true;
  };
  const sender = new Sender({ cork() {}, uncork() {}, write });
  const theirs = await median(() => {
    for (let i = 0; i < count; i++) sender.send(message, { binary: true, mask: true, fin: true, compress: false });
  });
  const client = makeClient();
  const ours = await median(() => {
    sent -= sendWork(client, message, count);
  });
  if (sent !== 0) throw new Error("the two did not make the same bytes");
  tell("ws makes", size, count, theirs);
  tell("ours makes, on Node", size, count, ours, theirs);
}

const guest = `
import { compareWithSdk } from "./support/websocket-sdk.js";
import { chunkOf, makeClient, receiveWork, sendWork } from "./bench/support/websocket-work.js";
let client;
host.deliver = (object, event, size, count) => {
  client ??= makeClient(event === 3 ? 4096 : undefined);
  if (event === 3) client.write(new Uint8Array(1000), true), client.take(2000);
  if (event === 1) receiveWork(client, chunkOf(size).chunk, count);
  if (event === 2) sendWork(client, new Uint8Array(size).fill(0x2a), count);
};`;

/** What one open connection holds with a queue of 4 KB, after a message of 1,000 bytes each way. */
async function measureHeap(): Promise<void> {
  const bundle = await bundleGuest({ source: { text: guest, name: "bench-websocket.ts" } });
  const board = { call: () => undefined };
  const engine = await startEngine({ kind: "xs", bundle, board, onPrint: console.error });
  await engine.idle();
  const before = await engine.memory({ collect: true });
  engine.deliver(0, 3);
  await engine.idle();
  const after = await engine.memory({ collect: true });
  engine.stop();
  if (before === undefined || after === undefined) return;
  const [slots, chunks] = [after.slotsUsed - before.slotsUsed, after.chunksUsed - before.chunksUsed];
  console.log(`an open connection on XS: ${slots} slots, ${chunks} bytes of chunks, 4096 of them its queue`);
}

/** What a message costs in XS's own meter: steps of its byte code, and of some of what is native. */
async function measureSteps(): Promise<void> {
  const bundle = await bundleGuest({ source: { text: guest, name: "bench-websocket.ts" } });
  const board = { call: () => undefined };
  const options = { kind: "xs", bundle, board, heap: "unlimited", meters: true, onPrint: console.error } as const;
  const engine = await startEngine(options);
  const meter = async (): Promise<number> => (await engine.memory())?.meter ?? 0;
  const run = async (event: number, size: number, count: number): Promise<number> => {
    const before = await meter();
    engine.deliver(0, event, size, count);
    await engine.idle();
    return (await meter()) - before;
  };
  /** The same work once more often, so that what goes before it does not count. */
  const steps = async (event: number, size: number, messages: number): Promise<number> => {
    await run(event, size, 1);
    const one = await run(event, size, 1);
    return Math.round(((await run(event, size, 1 + meterRounds)) - one) / meterRounds / messages);
  };
  for (const size of sizes) {
    const taken = await steps(1, size, chunkOf(size).count);
    console.log(`on XS, ${size} B: ${taken} steps of its meter to take, ${await steps(2, size, 1)} to make`);
  }
  engine.stop();
}

async function measureXS(): Promise<void> {
  const bundle = await bundleGuest({ source: { text: guest, name: "bench-websocket.ts" } });
  const board = { call: () => undefined };
  const engine = await startEngine({ kind: "xs", bundle, board, heap: "unlimited", onPrint: console.error });
  const run = async (event: number, size: number, count: number) => {
    engine.deliver(0, event, size, count);
    await engine.idle();
  };
  for (const size of sizes) {
    const { count } = chunkOf(size);
    const chunks = Math.ceil(xsBytes / size / count);
    tell("ours takes, on XS", size, chunks * count, await median(() => run(1, size, chunks)));
  }
  for (const size of sizes) {
    const count = Math.ceil(xsBytes / size);
    tell("ours makes, on XS", size, count, await median(() => run(2, size, count)));
  }
  engine.stop();
}

for (const size of sizes) await receiveOnNode(size);
for (const size of sizes) await sendOnNode(size);
const { absent } = await buildEngine();
if (absent === undefined) {
  await measureXS();
  await measureSteps();
  await measureHeap();
} else console.log(`XS is left out: ${absent}`);
await compareWithSdk();
