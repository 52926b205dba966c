/** `npm run build:esp32 -- <board>`: builds the firmware with mcconfig and ESP-IDF; nothing is sent to a board. */

import { runCommand } from "./failure.js";
import { buildBoard } from "./images.js";
import { readOptions } from "./options.js";

await runCommand(async () => {
  const folder = await buildBoard(readOptions(process.argv.slice(2)));
  console.log(`Built: ${folder}`);
});
