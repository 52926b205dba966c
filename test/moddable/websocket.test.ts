/**
 * The client as hosts/moddable/websocket gives it to any Moddable project: built with the SDK, on the SDK's own sockets,
 * resolver and timer, against `ws`. Skipped where the SDK is absent.
 */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { WebSocketServer } from "ws";
import { buildApp, runApp } from "../../hosts/moddable/tools/app.js";
import { findSdk, repository } from "../../hosts/moddable/tools/sdk.js";
import { buildHost, missingForHost } from "../../hosts/simulator/tools/build.js";
import { deepEqual, equal } from "../support/assert.js";

const found = findSdk();
const missing = "missing" in found ? found.missing : missingForHost(found);
const buildMs = 240000; // ms, for XS on a machine that is busy
const runMs = 2500; // ms; the SDK's TCP polls every 20 ms

/** Sends everything back, and notes who came and how they left. */
class EchoServer {
  readonly paths: (string | undefined)[] = [];
  readonly closes: string[] = [];
  readonly #server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "echo" });

  constructor() {
    this.#server.on("connection", (socket, request) => {
      this.paths.push(request.url);
      socket.on("message", (data, binary) => socket.send(data, { binary }));
      socket.on("close", (code, reason) => this.closes.push(`${code} ${reason.toString()}`.trim()));
    });
  }

  async listen(): Promise<number> {
    if (this.#server.address() === null) await once(this.#server, "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}

describe("the WebSocket client in a Moddable project", function () {
  this.timeout(buildMs);
  let server: EchoServer;

  before(function () {
    if (missing === undefined) return;
    console.log(`      skipped: ${missing}`);
    this.skip();
  });
  beforeEach(() => {
    server = new EchoServer();
  });
  afterEach(() => server.close());

  async function run(folder: string) {
    if ("missing" in found) throw new Error(found.missing);
    const { program } = await buildApp(found, join(repository, folder), "debug", [
      "host=localhost",
      `port=${await server.listen()}`,
    ]);
    return runApp(await buildHost(found), program, {}, runMs);
  }

  it("leaves nothing behind when closed while resolving or connecting, echoes, and closes in order", async () => {
    const { lines, trace } = await run("test/moddable/websocket-client");
    deepEqual(
      lines.map((line) => JSON.parse(line)),
      [
        { late: 0, resolvers: 0 },
        {
          received: ["text grüße", "binary 3", "binary 0", "binary 5000"],
          code: 1000,
          reason: "bye",
          protocol: "echo",
        },
      ],
      trace,
    );
    deepEqual([server.paths, server.closes], [["/echo"], ["1000 bye"]]);
  });

  it("is shown by an example that builds and runs as its comment says", async () => {
    const { trace } = await run("examples/moddable-websocket");
    equal(trace, "text: Hello, is it me?\nbinary: 1 2 3\nclosed: 1000 \n");
    deepEqual(server.closes, ["1000"]);
  });
});
