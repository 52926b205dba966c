/** The board's link is Wi-Fi: a station, and an access point beside it (the board's manifest picks this as "link/chosen"). */

import WiFi from "embedded:network/interface/wifi";
import Radio from "wifi";
import type { AccessPointOptions, NetworkInterfaceOptions } from "../../../src/board/network.js";
import type { SocketHost } from "../../moddable/tcp.js";
import { MooringWiFi } from "../../moddable/wifi.js";
import { type Air, MooringAccessPoint, start } from "../access-point.js";
import { setNameServer } from "../native/chip.js";
import type { Link } from "./link.js";

export default function link(host: SocketHost): Link {
  start(Radio);
  const air: Air = { isTaken: false };
  return {
    NetworkInterface: class extends MooringWiFi {
      constructor(options: NetworkInterfaceOptions) {
        super(WiFi, options, host, setNameServer);
      }
    },
    AccessPoint: class extends MooringAccessPoint {
      constructor(options: AccessPointOptions) {
        super(Radio, air, options);
      }
    },
  };
}
