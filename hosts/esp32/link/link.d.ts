/** What a board is connected by. */
import type {
  AccessPoint,
  AccessPointOptions,
  Constructor,
  NetworkInterface,
  NetworkInterfaceOptions,
} from "../../../src/board.js";

export interface Link {
  readonly NetworkInterface: Constructor<NetworkInterfaceOptions, NetworkInterface>;
  /** undefined: the board has no radio for it */
  readonly AccessPoint: Constructor<AccessPointOptions, AccessPoint> | undefined;
}
