/** `npm run monitor:esp32 -- <board> [--port PORT]`: shows what a release build prints, with idf.py's monitor (Ctrl-] ends it). */

import { existsSync } from "node:fs";
import { readBoard } from "./boards.js";
import { Failure, runCommand } from "./failure.js";
import { projectFolder } from "./images.js";
import { runShown } from "./mcconfig.js";
import { readOptions } from "./options.js";
import { choosePort } from "./port.js";
import { requireIDF, requireSdk } from "./sdk.js";

await runCommand(async () => {
  const options = readOptions(process.argv.slice(2));
  const board = readBoard(options.board);
  const sdk = requireSdk(process.env);
  requireIDF(process.env);
  const port = choosePort(options.port);
  const project = projectFolder(board.name, board.file.chip, options.debug);
  if (!existsSync(project))
    throw new Failure(`${board.name} is not built here; first: npm run build:esp32 -- ${board.name}`);
  const code = await runShown(sdk, "idf.py", ["-C", project, "-p", port, "monitor"]);
  if (code !== 0) throw new Failure(`the monitor ended with ${code}`);
});
