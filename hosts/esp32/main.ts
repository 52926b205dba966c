/** Start of the firmware on an ESP32 (creation.main in the manifest). */

import start from "../../src/main.js";
import { application } from "../application.js";
import { firstSettings } from "./description.js";
import { keepFirstSettings } from "./first-settings.js";
import { makeBoard } from "./provider.js";
import { startUp } from "./start-up.js";

/** Makes the board, writes first settings and starts the device, which joins networks by itself; it goes on after this returns. */
export default function main(): void {
  const board = makeBoard();
  startUp(board, () => {
    keepFirstSettings(board, firstSettings);
    start(board, application);
  });
}
