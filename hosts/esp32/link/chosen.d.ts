/** The link that the board's manifest picks under this name: wifi.ts or ethernet.ts beside it. */
import type { Constructor, NetworkInterface, NetworkInterfaceOptions } from "../../../src/board.js";
import type { Guard } from "../../moddable/guard.js";

export default function link(guard: Guard): Constructor<NetworkInterfaceOptions, NetworkInterface>;
