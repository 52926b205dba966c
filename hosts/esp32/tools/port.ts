/** The serial port that a board hangs on. */

import { existsSync, readdirSync } from "node:fs";
import { Failure } from "./failure.js";

/** Ports of USB boards as Linux and macOS name them. */
const names = /^(ttyUSB|ttyACM|cu\.usb|cu\.SLAB|cu\.wchusb)/;

export function portsOf(folder = "/dev"): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => names.test(name))
    .sort()
    .map((name) => `${folder}/${name}`);
}

/**
 * The port to use: the one that was named, or the only one there. A Failure says which ports there are.
 * On Windows a name like COM3 is needed and not looked up.
 */
export function choosePort(named: string | undefined, platform: string = process.platform, folder = "/dev"): string {
  if (platform === "win32") {
    if (named === undefined) throw new Failure("which port? Say --port COM3 (Device Manager lists them)", 2);
    if (!/^COM\d+$/i.test(named)) throw new Failure(`--port ${named}: on Windows it is COM and a number`, 2);
    return named;
  }
  const ports = portsOf(folder);
  const there =
    ports.length === 0 ? "no board is plugged in (or its cable has no data wires)" : `there are: ${ports.join(" ")}`;
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new Failure(`--port ${named}: is not there; ${there}`);
  }
  const [only, ...others] = ports;
  if (only === undefined) throw new Failure(there);
  if (others.length > 0) throw new Failure(`which port? Say --port; ${there}`, 2);
  return only;
}
