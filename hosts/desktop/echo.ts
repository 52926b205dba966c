/**
 * `npm run --silent echo -- [--engine xs|node] [--compress] [--max-message BYTES] <ws or wss url>`: connects our
 * WebSocket client and sends back each complete message with its type until the connection ends.
 *
 * Exit codes: 0 after a clean close, 1 failed, 2 wrong usage.
 */
import { randomFillSync } from "node:crypto";
import { parseArgs } from "node:util";
import { Hardware } from "../models/hardware.js";
import { DesktopBoard } from "./board/desktop-board.js";
import { NodeNetwork } from "./board/node-network.js";
import { RealTime } from "./board/time.js";
import { EchoSide } from "./echo-codec.js";
import { bundleGuest } from "./engine/bundle.js";
import { chooseEngine, type EngineKind, startEngine } from "./engine/engine.js";
import type { EchoSettings } from "./guest/echo.js";

const usage = "usage: npm run --silent echo -- [--engine xs|node] [--compress] [--max-message BYTES] <ws or wss url>";

// bytes; what may wait in the socket each way: a board has less, and here throughput counts
const windowBytes = 1 << 20;

interface Arguments {
  settings: EchoSettings;
  engine: EngineKind | undefined;
}

/** Throws with what is wrong. */
export function parseEcho(args: string[]): Arguments {
  const { values, positionals } = parseArgs({
    args,
    options: { engine: { type: "string" }, compress: { type: "boolean" }, "max-message": { type: "string" } },
    allowPositionals: true,
  });
  const { engine, "max-message": maximum = String(64 << 20) } = values;
  if (engine !== undefined && engine !== "xs" && engine !== "node") throw new Error(`--engine ${engine}: xs or node`);
  if (!/^\d{1,10}$/.test(maximum)) throw new Error(`--max-message ${maximum}: a number of bytes`);
  if (positionals.length !== 1) throw new Error("one url is needed");
  const target = parseURL(positionals[0] as string);
  return { settings: { ...target, maximumMessageBytes: Number(maximum), compress: values.compress === true }, engine };
}

/** The path is kept as it is given (RFC 6455 3). */
function parseURL(url: string): Pick<EchoSettings, "isSecure" | "address" | "port" | "host" | "path"> {
  const parts = /^(wss?):\/\/(\[[\da-f:.]+\]|[^:/?#@[\]\s]+)(?::(\d{1,5}))?([/?][^#\s]*)?$/i.exec(url);
  if (parts === null) throw new Error(`${url}: not a ws or wss url`);
  const [, scheme = "", name = "", digits, rest = "/"] = parts;
  const isSecure = scheme.toLowerCase() === "wss";
  const port = digits === undefined ? (isSecure ? 443 : 80) : Number(digits);
  if (port < 1 || port > 65535) throw new Error(`${url}: port ${port}`);
  const isDefault = port === (isSecure ? 443 : 80);
  return {
    isSecure,
    address: name.startsWith("[") ? name.slice(1, -1) : name,
    port,
    host: isDefault ? name : `${name}:${port}`,
    path: rest.startsWith("?") ? `/${rest}` : rest,
  };
}

async function main(): Promise<number> {
  let parsed: Arguments;
  try {
    parsed = parseEcho(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    return 2;
  }
  const { kind, note } = await chooseEngine(parsed.engine);
  if (note !== undefined) process.stderr.write(`${note}\n`);
  const end = await runEcho(kind, parsed.settings);
  if (!end.isClean) process.stderr.write(`${end.text}\n`);
  return end.isClean ? 0 : 1;
}

export interface EchoEnd {
  isClean: boolean;
  /** Close code and reason, or what went wrong. */
  text: string;
}

/** One connection, to its end. Rejects with EngineAbsent when there is no such engine. */
export async function runEcho(kind: EngineKind, settings: EchoSettings): Promise<EchoEnd> {
  const time = new RealTime();
  let finish: (end: EchoEnd) => void = () => {};
  const finished = new Promise<EchoEnd>((resolve) => {
    finish = resolve;
  });
  const board = new DesktopBoard({
    hardware: new Hardware({ clock: time, defer: (callback) => void setImmediate(callback) }),
    time,
    network: new NodeNetwork(time, { sendBytes: windowBytes, receiveBytes: windowBytes }),
    identity: { id: "echo", model: "desktop" },
    random: (into) => void randomFillSync(into),
    launch: settings,
    onPost: (text) => finish(JSON.parse(text) as EchoEnd),
    onRestart: (text) => finish({ isClean: false, text }),
  });
  const bundle = await bundleGuest({ entry: "hosts/desktop/guest/echo.ts" });
  const onPrint = (line: string) => void process.stderr.write(`${line}\n`);
  const engine = await startEngine({ kind, bundle, board: new EchoSide(board), heap: "unlimited", onPrint });
  board.attach((object, event, ...args) => engine.deliver(object, event, ...args));
  const broken = engine.ended.then(({ reason }) => ({ isClean: false, text: `the engine ended: ${reason}` }));
  const end = await Promise.race([finished, broken]);
  engine.stop();
  return end;
}

if (process.argv[1] === import.meta.filename) process.exitCode = await main().catch(fail);

function fail(error: unknown): number {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}
