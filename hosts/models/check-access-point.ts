/** The options of an access point as IEEE 802.11 and ESP-IDF take them; also what hosts/moddable checks by. */
import type { AccessPointOptions } from "../../src/board/network.js";

/** Throws for a name, password or channel that no access point has. */
export function checkAccessPoint({ SSID, password, channel = 1 }: AccessPointOptions): void {
  if (SSID.length === 0 || SSID.length > 32) throw new RangeError("access point: the SSID is not 1-32 characters");
  if (password !== undefined && (password.length < 8 || password.length > 63))
    throw new RangeError("access point: the password is not 8-63 characters");
  if (!Number.isInteger(channel) || channel < 1 || channel > 13)
    throw new RangeError(`access point: channel ${channel} is not within 1..13`);
}
