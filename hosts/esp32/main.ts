/** Start of the firmware on an ESP32 (creation.main in the manifest). */

import type { Board } from "../../src/board.js";
import start from "../../src/main.js";
import { application } from "../application.js";
import { description, firstSettings } from "./description.js";
import { keepFirstSettings } from "./first-settings.js";
import { Joiner, storedCredentials } from "./joiner.js";
import { makeBoard } from "./provider.js";
import { startUp } from "./start-up.js";

/** Makes the board, writes first settings, brings the link up and starts the device; each goes on after it returns. */
export default function main(): void {
  const board = makeBoard();
  startUp(board, () => {
    keepFirstSettings(board, firstSettings);
    start(board, application);
    join(board);
  });
}

function join(board: Board): void {
  if (description.link === "ethernet") new Joiner(board, undefined);
  else {
    const credentials = storedCredentials(board);
    if (credentials === undefined) board.print("network: wifi.ssid is not set");
    else new Joiner(board, credentials);
  }
}
