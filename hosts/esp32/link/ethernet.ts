/** The board's link is wired Ethernet (the board's manifest picks this as "board/link"). connect() takes no options. */

import Ethernet from "embedded:network/interface/ethernet";
import type { Constructor, NetworkInterface, NetworkInterfaceOptions } from "../../../src/board.js";
import type { Guard } from "../../moddable/guard.js";
import { MooringNetworkInterface, type NativeInterfaceClass } from "../../moddable/network-interface.js";

export default function link(guard: Guard): Constructor<NetworkInterfaceOptions, NetworkInterface> {
  return class extends MooringNetworkInterface {
    constructor(options: NetworkInterfaceOptions) {
      super(Ethernet as NativeInterfaceClass, options, guard);
    }
  };
}
