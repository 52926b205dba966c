/** What each situation of the panel puts into the air: the home network by what the board has stored, and two others. */

const home = { SSID: "Mooring", password: "mooring-home", channel: 1 };
const others = [
  { SSID: "Harbour Café", RSSI: -71, channel: 6 },
  { SSID: "Lighthouse", password: "keeper of the light", RSSI: -83, channel: 11 },
];
export const weakSignal = -88; // dBm

/** The radio's line for the board. signal: dBm of the home network */
export function airOf(situation, signal) {
  const RSSI = signal;
  switch (situation) {
    case "password":
      return { state: "ready", networks: [{ ...home, password: "changed on the router", RSSI }, ...others] };
    case "address":
      return { state: "linked", networks: [{ ...home, RSSI }, ...others] };
    case "others":
      return { state: "ready", networks: others };
    case "gone":
      return { state: "gone", networks: [] };
    default:
      return { state: "ready", networks: [{ ...home, RSSI }, ...others] };
  }
}
