/**
 * `npm start`: the cloud and one or more boards, in one process. The first line on stdout says where the dashboard is.
 * The boards' storage lies beside the cloud's, so that the next start goes on with the same devices.
 */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { endOnSignal } from "../../cloud/src/end-on-signal.js";
import { UsageError } from "../../cloud/src/errors.js";
import { isSameHash, sha256 } from "../../cloud/src/http/secrets.js";
import { createLog } from "../../cloud/src/log.js";
import {
  boardFlags,
  cloudFlags,
  cloudHelp,
  parseFlags,
  readCloudOptions,
  readNumber,
} from "../../cloud/src/options.js";
import { type Cloud, startCloud } from "../../cloud/src/server.js";
import { StoredDataError, storedSetting } from "./board/files.js";
import { type BoardRun, type RunOptions, runBoard } from "./board/run.js";
import { boardHelp, readBoardOptions } from "./board-options.js";
import { bundleGuest } from "./engine/bundle.js";
import { chooseEngine } from "./engine/engine.js";
import { freshSetup, tellSetup } from "./fresh-board.js";
import { runProgram } from "./program.js";

const devicesMaximum = 200; // boards; each has a process of its own

async function main(args: readonly string[]): Promise<void> {
  const values = parseFlags(args, { ...cloudFlags, ...boardFlags });
  if (values["help"] === true) {
    const help = `npm start -- [options]\n${cloudHelp}\n${boardHelp}\n  --devices N          boards, desk-1 to desk-N (1)`;
    process.stdout.write(`${help}\n`);
    return;
  }
  const options = readCloudOptions(values);
  const devices = readNumber(values, "devices", 1, 0, devicesMaximum, true);
  const { application, engine, world, isFresh, serialPort } = await readBoardOptions(values);
  if (serialPort !== undefined) throw new UsageError("--serial: for npm run device");
  if (values["public-url"] !== undefined) throw new UsageError("--public-url: for npm run cloud");
  if (engine === "xs") await chooseEngine(engine); // before anything is promised
  const cloud = await startCloud(options);
  const log = createLog(options.isQuiet ?? false);
  const boards: BoardRun[] = [];
  let isEnding = false;
  endOnSignal(async () => {
    isEnding = true;
    await Promise.all(boards.map((board) => board.stop()));
    await cloud.close();
  });
  process.stdout.write(`Dashboard: ${cloud.signInUrl()}\n`);
  const [{ kind, note }, bundle] = await Promise.all([
    chooseEngine(engine),
    bundleGuest({ entry: "hosts/desktop/guest/main.ts", application }),
  ]);
  if (note !== undefined) process.stderr.write(`${note}\n`);
  for (let i = 1; i <= devices && !isEnding; i++) {
    const name = isFresh ? `fresh-${i}` : `desk-${i}`;
    const directory = join(options.data ?? "./data", "boards", name);
    const server = `ws://${addressFor(options.host)}:${cloud.port}`;
    const onPrint = (line: string) => log.info(`${name}: ${line}`);
    const common = { directory, kind, bundle, onPrint, ...(world && { world }) };
    try {
      if (isFresh) boards.push(await startFresh(common, cloud, server));
      else
        boards.push(
          await runBoard({ ...common, id: name, settings: await settingsFor(cloud, server, name, directory) }),
        );
    } catch (error) {
      if (!(error instanceof StoredDataError)) throw error;
      log.error(`${name} does not start: ${error.message}. The others go on; without its directory it begins anew.`);
    }
  }
}

/** Where boards on this machine find a server that listens on `host`. */
function addressFor(host = "127.0.0.1"): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** A board that nobody has set up, whatever was stored before; says where its page is. */
async function startFresh(
  options: Omit<RunOptions, "id" | "settings">,
  cloud: Cloud,
  server: string,
): Promise<BoardRun> {
  rmSync(options.directory, { recursive: true, force: true });
  const setup = await freshSetup();
  const board = await runBoard({ ...options, id: randomBytes(6).toString("hex"), setup });
  process.stdout.write(tellSetup(setup.portalPort, { server, code: cloud.addClaim() }));
  return board;
}

async function settingsFor(
  cloud: Cloud,
  server: string,
  id: string,
  directory: string,
): Promise<Record<string, string>> {
  const token = await tokenFor(cloud, id, directory);
  return { "server.url": `${server}/v1/devices/${id}/link`, "server.token": token, "device.id": id };
}

/** The token that the board holds where it is still good; else a new one. */
async function tokenFor(cloud: Cloud, id: string, directory: string): Promise<string> {
  const stored = storedSetting(directory, "server.token");
  const hash = cloud.store.devices.tokenHash(id);
  if (hash === undefined) return cloud.addDevice(id).token;
  if (stored !== undefined && isSameHash(sha256(stored), hash)) return stored;
  return (await cloud.renewToken(id)).token;
}

await runProgram(main);
