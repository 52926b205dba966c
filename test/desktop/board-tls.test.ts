/** TLS of the desktop's board, which is Node's own: the table of servers that all hosts share, and what is its own. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer as createTCPServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { NodeNetwork } from "../../hosts/desktop/board/node-network.js";
import { RealTime } from "../../hosts/desktop/board/time.js";
import type { TLSOptions } from "../../src/board/network.js";
import { tlsFaults } from "../../src/session/tls-reasons.js";
import {
  type Attempt,
  accepted,
  type Client,
  pin,
  rows,
  Table,
  using,
  withRaw,
  withServer,
} from "../native/tls-table.js";
import { deepEqual, equal, ok, throws } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { SocketLog } from "./support/socket-log.js";

class NodeClient implements Client {
  readonly engine = "node";
  readonly knowsTLS13 = true;

  async attempt(port: number, { protocols, ca, now, ...ask }: Attempt): Promise<string> {
    const log = new SocketLog();
    const options: TLSOptions = {
      address: "127.0.0.1",
      port,
      host: "example.test",
      ...ask,
      ...(ca === undefined ? {} : { ca }),
      ...(protocols === undefined ? {} : { applicationLayerProtocol: protocols }),
    };
    const time = new RealTime();
    if (now !== undefined) time.setWall(now * 1000);
    const socket = new NodeNetwork(time).secure(options, log);
    log.socket = socket;
    await log.until(() => log.writable > 0 || log.hasEnded);
    if (log.hasEnded) {
      equal(log.events.length, 1, "nothing comes before a refusal");
      socket.close();
      return log.reason ?? "ended";
    }
    socket.write(Buffer.from("hello"));
    await log.until(() => log.received.length === 3 || log.hasEnded);
    socket.close();
    return log.received.toString() === "bye" ? accepted : (log.reason ?? "ended");
  }
}

const openssl = spawnSync("openssl", ["version"]).status === 0 ? undefined : "not on this machine";

describeWith("openssl", openssl, "TLS of the desktop's board", () => {
  const directory = mkdtempSync(join(tmpdir(), "mooring-tls-"));
  const client = new NodeClient();
  let table: Table;
  before(() => {
    table = new Table(join(directory, "authority"), client);
  });
  after(() => rmSync(directory, { recursive: true }));

  for (const row of rows) it(row.name, () => row.run(table));

  it("carries a megabyte both ways", async () => {
    const server = createServer({ allowHalfOpen: true, ...table.goodChain }, (peer) => {
      peer.on("error", () => {});
      peer.pipe(peer);
    });
    await using(server, async (port) => {
      const log = new SocketLog();
      const options = { address: "127.0.0.1", port, host: "example.test", ca: table.root.certificate };
      const socket = new NodeNetwork(new RealTime(), { receiveBytes: 30000 }).secure(options, log);
      log.socket = socket;
      const bytes = Buffer.alloc(
        1 << 20,
        Uint8Array.from({ length: 251 }, (_, i) => i),
      );
      for (let at = 0; at < bytes.length; ) {
        await log.until(() => log.writable > 0);
        const part = bytes.subarray(at, at + log.writable);
        at += part.length;
        log.writable = socket.write(part);
      }
      await log.until(() => log.pieces.reduce((sum, piece) => sum + piece.length, 0) >= bytes.length);
      ok(log.received.equals(bytes));
      socket.close();
    });
  });

  it("trusts nobody of a private authority by itself", () =>
    withServer(table.goodChain, async (port) => {
      equal(await client.attempt(port, { ca: undefined }), "certificate of an unknown authority");
    }));

  it("says at each connection that it does not verify", () =>
    withServer(table.goodChain, async (port) => {
      const lines: string[] = [];
      const print = console.error;
      console.error = (line: string) => lines.push(line);
      try {
        for (let count = 0; count < 2; count++) await client.attempt(port, { ca: undefined, verify: false });
        await client.attempt(port, { ca: table.root.certificate });
      } finally {
        console.error = print;
      }
      const line = "TLS to example.test: the server is NOT verified, as the settings ask";
      deepEqual(lines, [line, line]);
    }));

  it("refuses senseless options at once", () => {
    const network = new NodeNetwork(new RealTime());
    const wrong = (options: Partial<TLSOptions>, text: string) =>
      throws(() => network.secure({ address: "127.0.0.1", port: 1, ...options }, new SocketLog()), text);
    wrong({ pins: [] }, "accepts nobody");
    wrong({ pins: ["abc"] }, "is not a SHA-256");
    wrong({ pins: Array(5).fill(pin(table.good)) }, "5 are more than 4");
    wrong({ clientKey: "x" }, "go together");
  });

  it("says when the peer hangs up in the handshake, or is not there", async () => {
    const attempt = (port: number) => client.attempt(port, { ca: undefined });
    await withRaw(
      (peer) => peer.once("data", () => peer.resetAndDestroy()),
      async (port) => equal(await attempt(port), tlsFaults.handshakeCut),
    );
    const gone = createTCPServer();
    let free = 0;
    await using(gone, async (port) => {
      free = port;
    });
    if (gone.listening) await once(gone, "close");
    equal(await attempt(free), "connection refused");
  });
});
