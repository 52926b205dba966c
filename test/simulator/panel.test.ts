/** The situations of the panel's radio, on the model that they steer. */
import { Hardware } from "../../hosts/models/hardware.js";
import { steer } from "../../hosts/models/steering.js";
import { deepEqual, equal } from "../support/assert.js";

interface Situations {
  airOf(situation: string, signal: number): object;
  weakSignal: number;
}
const file = new URL("../../hosts/simulator/panel/parts/networks.js", import.meta.url).href;
const { airOf, weakSignal } = (await import(file)) as Situations;

describe("the panel's networks", () => {
  it("join the board, or say what keeps it from joining", () => {
    const { radio } = new Hardware({ clock: { now: () => 0 }, defer: (callback) => callback() });
    const hardware = { radio } as Hardware;
    const seen = ["home", "weak", "password", "address", "others", "gone", "home"].map((situation) => {
      const signal = situation === "weak" ? weakSignal : -58;
      equal(steer(hardware, JSON.stringify({ radio: airOf(situation, signal) })), undefined, situation);
      return [situation, radio.connection, radio.failure ?? "", radio.RSSI ?? 0, radio.found.length];
    });
    deepEqual(seen, [
      ["home", "ready", "", -58, 3],
      ["weak", "ready", "", -88, 3],
      ["password", "joining", "password", 0, 3],
      ["address", "linked", "", -58, 3],
      ["others", "gone", "not found", 0, 2],
      ["gone", "gone", "not found", 0, 0],
      ["home", "ready", "", -58, 3],
    ]);
  });
});
