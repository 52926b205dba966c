/** The board's link is Wi-Fi, as a station (the board's manifest picks this as "board/link"). */

import WiFi from "embedded:network/interface/wifi";
import type { Constructor, NetworkInterface, NetworkInterfaceOptions } from "../../../src/board.js";
import type { Guard } from "../../moddable/guard.js";
import { MooringNetworkInterface, type NativeInterfaceClass } from "../../moddable/network-interface.js";

export default function link(guard: Guard): Constructor<NetworkInterfaceOptions, NetworkInterface> {
  return class extends MooringNetworkInterface {
    constructor(options: NetworkInterfaceOptions) {
      super(WiFi as NativeInterfaceClass, options, guard);
    }
  };
}
