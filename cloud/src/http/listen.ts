/** Makes an HTTP server listen, and says in words why it cannot. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { StartError } from "../errors.js";
import type { Log } from "../log.js";

/** Resolves with the port; rejects with a StartError. A fault of the listening socket later on is logged. */
export function listen(server: Server, port: number, host: string, log: Log): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => reject(new StartError(explain(error, port, host)));
    server.once("error", refuse);
    server.listen(port, host, () => {
      server.off("error", refuse);
      server.on("error", (error) => log.error(`the listening socket: ${error.message}`));
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function explain(error: NodeJS.ErrnoException, port: number, host: string): string {
  const reasons: Record<string, string> = {
    EADDRINUSE: `port ${port} is in use; choose another with --port N, or --port 0 for any that is free`,
    EACCES: `port ${port} may not be used by this account; choose one above 1023 with --port N`,
    EADDRNOTAVAIL: `this machine has no address ${host}; see --host`,
    ENOTFOUND: `there is no host ${host}; see --host`,
  };
  return reasons[error.code ?? ""] ?? `cannot listen: ${error.message}`;
}
