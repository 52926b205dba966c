/**
 * The networks around a simulated board that is set up by hand: one that works, and one for each thing that goes wrong.
 * Their passwords are no secrets: they are printed, and stand in docs/provisioning.md.
 */
import type { Network } from "./radio.js";

export const neighbourhood: readonly Network[] = Object.freeze([
  Object.freeze({ SSID: "Harbour", password: "lighthouse-7", RSSI: -48, channel: 6 }),
  Object.freeze({ SSID: "Harbour Hotel", RSSI: -61, channel: 11, reach: "portal" } as const),
  Object.freeze({ SSID: "Pier 4", password: "anchors-aweigh", RSSI: -66, channel: 1, hasDHCP: false }),
  Object.freeze({ SSID: "Basement", password: "no-way-out-1", RSSI: -79, channel: 3, reach: "none" } as const),
  Object.freeze({ SSID: "Lagoon", password: "below-the-line", RSSI: -70, channel: 9, isHidden: true }),
]);

/** One line a network, for a person. */
export function describeNeighbourhood(networks: readonly Network[] = neighbourhood): string[] {
  return networks.map(({ SSID, password, isHidden, hasDHCP, reach }) => {
    const way = password === undefined ? "open" : `password ${password}`;
    const notes: string[] = [];
    if (isHidden === true) notes.push("hides its name");
    if (hasDHCP === false) notes.push("gives no address");
    if (reach === "none") notes.push("no internet behind it");
    if (reach === "portal") notes.push("a hotel's portal before the internet");
    return `  ${SSID}: ${way}${notes.length === 0 ? "" : ` (${notes.join(", ")})`}`;
  });
}
