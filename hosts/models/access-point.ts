/** The board's own access point (shape in src/board) over the simulated radio: it is there, and nobody joins it. */
import type { AccessPointOptions, AccessPoint as AccessPointShape } from "../../src/board/network.js";
import { checkAccessPoint } from "./check-access-point.js";
import type { Radio } from "./radio.js";

export class AccessPoint implements AccessPointShape {
  /** This machine's: what listens there is reached by a browser on it. */
  readonly address = "127.0.0.1";
  readonly #radio: Radio;
  readonly #options: AccessPointOptions;

  constructor(radio: Radio, options: AccessPointOptions) {
    checkAccessPoint(options);
    if (radio.accessPoint !== undefined) throw new Error("access point: there is one already");
    this.#radio = radio;
    this.#options = options;
    radio.accessPoint = options;
  }

  close(): void {
    if (this.#radio.accessPoint === this.#options) this.#radio.accessPoint = undefined;
  }
}
