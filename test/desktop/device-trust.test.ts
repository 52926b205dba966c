/** `npm run device` over wss://: pins, the device's own certificate, and no verification, each by its setting. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { buildEngine } from "../../hosts/desktop/engine/build.js";
import { distrust } from "../../src/session/tls-reasons.js";
import { pin } from "../native/tls-table.js";
import { equal } from "../support/assert.js";
import { Authority, type Pair } from "../support/authority.js";
import { endPrograms, eventually, Program } from "./support/program.js";

await buildEngine(); // not within a test's time

describe("a device of the desktop and TLS", function () {
  this.timeout(40000);
  const directory = mkdtempSync(join(tmpdir(), "mooring-"));
  const file = (name: string): string => join(directory, name);
  let root: Pair;
  let leaf: Pair;
  let own: Pair;
  let server: Server;
  let requests: { line: string; isKnown: boolean }[];

  before(() => {
    const authority = new Authority(file("authority"));
    root = authority.make({ isAuthority: true, commonName: "root" });
    leaf = authority.make({ issuer: root, names: ["IP:127.0.0.1"] });
    own = authority.make({ issuer: root, commonName: "desk-1", extendedKeyUsage: "clientAuth" });
    writeFileSync(file("root.pem"), root.certificate);
    writeFileSync(file("own.pem"), own.certificate);
    writeFileSync(file("own.key"), own.key);
  });
  beforeEach(() => {
    requests = [];
  });
  afterEach(async () => {
    await endPrograms();
    server.close();
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  /** A server that asks for a certificate, and a device that is to connect to it. */
  async function run(requestCert: boolean, ...options: string[]): Promise<Program> {
    const { certificate: cert, key } = leaf;
    server = createServer({ cert, key, ca: root.certificate, requestCert, rejectUnauthorized: requestCert });
    server.on("tlsClientError", () => {});
    server.on("secureConnection", (peer: TLSSocket) => {
      peer.on("error", () => {});
      peer.once("data", (data) =>
        requests.push({ line: String(data).split("\r\n")[0] ?? "", isKnown: peer.authorized }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return new Program("hosts/desktop/device.ts", ["--url", `wss://127.0.0.1:${port}/link`, ...options]);
  }

  const request = () => eventually("a request", async () => requests[0]);

  it("connects to a server with one of several pinned keys, and shows it its own certificate", async () => {
    const pins = `${pin(own)},${pin(leaf)}`;
    await run(true, "--ca", file("root.pem"), "--pins", pins, "--cert", file("own.pem"), "--key", file("own.key"));
    const { line, isKnown } = await request();
    equal(line, "GET /link HTTP/1.1");
    equal(isKnown, true);
  });

  it("sends nothing to a server whose key is not pinned, and says why", async () => {
    const device = await run(false, "--ca", file("root.pem"), "--pins", pin(own));
    await device.find(new RegExp(distrust.notPinned), "err");
    equal(requests.length, 0);
  });

  it("sends nothing when a pin is none", async () => {
    const device = await run(false, "--ca", file("root.pem"), "--pins", "AAAA");
    await device.find(/TLS pin "AAAA" is not a SHA-256/, "err");
    equal(requests.length, 0);
  });

  it("takes a server of no authority only without verification, and says so at the connection", async () => {
    const device = await run(false, "--no-verify");
    equal((await request()).line, "GET /link HTTP/1.1");
    await device.find(/server\.verify is off: anybody can be the server/, "err");
  });

  it("says which options belong together", async () => {
    const device = await run(false, "--cert", file("own.pem"));
    equal(await device.ended, 2);
    equal(device.err.includes("--cert, --key: go together"), true);
  });
});
