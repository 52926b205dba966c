/**
 * `npm run --silent echo -- [--engine xs|node] [--compress] [--max-message BYTES] <ws or wss url>`: connects our
 * WebSocket client and sends back each complete message with its type until the connection ends.
 *
 * Exit codes: 0 after a clean close, 1 failed, 2 wrong usage.
 */
import { parseArgs } from "node:util";
import { EchoBoard, type EchoTarget } from "./echo-board.js";
import { echoObject } from "./echo-remote.js";
import { bundleGuest } from "./engine/bundle.js";
import { chooseEngine, type EngineKind, startEngine } from "./engine/engine.js";

const usage = "usage: npm run --silent echo -- [--engine xs|node] [--compress] [--max-message BYTES] <ws or wss url>";

interface Arguments {
  target: EchoTarget;
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
  return { target: { ...target, maximumMessageBytes: Number(maximum), compress: values.compress === true }, engine };
}

/** The path is kept as it is given (RFC 6455 3). */
function parseURL(url: string): Pick<EchoTarget, "isSecure" | "address" | "port" | "host" | "path"> {
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
  const bundle = await bundleGuest({ entry: "hosts/desktop/guest/echo.ts" });
  const board = new EchoBoard(parsed.target);
  const onPrint = (line: string) => process.stderr.write(`${line}\n`);
  const engine = await startEngine({ kind, bundle, board, heap: "unlimited", onPrint });
  board.deliver = (event, ...args) => engine.deliver(echoObject, event, ...args);
  board.connect();
  const broken = engine.ended.then((end) => ({ isClean: false, text: `the engine ended: ${end.reason}` }));
  const end = await Promise.race([board.finished, broken]);
  if (!end.isClean) process.stderr.write(`${end.text}\n`);
  engine.stop();
  await board.destroy();
  return end.isClean ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) process.exitCode = await main().catch(fail);

function fail(error: unknown): number {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}
