/** The link that the board's manifest picks under this name: wifi.ts or ethernet.ts beside it. */
import type { SocketHost } from "../../moddable/tcp.js";
import type { Link } from "./link.js";

/** Call once. */
export default function link(host: SocketHost): Link;
