/** Takes a board and what the device is made of, and starts it. Nothing else. */
import type { Board } from "./board.js";
import type { DeviceDefinition } from "./device/definition.js";
import { Device } from "./device/device.js";

/** The device runs until close(); a host calls it once. */
export default function start(board: Board, definition: DeviceDefinition): Device {
  return new Device(board, definition);
}
