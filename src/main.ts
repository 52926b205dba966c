/** Takes a board and what the device is made of, and starts it; beside it setup over Wi-Fi, where that is the firmware's. */
import type { Board } from "./board.js";
import type { Application } from "./device/application.js";
import { Device } from "./device/device.js";
import { Provisioning } from "./provisioning/provisioning.js";
import { recoverSettings } from "./provisioning/stored-settings.js";

/** The device runs until close(); a host calls it once. */
export default function start(board: Board, application: Application): Device {
  if (board.network.isManaged !== true) return new Device(board, application);
  recoverSettings(board);
  return new Device(board, application, (host) => new Provisioning(host));
}
