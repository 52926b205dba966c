/**
 * Keeps the board's link up until setup over Wi-Fi takes that over: joins the one network that is stored (Wi-Fi), or
 * switches the wire on (Ethernet), and tries again for as long as there is no address.
 *
 * One re-armed timer. A join that has not led to an address in 20 s begins anew, so that an access point which
 * returns after hours is found within half a minute.
 */

import type { Board, NetworkInterface } from "../../src/board.js";

export interface Credentials {
  readonly SSID: string;
  readonly password?: string;
}

// ms, deadline of a join; with its spread of a quarter 15-20 s
const joinMs = 20_000;
// ms, before the first join after a loss; spread alike
const lostMs = 2_000;

export class Joiner {
  readonly network: NetworkInterface;
  #board: Pick<Board, "timer" | "random" | "print">;
  #credentials: Credentials | undefined;
  #timer: unknown = undefined;
  #wasReady = false;
  #noise = new Uint8Array(1);

  /** @param credentials undefined on a wired board */
  constructor(board: Pick<Board, "network" | "timer" | "random" | "print">, credentials: Credentials | undefined) {
    this.#board = board;
    this.#credentials = credentials;
    const { io, ...options } = board.network.interface;
    this.network = new io({ ...options, onChanged: () => this.#changed() });
    this.#join();
  }

  /** Idempotent; the link is left as it is. */
  close(): void {
    this.#disarm();
    this.network.close();
  }

  #changed(): void {
    const isReady = this.network.connection === "ready";
    if (isReady === this.#wasReady) return;
    this.#wasReady = isReady;
    if (isReady) {
      this.#disarm();
      this.#board.print(`network: ${this.network.SSID ?? "wired"}, address ${this.network.address}`);
    } else {
      this.#board.print("network: lost");
      this.#arm(lostMs);
    }
  }

  #join(): void {
    if (this.network.connection === "ready") {
      this.#changed();
      return;
    }
    this.network.connect(this.#credentials);
    this.#arm(joinMs);
  }

  #arm(delayMs: number): void {
    this.#disarm();
    this.#board.random(this.#noise);
    const spread = ((this.#noise[0] ?? 0) / 256) * (delayMs / 4);
    this.#timer = this.#board.timer.set(() => {
      this.#timer = undefined;
      this.#join();
    }, delayMs - spread);
  }

  #disarm(): void {
    this.#board.timer.clear(this.#timer);
    this.#timer = undefined;
  }
}

/** What the store "mooring" has under wifi.ssid and wifi.password. undefined: nothing is stored. */
export function storedCredentials(board: Pick<Board, "storage">): Credentials | undefined {
  const store = board.storage.keyValue.open({ path: "mooring" });
  try {
    const SSID = store.read("wifi.ssid");
    const password = store.read("wifi.password");
    if (SSID === undefined || SSID === "") return undefined;
    return password === undefined || password === "" ? { SSID } : { SSID, password };
  } finally {
    store.close();
  }
}
