/** The command line of build:esp32, flash:esp32 and monitor:esp32. */

import { parseArgs } from "node:util";
import { readDrivers } from "../../moddable/tools/drivers.js";
import { Failure } from "./failure.js";
import { type SecureOption, secureOptions } from "./target.js";

export interface Options {
  readonly board: string | undefined;
  readonly debug: boolean;
  readonly port: string | undefined;
  readonly settings: string | undefined;
  /** folder, or the file of its definition */
  readonly application: string | undefined;
  readonly secure: readonly SecureOption[];
  /** of the SDK, besides those that device.json names */
  readonly drivers: readonly string[];
}

const usage = `Usage: npm run build:esp32 -- <board> [--app DIR] [--drivers NAMES] [--debug] [--settings FILE] [--secure LIST]
       npm run flash:esp32 -- <board> [--port PORT] [--app DIR] [--drivers NAMES] [--debug] [--settings FILE] [--secure LIST]
       npm run monitor:esp32 -- <board> [--port PORT]
DIR: of the application, its device.json and app.ts, or another file of a definition there (app/room.json)
NAMES: drivers of the SDK besides those that device.json names, for changes from the cloud: tmp117,bmp280 or all
LIST: ${secureOptions.join(",")}; read docs/hosts.md first, burnt keys cannot be taken back.`;

export function readOptions(args: readonly string[]): Options {
  const { positionals, values } = parse(args);
  if (positionals.length > 1) throw new Failure(`one board at a time, not ${positionals.join(" and ")}\n${usage}`, 2);
  const secure = (values.secure ?? "").split(",").filter((option) => option !== "");
  for (const option of secure) {
    if (!(secureOptions as readonly string[]).includes(option)) {
      throw new Failure(`--secure ${option}: is none of ${secureOptions.join(", ")}`, 2);
    }
  }
  return {
    board: positionals[0],
    debug: values.debug ?? false,
    port: values.port,
    settings: values.settings,
    application: values.app,
    secure: secure as SecureOption[],
    drivers: driversOf(values.drivers ?? ""),
  };
}

function driversOf(list: string): readonly string[] {
  try {
    return readDrivers(list);
  } catch (error) {
    throw new Failure(`--drivers ${list}: ${(error as Error).message}`, 2);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        debug: { type: "boolean" },
        port: { type: "string" },
        settings: { type: "string" },
        app: { type: "string" },
        drivers: { type: "string" },
        secure: { type: "string" },
      },
    });
  } catch (error) {
    throw new Failure(`${error instanceof Error ? error.message : String(error)}\n${usage}`, 2);
  }
}
