/** The board's link is wired Ethernet (the board's manifest picks this as "link/chosen"). connect() takes no options. */

import Ethernet from "embedded:network/interface/ethernet";
import type { NetworkInterfaceOptions } from "../../../src/board/network.js";
import { MooringNetworkInterface, type NativeInterfaceClass } from "../../moddable/network-interface.js";
import type { SocketHost } from "../../moddable/tcp.js";
import type { Link } from "./link.js";

export default function link(host: SocketHost): Link {
  return {
    NetworkInterface: class extends MooringNetworkInterface {
      constructor(options: NetworkInterfaceOptions) {
        super(Ethernet as NativeInterfaceClass, options, host.guard);
      }
    },
    AccessPoint: undefined,
  };
}
