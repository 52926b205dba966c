/**
 * The table of good and bad servers against hosts/native/tls/tls.c, compiled with the address and undefined-behaviour
 * sanitizers and driven through a pipe. Skipped, with a line, where a C compiler, mbedTLS or openssl is absent.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTLSServer, type TlsOptions } from "node:tls";
import { equal, ok } from "../support/assert.js";
import { Authority, type Pair, pinOf } from "../support/authority.js";

const now = 1_800_000_000; // 2027-01-15
const directory = mkdtempSync(join(tmpdir(), "mooring-tls-"));
const harness = join(directory, "harness");

interface Outcome {
  lines: string[];
  code: number | null;
}

/** Runs the harness against a port of this machine; resolves with what it said. */
async function run(port: number, host: string, args: readonly string[], at = now): Promise<Outcome> {
  const { connect } = await import("node:net");
  const child = spawn(harness, [host, String(at), ...args, "-say", "hello"], { stdio: ["pipe", "pipe", "pipe"] });
  const socket = connect(port, "127.0.0.1");
  child.stdin.on("error", () => {});
  child.stdout.on("error", () => {});
  socket.on("error", () => child.stdin.end());
  socket.pipe(child.stdin);
  child.stdout.pipe(socket);
  let text = "";
  child.stderr.on("data", (data: Buffer) => {
    text += data.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  socket.destroy();
  return { lines: text.trimEnd().split("\n"), code };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return address.port;
}

/** A server that answers everything with "bye". */
async function withServer(options: TlsOptions, use: (port: number) => Promise<void>): Promise<void> {
  const server = createTLSServer(options, (socket) => {
    socket.on("error", () => {});
    socket.on("data", () => socket.write("bye"));
  });
  server.on("tlsClientError", () => {});
  try {
    await use(await listening(server));
  } finally {
    server.close();
  }
}

/** A TCP server that says these bytes and, if told so, ends. */
async function withRaw(onSocket: (socket: Socket) => void, use: (port: number) => Promise<void>): Promise<void> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    onSocket(socket);
  });
  try {
    await use(await listening(server));
  } finally {
    server.close();
  }
}

function whatIsAbsent(): string | undefined {
  const tries: [string, string[], string][] = [
    ["cc", ["--version"], "a C compiler (gcc)"],
    ["openssl", ["version"], "openssl"],
  ];
  for (const [command, args, name] of tries) {
    try {
      execFileSync(command, args, { stdio: "ignore" });
    } catch {
      return name;
    }
  }
  try {
    statSync("/usr/include/mbedtls/ssl.h");
  } catch {
    return "mbedTLS (libmbedtls-dev)";
  }
  return undefined;
}

describe("TLS on mbedTLS (hosts/native/tls)", function () {
  this.timeout(20000);
  let root: Pair, middle: Pair, good: Pair;
  let authority: Authority;
  let ca: string;

  const leaf = (options: Parameters<Authority["make"]>[0]) =>
    authority.make({ names: ["DNS:example.test"], issuer: middle, ...options });
  const chain = (pair: Pair, ...above: Pair[]): TlsOptions => ({
    cert: [pair, ...above].map((one) => one.certificate).join(""),
    key: pair.key,
  });
  const file = (name: string, text: string) => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };
  async function refuses(
    options: TlsOptions,
    reason: string,
    host = "example.test",
    args: readonly string[] = [],
    at = now,
  ) {
    await withServer(options, async (port) => {
      const { lines, code } = await run(port, host, ["-ca", ca, ...args], at);
      equal(lines.at(-1)?.split(" ")[1], reason, lines.join(" | "));
      ok(!lines.some((line) => line.startsWith("open") || line.startsWith("plain")), lines.join(" | "));
      equal(code, 1);
    });
  }
  async function accepts(options: TlsOptions, host = "example.test", args: readonly string[] = []) {
    await withServer(options, async (port) => {
      const { lines, code } = await run(port, host, ["-ca", ca, ...args]);
      equal(lines.join(" | "), `${lines[0]} | plain bye | closed`);
      equal(code, 0);
    });
  }

  before(function () {
    const absent = whatIsAbsent();
    if (absent !== undefined) {
      console.error(`skipped: TLS on mbedTLS, for ${absent} is absent`);
      this.skip();
    }
    const sources = ["test/native/tls-harness.c", "hosts/native/tls/tls.c"];
    const flags = [
      "-std=gnu11",
      "-Wall",
      "-Wextra",
      "-Werror",
      "-g",
      "-O1",
      "-fsanitize=address,undefined",
      "-fno-sanitize-recover=all",
    ];
    execFileSync("cc", [...flags, ...sources, "-o", harness, "-lmbedtls", "-lmbedx509", "-lmbedcrypto"]);
    authority = new Authority(join(directory, "authority"));
    root = authority.make({ isAuthority: true, commonName: "root" });
    middle = authority.make({ isAuthority: true, commonName: "middle", issuer: root });
    good = leaf({});
    ca = file("ca.pem", root.certificate);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it("accepts a good chain", () => accepts(chain(good, middle)));
  it("refuses a leaf without its intermediate", () => refuses(chain(good), "tls.untrusted"));
  it("refuses a forged leaf beside a genuine intermediate", () => {
    const impostor = authority.make({ isAuthority: true, commonName: "middle" });
    return refuses(chain(leaf({ issuer: impostor }), middle), "tls.untrusted");
  });
  it("refuses another host's certificate", () => refuses(chain(good, middle), "tls.wrong-host", "other.test"));
  it("takes a wildcard for one label alone", async () => {
    const wild = chain(leaf({ names: ["DNS:*.example.test"] }), middle);
    await accepts(wild, "a.example.test");
    await refuses(wild, "tls.wrong-host", "a.b.example.test");
    await refuses(wild, "tls.wrong-host", "example.test");
  });
  it("compares literal addresses with iPAddress entries, never with names", async () => {
    const addressed = chain(leaf({ names: ["IP:127.0.0.1", "IP:0:0:0:0:0:0:0:1"], commonName: "127.0.0.2" }), middle);
    await accepts(addressed, "127.0.0.1");
    await accepts(addressed, "::1");
    await refuses(addressed, "tls.wrong-host", "127.0.0.2");
    await refuses(addressed, "tls.wrong-host", "::2");
    await refuses(chain(leaf({ names: ["DNS:127.0.0.1"] }), middle), "tls.wrong-host", "127.0.0.1");
  });
  it("refuses what has expired", () => refuses(chain(leaf({ to: "20210101000000Z" }), middle), "tls.expired"));
  it("refuses what is not yet valid", () =>
    refuses(chain(leaf({ from: "20380101000000Z" }), middle), "tls.not-yet-valid"));
  it("refuses an expired intermediate", () => {
    const old = authority.make({ isAuthority: true, commonName: "old", issuer: root, to: "20210101000000Z" });
    return refuses(chain(leaf({ issuer: old }), old), "tls.expired");
  });
  it("refuses a self-signed certificate", () =>
    refuses(chain(authority.make({ names: ["DNS:example.test"], commonName: "example.test" })), "tls.untrusted"));
  it("judges validity by the board's clock: in 1970 nothing is valid yet", () =>
    refuses(chain(good, middle), "tls.not-yet-valid", "example.test", [], 0));
  it("judges validity by the board's clock: in 2045 it has expired", () =>
    refuses(chain(good, middle), "tls.expired", "example.test", [], 2_366_841_600));
  it("accepts a pinned key, one of several", () =>
    accepts(chain(good, middle), "example.test", ["-pin", "00".repeat(32), "-pin", pinOf(good)]));
  it("refuses a key that is not pinned, though the chain is good", async () => {
    await withServer(chain(good, middle), async (port) => {
      const { lines } = await run(port, "example.test", ["-ca", ca, "-pin", pinOf(middle)]);
      equal(lines.at(-1), "failed tls.pin 0");
    });
  });
  it("refuses an RSA key of 1,024 bits", () =>
    refuses({ ...chain(leaf({ key: "rsa1024" }), middle), ciphers: "DEFAULT@SECLEVEL=0" }, "tls.weak"));
  it("accepts an RSA key of 2,048 bits", () => accepts(chain(leaf({ key: "rsa2048" }), middle)));
  it("refuses a signature over SHA-1", () =>
    refuses({ ...chain(leaf({ digest: "sha1" }), middle), ciphers: "DEFAULT@SECLEVEL=0" }, "tls.weak"));
  it("refuses an issuer that is no authority", () => {
    const pretender = leaf({ commonName: "pretender", keyUsage: "digitalSignature,keyCertSign" });
    return refuses(chain(leaf({ issuer: pretender }), pretender, middle), "tls.untrusted");
  });
  it("refuses a certificate for clients", () =>
    refuses(chain(leaf({ extendedKeyUsage: "clientAuth" }), middle), "tls.wrong-usage"));
  it("refuses a certificate whose key may not sign", () =>
    refuses(chain(leaf({ key: "rsa2048", keyUsage: "keyEncipherment" }), middle), "tls.wrong-usage"));
  it("refuses TLS 1.1", () =>
    refuses(
      { ...chain(good, middle), minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" },
      "tls.handshake-refused",
    ));
  it("says the version where it does not know TLS 1.3 and the server nothing else", () =>
    refuses({ ...chain(good, middle), minVersion: "TLSv1.3" }, "tls.version"));
  it("shows its own certificate where the server wants one", async () => {
    const client = authority.make({ issuer: root, commonName: "device", extendedKeyUsage: "clientAuth" });
    const server: TlsOptions = {
      ...chain(good, middle),
      requestCert: true,
      rejectUnauthorized: true,
      ca: root.certificate,
      maxVersion: "TLSv1.2",
    };
    const own = ["-cert", file("device.pem", client.certificate), "-key", file("device.key", client.key)];
    await accepts(server, "example.test", own);
    await withServer(server, async (port) => {
      const { lines } = await run(port, "example.test", ["-ca", ca]);
      equal(lines.at(-1)?.split(" ")[1], "tls.handshake-refused", lines.join(" | "));
    });
  });
  it("negotiates a protocol by ALPN", () =>
    withServer({ ...chain(good, middle), ALPNProtocols: ["http/1.1"] }, async (port) => {
      const { lines } = await run(port, "example.test", ["-ca", ca, "-alpn", "http/1.1"]);
      equal(lines[0], "open full http/1.1");
    }));
  it("resumes by a ticket, and judges pins and validity again", () =>
    withServer({ ...chain(good, middle), maxVersion: "TLSv1.2" }, async (port) => {
      const session = join(directory, "session");
      equal((await run(port, "example.test", ["-ca", ca, "-save", session])).lines[0], "open full -");
      ok(statSync(session).size > 100);
      const resume = ["-ca", ca, "-session", session];
      equal((await run(port, "example.test", resume)).lines[0], "open resumed -");
      equal((await run(port, "example.test", [...resume, "-pin", "11".repeat(32)])).lines.at(-1), "failed tls.pin 0");
      equal((await run(port, "example.test", resume, 2_366_841_600)).lines.at(-1), "failed tls.expired 0");
    }));
  it("takes a broken ticket for none", () =>
    withServer({ ...chain(good, middle), maxVersion: "TLSv1.2" }, async (port) => {
      const { lines } = await run(port, "example.test", ["-ca", ca, "-session", file("broken", "x".repeat(300))]);
      equal(lines[0], "open full -");
    }));
  it("does not verify where it is told so, and then still holds pins", () =>
    withServer(chain(authority.make({ commonName: "nobody" })), async (port) => {
      equal((await run(port, "example.test", ["-noverify"])).lines[0], "open full -");
      equal((await run(port, "example.test", ["-noverify", "-pin", "22".repeat(32)])).lines.at(-1), "failed tls.pin 0");
    }));
  it("refuses options that are wrong, each by its name", async () => {
    await withRaw(
      () => {},
      async (port) => {
        const reason = async (...args: string[]) => (await run(port, "example.test", args)).lines.at(-1);
        equal(await reason("-ca", file("no.pem", "no certificate")), "failed tls.ca 0");
        equal(await reason("-mfl", "1000"), "failed tls.maximum-fragment-length 0");
        equal(await reason("-min", "11"), "failed tls.minimum-version 0");
        equal(await reason("-cert", ca), "failed tls.client-certificate 0");
      },
    );
  });
  it("calls a handshake that is cut short truncated", () =>
    withServer(chain(good, middle), async (port) => {
      const { connect } = await import("node:net");
      await withRaw(
        (socket) => {
          const upstream = connect(port, "127.0.0.1");
          upstream.on("error", () => {});
          socket.pipe(upstream);
          let passed = 0;
          upstream.on("data", (data: Buffer) => {
            socket.write(data.subarray(0, Math.max(0, 200 - passed)));
            passed += data.length;
            if (passed > 200) socket.end();
          });
        },
        async (between) =>
          equal((await run(between, "example.test", ["-ca", ca])).lines.at(-1)?.split(" ")[1], "tls.truncated"),
      );
    }));
  it("calls an end before the first byte truncated", () =>
    withRaw(
      (socket) => socket.end(),
      async (port) => {
        equal((await run(port, "example.test", ["-ca", ca])).lines.at(-1)?.split(" ")[1], "tls.truncated");
      },
    ));
  it("takes neither an orderly closure nor plain records before the handshake is done", async () => {
    const early: [string, number[]][] = [
      ["close_notify", [21, 3, 3, 0, 2, 1, 0]],
      ["application data", [23, 3, 3, 0, 5, 98, 121, 101, 33, 10]],
      ["a plain text of HTTP", [...Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")]],
    ];
    for (const [name, bytes] of early) {
      await withRaw(
        (socket) => socket.write(Uint8Array.from(bytes), () => socket.end()),
        async (port) => {
          const { lines, code } = await run(port, "example.test", ["-ca", ca]);
          ok(lines.at(-1)?.startsWith("failed tls."), `${name}: ${lines.join(" | ")}`);
          equal(code, 1);
        },
      );
    }
  });
  it("refuses a server that cannot sign with its certificate's key", () =>
    withServer({ ...chain(good, middle), maxVersion: "TLSv1.2" }, async (port) => {
      const { connect } = await import("node:net");
      await withRaw(
        (socket) => {
          const upstream = connect(port, "127.0.0.1");
          upstream.on("error", () => {});
          socket.pipe(upstream);
          upstream.on("data", (data: Buffer) => socket.write(breakSignature(data)));
        },
        async (between) => {
          const { lines } = await run(between, "example.test", ["-ca", ca]);
          equal(lines.at(-1)?.split(" ")[1], "tls.handshake", lines.join(" | "));
        },
      );
    }));
  it("tells an end without close_notify from a closure", () =>
    withServer(chain(good, middle), async (port) => {
      const { connect } = await import("node:net");
      await withRaw(
        (socket) => {
          const upstream = connect(port, "127.0.0.1");
          upstream.on("error", () => {});
          socket.pipe(upstream);
          upstream.on("data", (data: Buffer) => {
            if (data[0] === 23) socket.end();
            else socket.write(data);
          });
        },
        async (between) => {
          const { lines } = await run(between, "example.test", ["-ca", ca]);
          equal(lines.at(-1)?.split(" ")[1], "tls.truncated", lines.join(" | "));
        },
      );
    }));
});

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
