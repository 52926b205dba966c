/**
 * The table of servers against hosts/native/tls as the simulator runs it: on XS, under the socket of hosts/moddable, over
 * the SDK's TCP; in a small program of its own (tls-app), for the firmware asks for one server alone.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createServer as createTLSServer } from "node:tls";
import { buildApp } from "../../hosts/moddable/tools/app.js";
import { repository, warnings } from "../../hosts/moddable/tools/sdk.js";
import { buildHost } from "../../hosts/simulator/tools/build.js";
import { distrust } from "../../src/session/tls-reasons.js";
import { absentForTLS } from "../native/tls-build.js";
import {
  type Attempt,
  accepted,
  type Client,
  chain,
  defaultNow,
  rows,
  Table,
  using,
  withServer,
} from "../native/tls-table.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { absent, buildMs, sdk } from "./support.js";

/** Returns the path of the program. */
async function buildClient(): Promise<string> {
  const { program, output } = await buildApp(sdk(), join(repository, "test/simulator/tls-app"), "debug");
  deepEqual(warnings(output), []);
  return program;
}

interface Answer {
  id: number;
  result: string;
  isResumed: boolean;
  faults: number;
}

class App implements Client {
  readonly engine = "mbedtls";
  readonly knowsTLS13 = false; // Debian's 2.28
  isResumed = false;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #ended: Promise<number | null>;
  #text = "";
  #count = 0;

  constructor(host: string, program: string, home: string) {
    const env = { PATH: "/usr/bin:/bin", HOME: home, LANG: "C.UTF-8" };
    this.#child = spawn(host, [program], { env, cwd: home, stdio: ["pipe", "pipe", "pipe"] });
    createInterface(this.#child.stdout).on("line", (line) => {
      const answer = JSON.parse(line) as Answer;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    this.#child.stderr.on("data", (data: Buffer) => {
      this.#text += data.toString();
    });
    this.#ended = new Promise((resolve) => this.#child.once("exit", resolve));
    void this.#ended.then((code) => {
      for (const tell of this.#waiting.values())
        tell({ id: 0, result: `the program ended with ${code}: ${this.#text}`, isResumed: false, faults: 0 });
    });
  }

  get text(): string {
    return this.#text;
  }

  async attempt(port: number, { protocols, ...ask }: Attempt & { length?: number }): Promise<string> {
    const id = ++this.#count;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    const alpn = protocols === undefined ? {} : { applicationLayerProtocol: protocols };
    const asked = { host: "example.test", now: defaultNow, ...ask, ...alpn };
    this.#child.stdin.write(`${JSON.stringify({ id, port, ask: asked })}\n`);
    const { result, isResumed, faults } = await answered;
    equal(faults, 0, `no callback threw: ${this.#text}`);
    this.isResumed = isResumed;
    return result;
  }

  async end(): Promise<number | null> {
    this.#child.stdin.end();
    return this.#ended;
  }
}

describeWith(
  "the Moddable SDK and mbedTLS",
  absent ?? absentForTLS(),
  "TLS on the simulator's build",
  function (this: Mocha.Suite | undefined) {
    this?.timeout(10000);
    let home: string;
    let app: App;
    let table: Table;

    before(async function () {
      this.timeout(buildMs);
      home = mkdtempSync(join(tmpdir(), "mooring-tls-"));
      app = new App(await buildHost(sdk()), await buildClient(), home);
      table = new Table(join(home, "authority"), app);
    });
    after(async () => {
      equal(await app.end(), 0);
      rmSync(home, { recursive: true });
    });

    for (const row of rows) it(row.name, () => row.run(table));

    it("resumes by the ticket of the connection before, to the same host alone", () =>
      withServer({ ...table.goodChain, maxVersion: "TLSv1.2" }, async (port) => {
        const ask = { ca: table.root.certificate };
        equal(await app.attempt(port, ask), accepted);
        equal(app.isResumed, false);
        equal(await app.attempt(port, ask), accepted);
        equal(app.isResumed, true);
        equal(await app.attempt(port, { ...ask, host: "other.test" }), distrust.wrongHost);
        equal(await app.attempt(port, { ...ask, now: 2_366_841_600 }), distrust.expired);
        equal(await app.attempt(port, ask), accepted);
        equal(app.isResumed, false, "what failed is forgotten");
      }));

    it("carries 100 KB through its queues of a few KB", async () => {
      const long = Buffer.concat([Buffer.alloc(100_000, "x"), Buffer.from("bye")]);
      const server = createTLSServer(table.goodChain, (socket) =>
        socket.on("error", () => {}).once("data", () => socket.write(long)),
      );
      await using(server, async (port) =>
        equal(await app.attempt(port, { ca: table.root.certificate, length: long.length }), accepted),
      );
    });

    it("says in its log that it does not verify", async () => {
      await withServer(chain(table.good), (port) => app.attempt(port, { ca: undefined, verify: false }).then(() => {}));
      ok(app.text.includes("TLS to example.test: the server is NOT verified"), app.text);
    });

    it("ends with a reason when nobody is there", async () => {
      const result = await app.attempt(1, { ca: undefined });
      ok(result === "no connection", result);
    });
  },
);
