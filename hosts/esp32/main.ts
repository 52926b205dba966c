/** Start of the firmware on an ESP32 (creation.main in the manifest): makes the board, writes first settings, starts. */

import { device } from "../../app/device.js";
import start from "../../src/main.js";
import { firstSettings } from "./description.js";
import { keepFirstSettings } from "./first-settings.js";
import { makeBoard } from "./provider.js";

export default function main(): void {
  const board = makeBoard();
  keepFirstSettings(board, firstSettings);
  start(board, device);
}
