/** A time server's answer (NTP client of ECMA-419, shape in src/board) from the host's own clock, over the radio. */
import type { NTP as NTPShape } from "../../src/board/network.js";
import type { Radio } from "./radio.js";

type Callback = Parameters<NTPShape["getTime"]>[0];

export class NTP implements NTPShape {
  readonly #radio: Radio;
  readonly #wall: () => number;
  #callback: Callback | undefined;

  /** @param wall milliseconds since 1970 UTC */
  constructor(radio: Radio, wall: () => number) {
    this.#radio = radio;
    this.#wall = wall;
  }

  getTime(callback: Callback): void {
    if (this.#callback !== undefined) throw new Error("ntp: in use");
    this.#callback = callback;
    this.#radio.defer(() => {
      if (this.#callback !== callback) return;
      this.#callback = undefined;
      if (this.#radio.isReady) callback(null, this.#wall());
      else callback(new Error("ntp: no answer"));
    });
  }

  close(): void {
    this.#callback = undefined;
  }
}
