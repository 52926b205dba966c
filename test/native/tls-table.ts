/**
 * The table of servers that a device must accept or refuse, with a private certificate authority. The same rows run
 * against every TLS of this repository: hosts/native/tls by itself, on the simulator's build, and Node's.
 */
import { connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTLSServer, type TlsOptions } from "node:tls";
import { distrust, tlsFaults } from "../../src/session/tls-reasons.js";
import { equal } from "../support/assert.js";
import { Authority, type Pair, pinOf } from "../support/authority.js";

/** What a client is asked to do; the address is always this machine's. */
export interface Ask {
  /** default example.test */
  host?: string;
  ca?: string;
  pins?: readonly string[];
  clientCertificate?: string;
  clientKey?: string;
  protocols?: readonly string[];
  minimumVersion?: "1.2" | "1.3";
  maximumFragmentLength?: 512 | 1024 | 2048 | 4096;
  verify?: boolean;
  /** seconds since 1970; default: 2027 on mbedTLS, the computer's own on Node */
  now?: number;
}

/** What a client gets to do: ca undefined means that only the host's own list is trusted. */
export type Attempt = Omit<Ask, "ca"> & { readonly ca: string | undefined };

/** A TLS under test. */
export interface Client {
  readonly engine: "mbedtls" | "node";
  readonly knowsTLS13: boolean;
  /** Connects, says "hello"; resolves with "accepted" when "bye" has come back, else with the reason of onError. */
  attempt(port: number, ask: Attempt): Promise<string>;
}

export interface Row {
  readonly name: string;
  readonly run: (table: Table) => Promise<void>;
}

/** One engine's words: several where its versions differ. */
type Words = string | readonly string[];
type Expected = Words | { readonly mbedtls: Words; readonly node: Words };

export const accepted = "accepted";
export const defaultNow = 1_800_000_000; // 2027-01-15

/** A raw server's way with one connection. */
type Raw = (socket: Socket) => void;

export class Table {
  readonly authority: Authority;
  readonly client: Client;
  readonly root: Pair;
  readonly middle: Pair;
  readonly good: Pair;

  constructor(directory: string, client: Client) {
    this.authority = new Authority(directory);
    this.client = client;
    this.root = this.authority.make({ isAuthority: true, commonName: "root" });
    this.middle = this.authority.make({ isAuthority: true, commonName: "middle", issuer: this.root });
    this.good = this.leaf({});
  }

  leaf(options: Parameters<Authority["make"]>[0]): Pair {
    return this.authority.make({ names: ["DNS:example.test"], issuer: this.middle, ...options });
  }

  get goodChain(): TlsOptions {
    return chain(this.good, this.middle);
  }

  async expect(expected: Expected, server: TlsOptions, ask: Ask = {}): Promise<void> {
    await withServer(server, (port) => this.#expectAt(expected, port, ask));
  }

  accepts(server: TlsOptions, ask: Ask = {}): Promise<void> {
    return this.expect(accepted, server, ask);
  }

  /** A server that is no TLS server, or one in between: it gets the port of a good server. */
  async expectRaw(expected: Expected, raw: (upstream: () => Socket) => Raw, server = this.goodChain): Promise<void> {
    await withServer(server, (port) => {
      const upstream = (): Socket => connect(port, "127.0.0.1").on("error", () => {});
      return withRaw(raw(upstream), (between) => this.#expectAt(expected, between, {}));
    });
  }

  async #expectAt(expected: Expected, port: number, ask: Ask): Promise<void> {
    const result = await this.client.attempt(port, { ca: this.root.certificate, ...ask });
    const words = typeof expected === "object" && "node" in expected ? expected[this.client.engine] : expected;
    equal(result, typeof words === "string" ? words : (words.find((each) => each === result) ?? words.join(" or ")));
  }
}

export function chain(pair: Pair, ...above: Pair[]): TlsOptions {
  return { cert: [pair, ...above].map((one) => one.certificate).join(""), key: pair.key };
}

/** Base64, as in the settings */
export function pin(pair: Pair): string {
  return Buffer.from(pinOf(pair), "hex").toString("base64");
}

/** OpenSSL does not serve weak things at its usual level. */
const weakly: TlsOptions = Object.freeze({ ciphers: "DEFAULT@SECLEVEL=0" });

export const rows: readonly Row[] = Object.freeze([
  { name: "accepts a good chain", run: (t) => t.accepts(t.goodChain) },
  { name: "refuses a leaf without its intermediate", run: (t) => t.expect(distrust.unknownAuthority, chain(t.good)) },
  {
    name: "refuses a forged leaf beside a genuine intermediate",
    run: (t) => {
      const impostor = t.authority.make({ isAuthority: true, commonName: "middle" });
      const forged = chain(t.leaf({ issuer: impostor }), t.middle);
      return t.expect([distrust.unknownAuthority, distrust.wrongSignature], forged);
    },
  },
  {
    name: "refuses another host's certificate",
    run: (t) => t.expect(distrust.wrongHost, t.goodChain, { host: "other.test" }),
  },
  {
    name: "takes a wildcard for one label alone",
    run: async (t) => {
      const wild = chain(t.leaf({ names: ["DNS:*.example.test"] }), t.middle);
      await t.accepts(wild, { host: "a.example.test" });
      await t.expect(distrust.wrongHost, wild, { host: "a.b.example.test" });
      await t.expect(distrust.wrongHost, wild);
    },
  },
  {
    name: "compares literal addresses with iPAddress entries, never with names",
    run: async (t) => {
      const names = ["IP:127.0.0.1", "IP:0:0:0:0:0:0:0:1"];
      const addressed = chain(t.leaf({ names, commonName: "127.0.0.2" }), t.middle);
      await t.accepts(addressed, { host: "127.0.0.1" });
      await t.accepts(addressed, { host: "::1" });
      await t.expect(distrust.wrongHost, addressed, { host: "127.0.0.2" });
      await t.expect(distrust.wrongHost, addressed, { host: "::2" });
      const named = chain(t.leaf({ names: ["DNS:127.0.0.1"] }), t.middle);
      await t.expect(distrust.wrongHost, named, { host: "127.0.0.1" });
    },
  },
  {
    name: "refuses what has expired",
    run: (t) => t.expect(distrust.expired, chain(t.leaf({ to: "20210101000000Z" }), t.middle)),
  },
  {
    name: "refuses what is not yet valid",
    run: (t) => t.expect(distrust.notYetValid, chain(t.leaf({ from: "20380101000000Z" }), t.middle)),
  },
  {
    name: "refuses an expired intermediate",
    run: (t) => {
      const old = t.authority.make({ isAuthority: true, commonName: "old", issuer: t.root, to: "20210101000000Z" });
      return t.expect(distrust.expired, chain(t.leaf({ issuer: old }), old));
    },
  },
  {
    name: "refuses a self-signed certificate",
    run: (t) => {
      const alone = t.authority.make({ names: ["DNS:example.test"], commonName: "example.test" });
      return t.expect(distrust.selfSigned, chain(alone));
    },
  },
  {
    name: "judges validity by the board's clock: in 1970 nothing is valid yet",
    run: (t) => t.expect(distrust.notYetValid, t.goodChain, { now: 0 }),
  },
  {
    name: "judges validity by the board's clock: in 2045 it has expired",
    run: (t) => t.expect(distrust.expired, t.goodChain, { now: 2_366_841_600 }),
  },
  {
    name: "accepts a pinned key, one of several",
    run: (t) => t.accepts(t.goodChain, { pins: [Buffer.alloc(32).toString("base64"), pin(t.good)] }),
  },
  {
    name: "refuses a key that is not pinned, though the chain is good and shows a pinned one",
    run: (t) => t.expect(distrust.notPinned, t.goodChain, { pins: [pin(t.middle)] }),
  },
  {
    name: "refuses a key whose pin was revoked",
    run: (t) => t.expect(distrust.notPinned, t.goodChain, { pins: [pin(t.leaf({}))] }),
  },
  {
    name: "refuses an RSA key of 1,024 bits",
    run: (t) => t.expect(distrust.tooWeak, { ...chain(t.leaf({ key: "rsa1024" }), t.middle), ...weakly }),
  },
  {
    name: "accepts an RSA key of 2,048 bits",
    run: (t) => t.accepts(chain(t.leaf({ key: "rsa2048" }), t.middle)),
  },
  {
    name: "refuses a signature over SHA-1",
    run: (t) => t.expect(distrust.tooWeak, { ...chain(t.leaf({ digest: "sha1" }), t.middle), ...weakly }),
  },
  {
    name: "refuses an authority's certificate that is signed over SHA-1",
    run: (t) => {
      const old = t.authority.make({ isAuthority: true, commonName: "sha1", issuer: t.root, digest: "sha1" });
      return t.expect(distrust.tooWeak, { ...chain(t.leaf({ issuer: old }), old), ...weakly });
    },
  },
  {
    name: "refuses an issuer that is no authority",
    run: (t) => {
      const pretender = t.leaf({ commonName: "pretender", keyUsage: "digitalSignature,keyCertSign" });
      const expected = { mbedtls: distrust.unknownAuthority, node: [distrust.wrongPurpose, distrust.noAuthority] };
      return t.expect(expected, chain(t.leaf({ issuer: pretender }), pretender, t.middle));
    },
  },
  {
    name: "refuses a certificate for clients",
    run: (t) => t.expect(distrust.wrongPurpose, chain(t.leaf({ extendedKeyUsage: "clientAuth" }), t.middle)),
  },
  {
    name: "refuses a certificate whose key may not sign",
    run: (t) =>
      t.expect(distrust.wrongPurpose, chain(t.leaf({ key: "rsa2048", keyUsage: "keyEncipherment" }), t.middle)),
  },
  {
    name: "refuses TLS 1.1",
    run: (t) => {
      const old: TlsOptions = { ...t.goodChain, ...weakly, minVersion: "TLSv1", maxVersion: "TLSv1.1" };
      // without TLS 1.3 it offers versions by the highest alone, and the server finds no cipher suite
      return t.expect(t.client.knowsTLS13 ? tlsFaults.noVersion : tlsFaults.handshakeRefused, old);
    },
  },
  {
    name: "speaks TLS 1.2",
    run: (t) => t.accepts({ ...t.goodChain, maxVersion: "TLSv1.2" }),
  },
  {
    name: "speaks TLS 1.3 with a server that knows nothing else, or says that there is no version in common",
    run: (t) =>
      t.expect(t.client.knowsTLS13 ? accepted : tlsFaults.noVersion, { ...t.goodChain, minVersion: "TLSv1.3" }),
  },
  {
    name: "insists on TLS 1.3 where it is told so",
    run: (t) => t.expect(tlsFaults.noVersion, { ...t.goodChain, maxVersion: "TLSv1.2" }, { minimumVersion: "1.3" }),
  },
  {
    name: "shows its own certificate where the server wants one",
    run: async (t) => {
      const own = t.authority.make({ issuer: t.root, commonName: "device", extendedKeyUsage: "clientAuth" });
      await t.accepts(wantsClient(t), { clientCertificate: own.certificate, clientKey: own.key });
    },
  },
  {
    name: "says so where the server wants a certificate and it has none",
    run: (t) => t.expect(tlsFaults.handshakeRefused, wantsClient(t)),
  },
  {
    name: "says so where the server does not take its certificate",
    run: (t) => t.expectRaw(distrust.ownRefused, () => (socket) => say(socket, [21, 3, 3, 0, 2, 2, 48])),
  },
  {
    name: "negotiates an application protocol",
    run: (t) => t.accepts({ ...t.goodChain, ALPNProtocols: ["http/1.1"] }, { protocols: ["h9", "http/1.1"] }),
  },
  {
    name: "says that there is no application protocol in common",
    run: (t) => t.expect(tlsFaults.noProtocol, { ...t.goodChain, ALPNProtocols: ["http/1.1"] }, { protocols: ["h9"] }),
  },
  {
    name: "does not verify where it is told so, and then still holds pins",
    run: async (t) => {
      const nobody = chain(t.authority.make({ commonName: "nobody" }));
      await t.accepts(nobody, { verify: false });
      await t.expect(distrust.notPinned, nobody, { verify: false, pins: [Buffer.alloc(32).toString("base64")] });
    },
  },
  {
    name: "says that an authority or a certificate of the settings is no PEM",
    run: async (t) => {
      await t.expect(distrust.unreadable, t.goodChain, { ca: "no certificate" });
      await t.expect(distrust.unreadable, t.goodChain, { clientCertificate: "x", clientKey: "y" });
    },
  },
  {
    name: "calls a handshake that is cut short closed",
    run: (t) => t.expectRaw(tlsFaults.handshakeCut, (upstream) => (socket) => cut(socket, upstream(), 200)),
  },
  {
    name: "calls an end before the server's first byte closed",
    run: (t) => t.expectRaw(tlsFaults.handshakeCut, () => (socket) => socket.once("data", () => socket.end())),
  },
  {
    name: "takes no orderly closure before the handshake is done",
    run: (t) => {
      const expected = { mbedtls: tlsFaults.handshakeBroken, node: tlsFaults.handshakeCut };
      return t.expectRaw(expected, () => (socket) => say(socket, [21, 3, 3, 0, 2, 1, 0]));
    },
  },
  {
    name: "takes no plain records before the handshake is done",
    run: (t) =>
      t.expectRaw(tlsFaults.handshakeBroken, () => (socket) => say(socket, [23, 3, 3, 0, 5, 98, 121, 101, 33, 10])),
  },
  {
    name: "says that the server does not speak TLS",
    run: (t) =>
      t.expectRaw(
        tlsFaults.notTLS,
        () => (socket) => say(socket, [...Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")]),
      ),
  },
  {
    name: "refuses a server that cannot sign with its certificate's key",
    run: (t) =>
      t.expectRaw(
        distrust.wrongSignature,
        (upstream) => (socket) => {
          const server = upstream();
          socket.pipe(server);
          server.on("data", (data: Buffer) => socket.write(breakSignature(data)));
        },
        { ...t.goodChain, maxVersion: "TLSv1.2" },
      ),
  },
  {
    name: "tells an end without close_notify from a closure",
    run: (t) =>
      t.expectRaw(
        { mbedtls: tlsFaults.truncated, node: "ended" }, // Node does not say
        (upstream) => (socket) => {
          const server = upstream();
          socket.pipe(server);
          server.on("data", (data: Buffer) => {
            if (data[0] === 23) socket.end();
            else socket.write(data);
          });
        },
        { ...t.goodChain, maxVersion: "TLSv1.2" },
      ),
  },
]);

function wantsClient(t: Table): TlsOptions {
  const ca = t.root.certificate;
  return { ...t.goodChain, requestCert: true, rejectUnauthorized: true, ca, maxVersion: "TLSv1.2" };
}

/** Answers everything with "bye". */
export async function withServer(options: TlsOptions, use: (port: number) => Promise<void>): Promise<void> {
  const server = createTLSServer(options, (socket) => {
    socket.on("error", () => {});
    socket.on("data", () => socket.write("bye"));
  });
  server.on("tlsClientError", () => {});
  await using(server, use);
}

export async function withRaw(raw: Raw, use: (port: number) => Promise<void>): Promise<void> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    raw(socket);
  });
  await using(server, use);
}

export async function using(server: Server, use: (port: number) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  try {
    await use(address.port);
  } finally {
    server.close();
  }
}

function say(socket: Socket, bytes: readonly number[]): void {
  socket.once("data", () => socket.end(Uint8Array.from(bytes)));
}

/** Passes on so many bytes of the server's, then ends. */
function cut(socket: Socket, server: Socket, most: number): void {
  let passed = 0;
  socket.pipe(server);
  server.on("data", (data: Buffer) => {
    socket.write(data.subarray(0, Math.max(0, most - passed)));
    passed += data.length;
    if (passed > most) socket.end();
  });
}

/** Flips the last bit of the ServerKeyExchange (RFC 5246 7.4.3): its signature is wrong then. */
function breakSignature(data: Buffer): Buffer {
  const copy = Buffer.from(data);
  for (let at = 0; at + 9 < copy.length; ) {
    const length = copy.readUInt16BE(at + 3);
    const last = at + 5 + length - 1;
    if (copy[at] === 22 && copy[at + 5] === 12 && last < copy.length) copy[last] = (copy[last] ?? 0) ^ 1;
    at += 5 + length;
  }
  return copy;
}
