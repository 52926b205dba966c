/** The firmware in the simulator over wss://, the reference cloud behind a TLS server of this process. */
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server } from "node:tls";
import type { TrustSettings } from "../../hosts/trust-options.js";
import { distrust } from "../../src/session/tls-reasons.js";
import { absentForTLS } from "../native/tls-build.js";
import { chain, pin } from "../native/tls-table.js";
import { deepEqual } from "../support/assert.js";
import { Authority, type Pair } from "../support/authority.js";
import { describeWith } from "../support/needs.js";
import { absent, buildMs, TestCloud, TestDevice, until } from "./support.js";

describeWith("the Moddable SDK and mbedTLS", absent ?? absentForTLS(), "the simulator's firmware over TLS", () => {
  const directory = mkdtempSync(join(tmpdir(), "mooring-tls-"));
  const cloud = new TestCloud();
  const known: boolean[] = []; // whether the device showed a certificate, by connection
  let authority: Authority;
  let root: Pair;
  let leaf: Pair;
  let own: Pair;
  let server: Server;

  before(async function () {
    this.timeout(buildMs);
    await cloud.start();
    authority = new Authority(join(directory, "authority"));
    root = authority.make({ isAuthority: true, commonName: "root" });
    leaf = authority.make({ issuer: root, names: ["IP:127.0.0.1"] });
    own = authority.make({ issuer: root, commonName: "sim", extendedKeyUsage: "clientAuth" });
    const asks = { ca: root.certificate, requestCert: true, rejectUnauthorized: false };
    server = createServer({ ...chain(leaf), ...asks }, (peer) => {
      known.push(peer.authorized);
      const behind = connect(cloud.running.port, "127.0.0.1");
      behind.on("error", () => peer.destroy());
      peer.on("error", () => behind.destroy());
      peer.pipe(behind).pipe(peer);
    });
    server.on("tlsClientError", () => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await (await TestDevice.start()).end(); // builds
  });
  after(async () => {
    server.close();
    await cloud.end();
    rmSync(directory, { recursive: true });
  });

  function start(id: string, trust: TrustSettings): Promise<TestDevice> {
    const { token } = cloud.running.addDevice(id);
    const url = `wss://127.0.0.1:${(server.address() as AddressInfo).port}/v1/devices/${id}/link`;
    return TestDevice.start({ id, token, url, trust });
  }

  it("comes online with an authority of its settings, inside a board's heap, and obeys", async function () {
    this.timeout(20000);
    const device = await start("sim-tls", { "server.ca": root.certificate });
    await until("online", async () => (await cloud.device("sim-tls")).online, 10000);
    await until("a reading", async () => (await cloud.latest("sim-tls", "temperature")) !== undefined, 10000);
    await cloud.command("sim-tls", "actuator.set", { name: "relay", value: true });
    await until("the relay", () => device.pin("relay") === 1, 5000);
    deepEqual(await device.end(), 0);
  });

  it("stays away from a server of another authority, and says why", async function () {
    this.timeout(20000);
    const other = authority.make({ isAuthority: true, commonName: "other" });
    const device = await start("sim-wary", { "server.ca": other.certificate });
    await until("the reason", () => device.texts.some((text) => text.includes(distrust.unknownAuthority)), 10000);
    deepEqual((await cloud.device("sim-wary")).online, false);
    deepEqual(await device.end(), 0);
  });

  it("comes online with pins of its settings, and shows its own certificate", async function () {
    this.timeout(30000);
    const certificates = { "server.ca": root.certificate, "server.cert": own.certificate, "server.key": own.key };
    const device = await start("sim-pin", { ...certificates, "server.pins": `${pin(own)}, ${pin(leaf)}` });
    await until("online", async () => (await cloud.device("sim-pin")).online, 20000);
    deepEqual(known.at(-1), true);
    deepEqual(await device.end(), 0);
  });

  it("stays away from a server whose key is none of its pins, and says why", async function () {
    this.timeout(30000);
    const device = await start("sim-pinned", { "server.ca": root.certificate, "server.pins": pin(own) });
    await until("the reason", () => device.texts.some((text) => text.includes(distrust.notPinned)), 20000);
    deepEqual((await cloud.device("sim-pinned")).online, false);
    deepEqual(await device.end(), 0);
  });

  it("takes whoever answers when its settings turn verification off, and says so", async function () {
    this.timeout(30000);
    const device = await start("sim-blind", { "server.verify": "off" });
    await until("online", async () => (await cloud.device("sim-blind")).online, 20000);
    deepEqual(device.texts.filter((text) => text.includes("NOT verified, as the settings ask")).length, 1);
    deepEqual(
      device.texts.some((text) => text.includes("server.verify is off")),
      true,
    );
    deepEqual(await device.end(), 0);
  });
});
