/**
 * The board's access point, over the SDK's older `wifi` module: ECMA-419's class in the SDK is a station alone.
 *
 * The two share the radio. The older one must come first (start() below): it makes the station's interface with
 * ESP-IDF, which ends the program when that is there already, while the newer one takes what it finds. It sets WPA and
 * WPA2 together, so that WPA alone would be taken from a phone as well; four phones at most. The address and the
 * addresses of phones are ESP-IDF's own. Read in the SDK 8.2.3's C, not run.
 */

import type { AccessPoint, AccessPointOptions } from "../../src/board/network.js";
import { checkAccessPoint } from "../models/check-access-point.js";

/** The statics of the SDK's class. */
export interface NativeRadio {
  mode: -5 | 0 | 1 | 2 | 3;
  accessPoint(options: {
    ssid: string;
    password?: string;
    channel: number;
    hidden: boolean;
    max: number;
    station: boolean;
  }): void;
}

const stationAlone = 1; // mode
const phones = 4;

/** Whether the radio's access point is in use: one for the board. */
export interface Air {
  isTaken: boolean;
}

export class MooringAccessPoint implements AccessPoint {
  /** ESP-IDF's, esp_netif_defaults.h */
  readonly address = "192.168.4.1";
  #radio: NativeRadio;
  #air: Air;
  #open = true;

  /** Throws for options that no access point has, and when there is one already. */
  constructor(radio: NativeRadio, air: Air, options: AccessPointOptions) {
    checkAccessPoint(options);
    if (air.isTaken) throw new Error("access point: there is one already");
    const { SSID, password, channel = 1, hidden = false } = options;
    radio.accessPoint({
      ssid: SSID,
      ...(password === undefined ? {} : { password }), // "" would be refused
      ...{ channel, hidden, max: phones, station: true },
    });
    this.#radio = radio;
    this.#air = air;
    air.isTaken = true;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#air.isTaken = false;
    this.#radio.mode = stationAlone; // the station stays joined
  }
}

/** Starts the radio as a station, before anything else touches it. */
export function start(radio: NativeRadio): void {
  radio.mode = stationAlone;
}
