/** `npm run flash:esp32 -- <board> [--port PORT]`: builds, then writes the images to the board with ESP-IDF's idf.py. */

import { readBoard } from "./boards.js";
import { Failure, runCommand } from "./failure.js";
import { buildBoard, projectFolder } from "./images.js";
import { runShown } from "./mcconfig.js";
import { readOptions } from "./options.js";
import { choosePort } from "./port.js";
import { requireIDF, requireSdk } from "./sdk.js";

// bit/s, works on every USB-to-UART chip of the boards here
const flashBaud = "460800";

await runCommand(async () => {
  const options = readOptions(process.argv.slice(2));
  const board = readBoard(options.board);
  const sdk = requireSdk(process.env);
  requireIDF(process.env);
  const port = choosePort(options.port);
  await buildBoard(options);
  const project = projectFolder(board.name, board.file.chip, options.debug);
  const code = await runShown(sdk, "idf.py", ["-C", project, "-p", port, "-b", flashBaud, "flash"]);
  if (code !== 0)
    throw new Failure(`writing to ${port} failed; hold the board's BOOT button while it begins, or try --port`);
  console.log(`Written. See what it says with: npm run monitor:esp32 -- ${board.name} --port ${port}`);
});
