/**
 * The table of good and bad servers against hosts/native/tls, compiled with the address and undefined-behaviour
 * sanitizers and driven through a pipe; and what it does beyond the table. Skipped where something is absent.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tlsReason } from "../../hosts/moddable/tls-reasons.js";
import { equal, ok } from "../support/assert.js";
import { pinOf } from "../support/authority.js";
import { describeWith } from "../support/needs.js";
import { absentForTLS, buildTLS } from "./tls-build.js";
import { type Attempt, accepted, type Client, defaultNow, rows, Table, withRaw, withServer } from "./tls-table.js";

const directory = mkdtempSync(join(tmpdir(), "mooring-tls-"));
const harness = join(directory, "harness");
let files = 0;
let features: string[] = [];

interface Outcome {
  lines: string[];
  code: number | null;
}

/** Runs the harness against a port of this machine; resolves with what it said. */
async function run(
  port: number,
  host: string,
  args: readonly string[],
  at = defaultNow,
  program = harness,
): Promise<Outcome> {
  const child = spawn(program, [host, String(at), ...args, "-say", "hello"], { stdio: ["pipe", "pipe", "pipe"] });
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

function file(text: string): string {
  const path = join(directory, `file${++files}`);
  writeFileSync(path, text);
  return path;
}

class Harness implements Client {
  readonly engine = "mbedtls";
  readonly knowsTLS13 = features.includes("13");
  readonly #program: string;
  /** Trusted by ESP-IDF's bundle, in place of being named. */
  bundle: string | undefined;

  constructor(program: string) {
    this.#program = program;
  }

  async attempt(port: number, ask: Attempt): Promise<string> {
    const { lines, code } = await run(port, ask.host ?? "example.test", this.#arguments(ask), ask.now, this.#program);
    const isOpen = lines[0]?.startsWith("open ") === true;
    const hasSpoken = lines.some((line) => line.startsWith("plain"));
    const last = lines.at(-1) ?? "";
    if (isOpen && hasSpoken && last === "closed" && code === 0) return accepted;
    ok(last.startsWith("failed ") && code === 1 && !hasSpoken, lines.join(" | "));
    return tlsReason(last.split(" ")[1], isOpen);
  }

  #arguments(ask: Attempt): string[] {
    const { ca, ...rest } = ask;
    if (ca === undefined) return argumentsOf(rest);
    return [ca === this.bundle ? "-bundle" : "-ca", file(ca), ...argumentsOf(rest)];
  }
}

function argumentsOf(ask: Omit<Attempt, "ca">): string[] {
  const args: string[] = [];
  for (const pin of ask.pins ?? []) args.push("-pin", Buffer.from(pin, "base64").toString("hex"));
  if (ask.clientCertificate !== undefined) args.push("-cert", file(ask.clientCertificate));
  if (ask.clientKey !== undefined) args.push("-key", file(ask.clientKey));
  if (ask.protocols !== undefined) args.push("-alpn", ask.protocols.join(","));
  if (ask.minimumVersion === "1.3") args.push("-min", "13");
  if (ask.maximumFragmentLength !== undefined) args.push("-mfl", String(ask.maximumFragmentLength));
  if (ask.verify === false) args.push("-noverify");
  return args;
}

describeWith("mbedTLS", absentForTLS(), "TLS on mbedTLS (hosts/native/tls)", function (this: Mocha.Suite | undefined) {
  this?.timeout(20000);
  let table: Table;
  let ca: string;

  before(function () {
    this.timeout(60000);
    buildTLS("test/native/tls-harness.c", harness, { isChecked: true });
    features = execFileSync(harness, ["features"]).toString().trim().split("\n");
    table = new Table(join(directory, "authority"), new Harness(harness));
    ca = file(table.root.certificate);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  for (const row of rows) it(row.name, () => row.run(table));

  it("trusts what a file says, and nobody where the file is not there", () =>
    withServer(table.goodChain, async (port) => {
      equal((await run(port, "example.test", ["-cafile", ca])).lines.at(-1), "closed");
      equal((await run(port, "example.test", ["-cafile", "/nowhere"])).lines.at(-1), "failed tls.ca-file 0");
      equal((await run(port, "example.test", [])).lines.at(-1)?.split(" ")[1], "tls.untrusted");
    }));

  it("negotiates a maximum length of fragments; mbedTLS before 3.6.3 puts no message of the handshake together", () =>
    withServer(table.goodChain, async (port) => {
      equal((await run(port, "example.test", ["-ca", ca, "-mfl", "4096"])).lines.at(-1), "closed");
      const small = (await run(port, "example.test", ["-ca", ca, "-mfl", "512"])).lines.at(-1);
      equal(small, features.includes("defragments") ? "closed" : "failed tls.handshake -28800");
    }));

  for (const [version, maxVersion] of [
    ["1.2", "TLSv1.2"],
    ["1.3", "TLSv1.3"],
  ] as const)
    it(`resumes by a ticket of TLS ${version}, where mbedTLS knows it, and judges validity, pins and trust again`, () =>
      withServer({ ...table.goodChain, minVersion: maxVersion, maxVersion }, async (port) => {
        if (version === "1.3" && !table.client.knowsTLS13) {
          equal((await run(port, "example.test", ["-ca", ca])).lines.at(-1)?.split(" ")[1], "tls.version");
          return;
        }
        const session = join(directory, `session-${version}`);
        const first = async (...args: string[]) => (await run(port, "example.test", args)).lines[0];
        const last = async (...args: string[]) => (await run(port, "example.test", args)).lines.at(-1);
        const pin = ["-pin", pinOf(table.good)];
        equal(await first("-ca", ca, ...pin, "-save", session), "open full -");
        ok(statSync(session).size > 100);
        const resume = ["-ca", ca, "-session", session];
        equal(await first(...resume, ...pin), "open resumed -");
        equal(await last(...resume, "-pin", "11".repeat(32)), "failed tls.pin 0");
        equal(await first(...resume), "open full -", "bound to the pins");
        const late = await run(port, "example.test", [...resume, ...pin], 2_366_841_600);
        equal(late.lines.at(-1), "failed tls.expired 0");
        const other = file(table.middle.certificate);
        equal(await first("-ca", other, "-session", session, ...pin), "open full -", "bound to what is trusted");
        const elsewhere = await run(port, "other.test", [...resume, ...pin]);
        equal(elsewhere.lines.at(-1)?.split(" ")[1], "tls.wrong-host");
      }));

  it("keeps no session of a server that it did not verify", () =>
    withServer(table.goodChain, async (port) => {
      const session = join(directory, "unverified");
      equal((await run(port, "example.test", ["-noverify", "-save", session])).lines.at(-1), "closed");
      ok(statSync(session, { throwIfNoEntry: false }) === undefined);
    }));

  it("takes a broken ticket for none", () =>
    withServer({ ...table.goodChain, maxVersion: "TLSv1.2" }, async (port) => {
      const session = join(directory, "to-break");
      await run(port, "example.test", ["-ca", ca, "-save", session]);
      for (const broken of ["x".repeat(300), ""]) {
        const { lines } = await run(port, "example.test", ["-ca", ca, "-session", file(broken)]);
        equal(lines[0], "open full -");
      }
    }));

  it("says which application protocol the server chose", () =>
    withServer({ ...table.goodChain, ALPNProtocols: ["b"] }, async (port) => {
      equal((await run(port, "example.test", ["-ca", ca, "-alpn", "a,b"])).lines[0], "open full b");
    }));

  it("refuses options that are wrong, each by its name", () =>
    withRaw(
      () => {},
      async (port) => {
        const reason = async (...args: string[]) => (await run(port, "example.test", args)).lines.at(-1);
        equal(await reason("-ca", file("no certificate")), "failed tls.ca 0");
        equal(await reason("-mfl", "1000"), "failed tls.maximum-fragment-length 0");
        equal(await reason("-min", "11"), "failed tls.minimum-version 0");
        equal(await reason("-cert", ca), "failed tls.client-certificate 0");
        for (const names of ["", ",a", "a,,b", "a,", "a,b,c,d,e", "x".repeat(64)])
          equal(await reason("-alpn", names), "failed tls.protocols 0", names);
      },
    ));
});

const isOther = process.env["MOORING_MBEDTLS"] !== undefined ? "it is written for 2.28" : undefined;

describeWith("mbedTLS", absentForTLS() ?? isOther, "TLS on mbedTLS with a certificate bundle as ESP-IDF's", () => {
  const folder = mkdtempSync(join(tmpdir(), "mooring-tls-"));
  let table: Table;

  before(function () {
    this.timeout(60000);
    mkdirSync(directory, { recursive: true });
    const program = join(folder, "harness");
    const more = ["-DESP_PLATFORM", "-Itest/native/idf", "test/native/tls-bundle.c"];
    buildTLS("test/native/tls-harness.c", program, { isChecked: true, more });
    const client = new Harness(program);
    table = new Table(join(folder, "authority"), client);
    client.bundle = table.root.certificate;
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(directory, { recursive: true, force: true });
  });

  for (const row of rows) it(row.name, () => row.run(table)).timeout(20000);
});
