/** The board's name resolver on the SDK's `net`. Only IPv4; "localhost" and addresses are answered here. */
// biome-ignore lint/style/useNodejsImportProtocol: the SDK's module, not Node's
import Net from "net";
import type { Resolver as BoardResolver } from "../../src/board.js";
import type { Sockets } from "./careful-tcp.js";

interface Request {
  host: string;
  onResolved: (host: string, address: string) => void;
  onError: (host: string, reason?: string) => void;
}

export class Resolver implements BoardResolver {
  readonly #sockets: Sockets;
  #isOpen = true;

  constructor(sockets: Sockets) {
    this.#sockets = sockets;
  }

  resolve(request: Request): void {
    const { host } = request;
    if (!this.#sockets.isReachable) return; // nobody answers: the firmware's deadline ends it
    const address = host === "localhost" ? "127.0.0.1" : isAddress(host) ? host : undefined;
    if (address !== undefined) this.#sockets.defer(() => this.#answer(request, address));
    else Net.resolve(host, (_name, found) => this.#answer(request, found));
  }

  close(): void {
    this.#isOpen = false;
  }

  #answer(request: Request, address: string | undefined): void {
    if (!this.#isOpen) return;
    if (address === undefined) request.onError(request.host, "not found");
    else request.onResolved(request.host, address);
  }
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
