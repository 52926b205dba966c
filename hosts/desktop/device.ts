/**
 * `npm run device -- --url ws(s)://... --token T`: one board against any server that speaks docs/protocol.md. Its world is
 * steered by lines of JSON on stdin (hosts/models/steering.ts); each change of an output is a line of JSON on stdout,
 * what is for people goes to stderr.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { endOnSignal } from "../../cloud/src/end-on-signal.js";
import { StartError, UsageError } from "../../cloud/src/errors.js";
import { createLog } from "../../cloud/src/log.js";
import { boardFlags, parseFlags, type Values } from "../../cloud/src/options.js";
import { limits } from "../../src/protocol/limits.js";
import { isName } from "../../src/protocol/validate.js";
import { parseServers } from "../../src/session/servers.js";
import { readTrust, trustFlags, trustHelp } from "../trust-options.js";
import { type BoardRun, runBoard } from "./board/run.js";
import { SerialPort } from "./board/serial-port.js";
import { boardHelp, readBoardOptions } from "./board-options.js";
import { bundleGuest } from "./engine/bundle.js";
import { chooseEngine } from "./engine/engine.js";
import { freshSetup, tellSetup } from "./fresh-board.js";
import { runProgram } from "./program.js";

const { devices: _, ...oneBoard } = boardFlags;
const flags = Object.freeze({
  ...oneBoard,
  url: { type: "string" },
  token: { type: "string" },
  id: { type: "string" },
  ...trustFlags,
  data: { type: "string" },
  quiet: { type: "boolean" },
  help: { type: "boolean" },
} as const);

const help = `npm run device -- --url ws(s)://... --token T [options]
  --url URL            the server's link, used as given
  --token T            the device's token; also MOORING_DEVICE_TOKEN
  --id ID              the device's name to the server (desk-1)
${trustHelp}
  --data DIR           where the board keeps its storage (none: forgotten at the end)
${boardHelp}
  --quiet              no lines for people on stderr
On stdin, one JSON object a line: {"chip":"sht4x","set":{"temperature":30}}, {"pin":"button","press":true},
{"radio":{"state":"gone"}}, {"power":"cut"}...
`;

interface Settings {
  url: string | undefined;
  token: string | undefined;
  id: string;
}

async function main(args: readonly string[]): Promise<void> {
  const values = parseFlags(args, flags);
  if (values["help"] === true) {
    process.stdout.write(help);
    return;
  }
  const { application, engine, world, isFresh, serialPort } = await readBoardOptions(values);
  const { url, token, id } = readSettings(values, isFresh);
  const log = createLog(values["quiet"] === true);
  const [{ kind, note }, bundle] = await Promise.all([
    chooseEngine(engine),
    bundleGuest({ entry: "hosts/desktop/guest/main.ts", application }),
  ]);
  if (note !== undefined) process.stderr.write(`${note}\n`);
  const { data } = values;
  const directory = typeof data === "string" ? data : mkdtempSync(join(tmpdir(), "mooring-"));
  // What a fresh board was given by a person stays with it.
  const given = isFresh ? {} : { "server.url": url, "server.token": token, "device.id": id };
  const settings = { ...given, ...readTrust(values) };
  const setup = isFresh ? await freshSetup() : undefined;
  const serial = serialPort === undefined ? undefined : await openSerial(serialPort);
  const onPrint = (line: string) => log.info(line);
  const onPost = (text: string) => process.stdout.write(`${text}\n`);
  const more = { ...(world && { world }), ...(setup && { setup }) };
  const board = await runBoard({ directory, id, kind, bundle, settings, serial, onPrint, onPost, ...more });
  if (setup !== undefined) process.stderr.write(tellSetup(setup.portalPort));
  if (serial !== undefined) process.stderr.write(`Serial: 127.0.0.1:${serial.port}\n`);
  board.onOutput((output) => process.stdout.write(`${JSON.stringify(output)}\n`));
  endOnSignal(async () => {
    await board.stop();
    if (data === undefined) rmSync(directory, { recursive: true, force: true });
  });
  takeLines(board);
}

async function openSerial(port: number): Promise<SerialPort> {
  try {
    return await SerialPort.listen(port);
  } catch (error) {
    throw new StartError(`--serial: cannot listen on ${port}: ${(error as NodeJS.ErrnoException).code}`);
  }
}

function readSettings(values: Values, isFresh: boolean): Settings {
  const text = (name: string): string | undefined => {
    const value = values[name];
    if (value !== undefined && (typeof value !== "string" || value === "")) throw new UsageError(`--${name}: is empty`);
    return value;
  };
  const url = text("url");
  if (isFresh && (url ?? text("token")) !== undefined)
    throw new UsageError("--fresh: a person gives it a server, not --url and --token");
  if (url === undefined && !isFresh) throw new UsageError("--url: is missing; see --help");
  parseServers(url ?? "ws://none", (fault) => {
    throw new UsageError(`--url: ${fault}`);
  });
  const id = text("id") ?? "desk-1";
  if (!isName(id) || id.length > limits.idCharacters) {
    throw new UsageError(`--id: letters, digits, '.', '_' and '-', at most ${limits.idCharacters}`);
  }
  return { url, id, token: text("token") ?? process.env["MOORING_DEVICE_TOKEN"] };
}

function takeLines(board: BoardRun): void {
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on("line", (line) => {
    if (line.trim() === "") return;
    const fault = board.steer(line);
    if (fault !== undefined) process.stderr.write(`${fault.code}: ${fault.message}\n`);
  });
}

await runProgram(main);
