/** What a board is connected by. */
import type { Constructor } from "../../../src/board/io.js";
import type {
  AccessPoint,
  AccessPointOptions,
  NetworkInterface,
  NetworkInterfaceOptions,
} from "../../../src/board/network.js";

export interface Link {
  readonly NetworkInterface: Constructor<NetworkInterfaceOptions, NetworkInterface>;
  /** undefined: the board has no radio for it */
  readonly AccessPoint: Constructor<AccessPointOptions, AccessPoint> | undefined;
}
