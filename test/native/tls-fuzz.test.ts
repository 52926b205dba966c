/**
 * Fuzz of hosts/native/tls: recorded streams of a server, mutated from fixed seeds, played back inside one process with
 * the address and undefined-behaviour sanitizers on (for our C; mbedTLS is the system's, whose copies of memory they
 * see). MOORING_TLS_FUZZ sets how many, MOORING_SEED where they begin.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { equal, ok } from "../support/assert.js";
import { Authority } from "../support/authority.js";
import { describeWith } from "../support/needs.js";
import { absentForTLS, buildTLS } from "./tls-build.js";
import { chain, using } from "./tls-table.js";

const total = Number(process.env["MOORING_TLS_FUZZ"] ?? 20000);
const seed = Number(process.env["MOORING_SEED"] ?? 1);
const fullCount = Math.ceil(total / 4);

// Only where the client's random numbers can be replaced: with shared libraries, not with MOORING_MBEDTLS.
const absent = absentForTLS() ?? (process.env["MOORING_MBEDTLS"] === undefined ? undefined : "it is linked statically");

describeWith("mbedTLS", absent, "fuzz of TLS on mbedTLS", () => {
  const directory = mkdtempSync(join(tmpdir(), "mooring-tls-fuzz-"));
  const at = (name: string): string => join(directory, name);
  const program = at("fuzz");

  /** Records what a server says to the client, whose random numbers are always the same. */
  async function record(port: number, stream: string, ...more: string[]): Promise<string> {
    const child = spawn(program, ["record", "example.test", at("ca.pem"), stream, ...more]);
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    child.stdin.on("error", () => {});
    socket.pipe(child.stdin);
    child.stdout.pipe(socket);
    let text = "";
    child.stderr.on("data", (data: Buffer) => {
      text += data.toString();
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    equal(code, 0, text);
    return text;
  }

  function play(stream: string, count: number, ...more: string[]): { opened: number; failed: number; closed: number } {
    const args = ["play", "example.test", at("ca.pem"), stream, String(count), String(seed), ...more];
    const run = spawnSync(program, args, { encoding: "utf8", env: { ASAN_OPTIONS: "quarantine_size_mb=4" } });
    equal(run.status, 0, `status ${run.status}, signal ${run.signal}: ${run.stdout}${run.stderr}`);
    const found = /^(\d+) opened (\d+) failed (\d+) closed (\d+)$/m.exec(run.stdout);
    const [, played, opened, failed, closed] = (found ?? []).map(Number);
    equal(played, count);
    return { opened: opened ?? 0, failed: failed ?? 0, closed: closed ?? 0 };
  }

  before(async function () {
    this.timeout(60000);
    buildTLS("test/native/tls-fuzz.c", program, { isChecked: true });
    const authority = new Authority(at("authority"));
    const root = authority.make({ isAuthority: true, commonName: "root", key: "rsa2048" });
    const leaf = authority.make({ issuer: root, names: ["DNS:example.test"], key: "rsa2048" });
    writeFileSync(at("ca.pem"), root.certificate);
    const options = { ...chain(leaf), maxVersion: "TLSv1.2" } as const;
    const server = createServer(options, (peer) => peer.on("error", () => {}).once("data", () => peer.end("bye")));
    await using(server, async (port) => {
      equal(await record(port, at("full"), "-save", at("session")), "full bye");
      equal(await record(port, at("resumed"), "-session", at("session")), "resumed bye");
    });
    ok(readFileSync(at("full")).length > 1000 && readFileSync(at("resumed")).length > 100);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  it(`ends ${total - fullCount} mutated streams of a resumed session in order, with no byte that the server did not say`, function () {
    this.timeout(0);
    const { opened, failed, closed } = play(at("resumed"), total - fullCount, "-session", at("session"));
    ok(opened > 100 && failed > 100 && failed + closed === total - fullCount, `${opened} ${failed} ${closed}`);
  });

  it(`ends ${fullCount} mutated streams of a full handshake in order`, function () {
    this.timeout(0);
    const { opened, failed, closed } = play(at("full"), fullCount);
    ok(opened > 0 && failed > opened && failed + closed === fullCount, `${opened} ${failed} ${closed}`);
  });
});
