/** How the simulated board asks for names: the SDK's `net`. IPv4 alone; "localhost" and addresses are answered here. */
// biome-ignore lint/style/useNodejsImportProtocol: the SDK's module, not Node's
import Net from "net";
import type { Ask } from "../moddable/resolver.js";
import type { Sockets } from "./careful-tcp.js";

/** Through a dead radio nobody answers: the firmware's deadline ends it. */
export function askThrough(sockets: Sockets): Ask {
  return (host, answer) => {
    if (!sockets.isReachable) return;
    const address = host === "localhost" ? "127.0.0.1" : isAddress(host) ? host : undefined;
    if (address !== undefined) sockets.defer(() => answer(host, address));
    else Net.resolve(host, answer);
  };
}

/** Four numbers with dots. */
export function isAddress(host: string): boolean {
  const parts = host.split(".");
  if (parts.length !== 4) return false;
  for (const part of parts) {
    const value = Number(part);
    if (part === "" || part.length > 3 || !Number.isInteger(value) || value < 0 || value > 255) return false;
  }
  return true;
}
