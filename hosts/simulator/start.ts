/**
 * Where the program of the simulator starts: makes the board, fills the heap down to a board's, hands the board to the
 * firmware and connects the panel. Settings come from the environment (MOORING_URL, MOORING_TOKEN, MOORING_DEVICE_ID,
 * MOORING_DATA; with a URL also what wss:// is verified by: MOORING_CA, _PINS, _CERT, _KEY, _VERIFY; MOORING_PORTAL
 * for a board that nobody has set up; MOORING_HEAP for measurements) or from the panel; both are stored as the firmware's own settings.
 */
import { Directory } from "file";
import type { KeyValue } from "../../src/board/board.js";
import startDevice from "../../src/main.js";
import { application } from "../application.js";
import { describeThrown } from "../moddable/guard.js";
import { makeSimulator, type Simulator } from "./board.js";
import { readBudget } from "./budget.js";
import { Channel } from "./channel.js";
import { Files } from "./files.js";
import { Ballast } from "./memory.js";
import { environment, guardEnd } from "./native.js";

/** mcsim's side of the program; its own host without a window offers the same. */
declare const screen: { onMessage?: (line: string) => void; postMessage(line: string): void };
/** XS calls it before it ends; what it returns decides nothing here. */
type AbortHook = { abort?: (reason: string, error: unknown) => void };

export default function start(): void {
  const directory = dataDirectory();
  const files = new Files(directory);
  (globalThis as AbortHook).abort = (reason, error) => {
    if (error !== undefined) print(`XS ends: ${reason}, ${describeThrown(error)}`);
  };
  let channel: Channel | undefined;
  const budget = readBudget(environment("MOORING_HEAP"));
  const simulator = makeSimulator({
    files,
    budget,
    id: environment("MOORING_DEVICE_ID") ?? "sim-1",
    portalPort: portalPort(),
    print: (line) => {
      print(line);
      channel?.print(line);
    },
  });
  guardEnd(files.endedPath);
  configure(simulator);
  const ballast = new Ballast(budget);
  const panel = new Channel(simulator, ballast, (line) => screen.postMessage(line));
  channel = panel;
  screen.onMessage = (line) => panel.receive(line);
  const running = startDevice(simulator.board, application);
  panel.follow(() => running.session.isOnline);
  screen.postMessage(JSON.stringify({ started: simulator.board.restartReason }));
}

function print(line: string): void {
  trace(`${line}\n`);
}

/** MOORING_PORTAL: the board is one that nobody has set up, with its page on this port. */
function portalPort(): number | undefined {
  const port = Number(environment("MOORING_PORTAL"));
  return port > 0 ? port : undefined;
}

function dataDirectory(): string {
  const home = environment("HOME") ?? environment("USERPROFILE") ?? ".";
  const directory = environment("MOORING_DATA") ?? `${home}/.mooring-simulator`;
  Directory.create(directory);
  return directory;
}

/** What the environment says is stored like any other setting, so that the firmware finds it where it looks. */
function configure(simulator: Simulator): void {
  const store = simulator.board.storage.keyValue.open({ path: "mooring" });
  const wanted: Readonly<Record<string, string | undefined>> = {
    "server.url": environment("MOORING_URL"),
    "server.token": environment("MOORING_TOKEN"),
  };
  for (const [key, value] of Object.entries(wanted))
    if (value !== undefined && value !== store.read(key)) store.write(key, value);
  if (wanted["server.url"] !== undefined) keepTrust(store);
  store.close();
}

/** A server of another start must not be left unverified, or pinned to another's key: what is not said is forgotten. */
function keepTrust(store: KeyValue): void {
  for (const name of ["ca", "pins", "cert", "key", "verify"]) {
    const key = `server.${name}`;
    const value = environment(`MOORING_${name.toUpperCase()}`);
    if (value === store.read(key)) continue;
    if (value === undefined) store.delete(key);
    else store.write(key, value);
  }
}
