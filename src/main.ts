/** Takes a board and what the device is made of, and starts it. Nothing else. */
import type { Board } from "./board.js";
import type { Application } from "./device/application.js";
import { Device } from "./device/device.js";

/** The device runs until close(); a host calls it once. */
export default function start(board: Board, application: Application): Device {
  return new Device(board, application);
}
