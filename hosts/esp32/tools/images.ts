/** Builds a board's images with mcconfig and ESP-IDF. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkApplication, findApplication, smallExample } from "../../tools/application.js";
import { readBoard, root } from "./boards.js";
import { Failure } from "./failure.js";
import { mcconfigArguments, outputFolder, resolveManifest, runShown } from "./mcconfig.js";
import type { Options } from "./options.js";
import { factsOf } from "./pinout.js";
import { requireIDF, requireSdk, requireTool } from "./sdk.js";
import { readSettings } from "./settings.js";
import { writeTarget } from "./target.js";

/** The folder of a board's project for ESP-IDF, where idf.py works. */
export function projectFolder(board: string, chip: string, debug: boolean): string {
  return join(outputFolder(join(root, "build", "esp32", board, "out"), "tmp", board, debug), `xsProj-${chip}`);
}

/** Builds; returns the folder with the images. Everything that is missing is found before anything is built. */
export async function buildBoard(options: Options): Promise<string> {
  const board = readBoard(options.board);
  const settings = options.settings === undefined ? {} : readSettings(options.settings);
  const application = findApplication(options.application ?? smallExample);
  await checkApplication(application, factsOf(board.file));
  const sdk = requireSdk(process.env);
  requireIDF(process.env);
  if (process.platform !== "win32") requireTool(process.env, "make", "your system's package manager");
  const folder = join(root, "build", "esp32", board.name);
  const target = join(folder, "target");
  const output = join(folder, "out");
  const { debug, secure, drivers } = options;
  writeTarget(board, { folder: target, subplatform: board.name, debug, secure, settings, application, drivers });
  const kind = options.debug ? ["-d"] : [];
  await resolveManifest(sdk, target, output, kind);
  const args = mcconfigArguments(target, output, [...kind, "-m", "-t", "build"]);
  console.log(`mcconfig ${args.join(" ")}`);
  const code = await runShown(sdk, "mcconfig", args);
  const images = outputFolder(output, "bin", board.name, options.debug);
  if (code !== 0 || !existsSync(join(images, "xs_esp32.bin"))) throw new Failure(`${board.name}: the build failed`);
  return images;
}
