/** Takes a board and what the device is made of, and starts it; beside it setup over Wi-Fi, where that is the firmware's. */
import type { Board } from "./board/board.js";
import type { Application } from "./device/application.js";
import { Device } from "./device/device.js";
import { forgetDevice, isResetPending } from "./device/factory-reset.js";
import { Provisioning } from "./provisioning/provisioning.js";
import { forgetAll, recoverSettings } from "./provisioning/stored-settings.js";

/** The device runs until close(); a host calls it once. */
export default function start(board: Board, application: Application): Device {
  const isManaged = board.network.isManaged === true;
  complete(board, isManaged);
  if (!isManaged) return new Device(board, application);
  return new Device(board, application, (host) => new Provisioning(host));
}

/** What a cut of power has interrupted. What cannot be completed must not keep the device from starting. */
function complete(board: Board, isManaged: boolean): void {
  try {
    if (isManaged) recoverSettings(board);
    if (isResetPending(board)) forgetDevice(board, isManaged ? () => forgetAll(board) : undefined);
  } catch (error) {
    board.print(`error settings.not-completed: ${(error as Error).message}`);
  }
}
