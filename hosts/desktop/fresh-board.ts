/** Boards that nobody has set up, for `--fresh`: the networks around them, and where their setup page is. */
import { createServer } from "node:net";
import { portalURL } from "../../src/protocol/claim.js";
import { describeNeighbourhood, neighbourhood } from "../models/neighbourhood.js";
import type { RunOptions } from "./board/run.js";

/** What a board needs for it, with a port that is free. */
export async function freshSetup(): Promise<NonNullable<RunOptions["setup"]>> {
  return { networks: neighbourhood, portalPort: await freePort() };
}

/** For a person: where the page is, the link that fills it in, and what the networks' passwords are. */
export function tellSetup(portalPort: number, claim?: { server: string; code: string }): string {
  const page = `http://127.0.0.1:${portalPort}/`;
  const lines = [`Setup: ${page}`];
  if (claim !== undefined) lines.push(`Setup with server and code: ${portalURL(claim.server, claim.code, page)}`);
  return [...lines, "Networks around the board:", ...describeNeighbourhood(), ""].join("\n");
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
