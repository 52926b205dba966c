import { execFileSync, spawnSync } from "node:child_process";
import { createHash, createPublicKey } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer as createTCPServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type TlsOptions } from "node:tls";
import { NodeNetwork } from "../../hosts/desktop/board/node-network.js";
import { RealTime } from "../../hosts/desktop/board/time.js";
import type { TLSOptions } from "../../src/board.js";
import { equal, ok, throws } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { SocketLog } from "./support/socket-log.js";

/** A private certificate authority, made by openssl for this run. */
class Authority {
  readonly folder = mkdtempSync(join(tmpdir(), "mooring-tls-"));

  constructor() {
    this.#openssl("req", "-x509", ...key("ca"), "-subj", "/CN=Test CA", "-days", "2", "-out", "ca.pem");
    this.#openssl("req", "-x509", ...key("other-ca"), "-subj", "/CN=Other CA", "-days", "2", "-out", "other-ca.pem");
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), "utf8");
  }

  /** A certificate and its key. `extensions`: lines of openssl's configuration. */
  issue(name: string, extensions: string, more: { newkey?: string[]; digest?: string; ca?: string } = {}): TlsOptions {
    const { ca = "ca", digest = "-sha256" } = more;
    writeFileSync(join(this.folder, `${name}.ext`), extensions);
    const made = more.newkey ?? ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    this.#openssl("req", ...made, "-nodes", "-keyout", `${name}.key`, "-subj", `/CN=${name}`, "-out", `${name}.csr`);
    const signed = ["-CA", `${ca}.pem`, "-CAkey", `${ca}.key`, "-CAcreateserial", "-days", "1", digest];
    this.#openssl("x509", "-req", "-in", `${name}.csr`, ...signed, "-extfile", `${name}.ext`, "-out", `${name}.pem`);
    return { cert: this.read(`${name}.pem`), key: this.read(`${name}.key`) };
  }

  /** A certificate that is valid between two moments (YYYYMMDDHHMMSSZ), by openssl's small authority. */
  issueDated(name: string, extensions: string, from: string, to: string): TlsOptions {
    this.issue(name, extensions);
    writeFileSync(join(this.folder, "index.txt"), "");
    writeFileSync(join(this.folder, "serial"), "77\n");
    writeFileSync(
      join(this.folder, "ca.cnf"),
      "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n",
    );
    const dates = ["-startdate", from, "-enddate", to];
    const files = ["-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-extfile", `${name}.ext`];
    this.#openssl("ca", "-batch", ...files, ...dates, "-in", `${name}.csr`, "-out", `${name}.pem`, "-notext");
    return { cert: this.read(`${name}.pem`), key: this.read(`${name}.key`) };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  #openssl(...args: string[]): void {
    execFileSync("openssl", args, { cwd: this.folder, stdio: "pipe" });
  }
}

function key(name: string): string[] {
  return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", `${name}.key`];
}

const localhost = "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n";

const openssl = spawnSync("openssl", ["version"]).status === 0 ? undefined : "not on this machine";

describeWith("openssl", openssl, "TLS of the desktop's board", () => {
  const servers: Server[] = [];
  const pinOf = (options: TlsOptions) =>
    createHash("sha256")
      .update(createPublicKey(options.cert as string).export({ type: "spki", format: "der" }))
      .digest("base64");
  let authority: Authority;
  let good: TlsOptions;

  before(() => {
    authority = new Authority();
    good = authority.issue("good", localhost);
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  after(() => authority.remove());

  /** Port of a server that echoes. */
  async function serve(options: TlsOptions): Promise<number> {
    const server = createServer({ allowHalfOpen: true, ...options }, (peer) => {
      peer.on("error", () => {});
      peer.pipe(peer);
    });
    server.on("tlsClientError", () => {});
    return listen(server);
  }

  async function listen(server: Server): Promise<number> {
    servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }

  /** What a client of these options gets: "accepted", after bytes went both ways, or the reason of the refusal. */
  async function attempt(port: number, options: Partial<TLSOptions> = {}): Promise<string> {
    const log = new SocketLog();
    const all = { address: "127.0.0.1", port, host: "localhost", ca: authority.read("ca.pem"), ...options };
    const socket = new NodeNetwork(new RealTime()).secure(all, log);
    log.socket = socket;
    await log.until(() => log.writable > 0 || log.hasEnded);
    if (log.hasEnded) {
      equal(log.events.length, 1, "nothing comes before a refusal");
      socket.close();
      return log.reason ?? "ended";
    }
    socket.write(Buffer.from("hello"));
    await log.until(() => log.received.length === 5 || log.hasEnded);
    socket.close();
    return log.received.toString() === "hello" ? "accepted" : (log.reason ?? "ended");
  }

  it("accepts a server whose certificate is for its name and by an authority that is trusted", async () => {
    equal(await attempt(await serve(good)), "accepted");
  });

  it("carries a megabyte both ways", async () => {
    const log = new SocketLog();
    const port = await serve(good);
    const options = { address: "127.0.0.1", port, host: "localhost", ca: authority.read("ca.pem") };
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

  it("refuses an authority that it does not know, and one beside the one it was told to trust", async () => {
    const port = await serve(good);
    equal(await attempt(port, { ca: authority.read("other-ca.pem") }), "certificate of an unknown authority");
    const log = new SocketLog();
    new NodeNetwork(new RealTime()).secure({ address: "127.0.0.1", port, host: "localhost" }, log);
    await log.until(() => log.hasEnded);
    equal(log.reason, "certificate of an unknown authority");
  });

  it("refuses another host's certificate, and takes wildcards and IP addresses for what they are", async () => {
    const port = await serve(good);
    equal(await attempt(port, { host: "example.org" }), "certificate is for another host");
    equal(await attempt(port, { host: "127.0.0.1" }), "certificate is for another host");
    const wild = authority.issue("wild", "subjectAltName=DNS:*.example.org,IP:127.0.0.1\n");
    const wildPort = await serve(wild);
    equal(await attempt(wildPort, { host: "a.example.org" }), "accepted");
    equal(await attempt(wildPort, { host: "a.b.example.org" }), "certificate is for another host");
    equal(await attempt(wildPort, { host: "example.org" }), "certificate is for another host");
    equal(await attempt(wildPort, { host: "127.0.0.1" }), "accepted");
  });

  it("refuses what is self-signed, expired, not yet valid, or for another purpose", async () => {
    const selfSigned = { cert: authority.read("other-ca.pem"), key: authority.read("other-ca.key") };
    equal(await attempt(await serve(selfSigned)), "certificate is self-signed");
    const expired = authority.issueDated("expired", localhost, "20200101000000Z", "20200201000000Z");
    equal(await attempt(await serve(expired)), "certificate has expired");
    const early = authority.issueDated("early", localhost, "20800101000000Z", "20800201000000Z");
    equal(await attempt(await serve(early)), "certificate is not yet valid");
    const client = authority.issue("client", "subjectAltName=DNS:localhost\nextendedKeyUsage=clientAuth\n");
    equal(await attempt(await serve(client)), "certificate is for another purpose");
  });

  it("refuses an issuer that is no authority", async () => {
    authority.issue("no-ca", "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n");
    const leaf = authority.issue("below", localhost, { ca: "no-ca" });
    const reason = await attempt(await serve({ ...leaf, cert: `${leaf.cert}${authority.read("no-ca.pem")}` }));
    // OpenSSL 3 says purpose, older ones that the authority is invalid.
    ok(/^certificate (is for another purpose|of an issuer that is no authority)$/.test(reason), reason);
  });

  it("refuses keys of 1,024 bits and SHA-1", async () => {
    const weak = authority.issue("weak", localhost, { newkey: ["-newkey", "rsa:1024"] });
    // OpenSSL would not even serve it at its usual level.
    equal(await attempt(await serve({ ...weak, ciphers: "DEFAULT@SECLEVEL=0" })), "certificate is too weak");
    const sha1 = authority.issue("sha1", localhost, { digest: "-sha1" });
    equal(await attempt(await serve({ ...sha1, ciphers: "DEFAULT@SECLEVEL=0" })), "certificate is too weak");
  });

  it("speaks TLS 1.2 and 1.3, nothing older, and 1.3 alone when told to", async () => {
    equal(await attempt(await serve({ ...good, maxVersion: "TLSv1.2" })), "accepted");
    equal(await attempt(await serve({ ...good, minVersion: "TLSv1.3" })), "accepted");
    const old = { ...good, minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    equal(await attempt(await serve(old)), "TLS: no version in common");
    const two = await serve({ ...good, maxVersion: "TLSv1.2" });
    equal(await attempt(two, { minimumVersion: "1.3" }), "TLS: no version in common");
  });

  it("holds the server to pins of its own key, not of one that it only shows, and refuses senseless pins at once", async () => {
    const port = await serve({ ...good, cert: `${good.cert}${authority.read("ca.pem")}` });
    const other = Buffer.alloc(32, 7).toString("base64");
    equal(await attempt(port, { pins: [other, pinOf(good)] }), "accepted");
    const shown = pinOf({ cert: authority.read("ca.pem") });
    equal(await attempt(port, { pins: [shown] }), "certificate has none of the pinned keys");
    equal(await attempt(port, { pins: [other] }), "certificate has none of the pinned keys");
    equal(await attempt(port, { pins: [other], verify: false }), "certificate has none of the pinned keys");
    const network = new NodeNetwork(new RealTime());
    const options = { address: "127.0.0.1", port };
    throws(() => network.secure({ ...options, pins: [] }, new SocketLog()), "accepts nobody");
    throws(() => network.secure({ ...options, pins: ["abc"] }, new SocketLog()), "is not a SHA-256");
    throws(() => network.secure({ ...options, clientKey: "x" }, new SocketLog()), "go together");
  });

  it("verifies nothing only when it is told not to", async () => {
    const port = await serve(good);
    equal(await attempt(port, { host: "example.org", ca: authority.read("other-ca.pem"), verify: false }), "accepted");
  });

  it("shows a client certificate to a server that wants one", async () => {
    const port = await serve({ ...good, requestCert: true, rejectUnauthorized: true, ca: authority.read("ca.pem") });
    const mine = authority.issue("mine", "extendedKeyUsage=clientAuth\n");
    const shown = { clientCertificate: mine.cert as string, clientKey: mine.key as string };
    equal(await attempt(port, shown), "accepted");
    const without = await attempt(port);
    ok(without === "TLS: the server requires a client certificate" || without === "connection reset", without);
  });

  it("negotiates an application protocol, or says that there is none in common", async () => {
    const port = await serve({ ...good, ALPNProtocols: ["http/1.1"] });
    equal(await attempt(port, { applicationLayerProtocol: ["http/1.1"] }), "accepted");
    equal(await attempt(port, { applicationLayerProtocol: ["h9"] }), "TLS: no application protocol in common");
  });

  it("says when the peer speaks no TLS, hangs up in the handshake, or is not there", async () => {
    const plain = await listen(
      createTCPServer((peer) => void peer.on("error", () => {}).end("HTTP/1.1 400 No\r\n\r\n")),
    );
    equal(await attempt(plain), "TLS: the server does not speak TLS");
    const mute = await listen(
      createTCPServer((peer) => void peer.on("error", () => {}).once("data", () => peer.end())),
    );
    equal(await attempt(mute), "TLS: closed during the handshake");
    const cut = createTCPServer((peer) => void peer.on("error", () => {}).once("data", () => peer.resetAndDestroy()));
    equal(await attempt(await listen(cut)), "TLS: closed during the handshake");
    const gone = createTCPServer();
    const port = await listen(gone);
    gone.close();
    await once(gone, "close");
    equal(await attempt(port), "connection refused");
  });

  it("says that its own certificate or key is no PEM", async () => {
    const reason = await attempt(await serve(good), { clientCertificate: "nonsense", clientKey: "nonsense" });
    equal(reason, "certificate or key of the settings is no PEM");
  });
});
