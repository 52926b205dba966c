/** The options that say how boards of the desktop run, for `npm start` and `npm run device`. */
import { readFileSync } from "node:fs";
import { StartError, UsageError } from "../../cloud/src/errors.js";
import { readNumber, type Values } from "../../cloud/src/options.js";
import { Climate } from "../models/climate.js";
import { parseReplay, ReplayError } from "../models/replay.js";
import type { WorldOptions } from "../models/world.js";
import { type ApplicationFolder, checkApplication, findApplication, smallExample } from "../tools/application.js";
import type { EngineKind } from "./engine/engine.js";

export const boardHelp = `  --app DIR            what the boards are: its device.json and app.ts (app; with --fresh app/room.json)
  --engine xs|node     engine that the firmware runs on (xs where a C compiler is)
  --replay FILE        CSV that the sensors follow: time,temperature,humidity,light (time in epoch seconds)
  --speed X            how many times as fast as life the sensors' world moves (1)
  --fresh              a board that nobody has set up: it is, by a browser, at the address behind "Setup:"
  --serial PORT        the board's UART as a TCP port of this machine, 0 picks one (none)`;

export interface BoardChoices {
  /** as it was checked for these boards */
  application: ApplicationFolder;
  engine: EngineKind | undefined;
  /** undefined: the climate normals, beginning with now */
  world: WorldOptions | undefined;
  isFresh: boolean;
  /** port of this machine; undefined: the board has no UART */
  serialPort: number | undefined;
}

/** Throws a UsageError that names the option, or a StartError that names the file and the place. */
export async function readBoardOptions(values: Values): Promise<BoardChoices> {
  const { engine, app } = values;
  if (engine !== undefined && engine !== "xs" && engine !== "node") throw new UsageError("--engine: xs or node");
  const world = readWorld(values);
  const isFresh = values["fresh"] === true;
  const serialPort = values["serial"] === undefined ? undefined : readNumber(values, "serial", 0, 0, 65535, true);
  const application = findApplication(typeof app === "string" ? app : isFresh ? smallExample : undefined);
  await checkApplication(application);
  return { application, engine, world, isFresh, serialPort };
}

function readWorld(values: Values): WorldOptions | undefined {
  const { replay } = values;
  const speed = readNumber(values, "speed", 1, 0, 1e6);
  if (typeof replay === "string") return { series: readReplay(replay), speed };
  if (speed === 1) return undefined;
  const series = new Climate();
  return { series, speed, startS: series.timeOfLocal(Date.now() / 1000) };
}

function readReplay(path: string): WorldOptions["series"] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new StartError(`--replay: cannot read ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
  try {
    return parseReplay(text);
  } catch (error) {
    if (error instanceof ReplayError) throw new StartError(`--replay: ${path}: ${error.message}`);
    throw error;
  }
}
