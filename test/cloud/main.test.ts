/** `npm run cloud` as a process: exit codes, its end by a signal, and what SIGKILL leaves. */
import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { applicationId } from "../../cloud/src/store/schema.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { atEnd, cleanUp, FakeDevice, operatorToken, rest, temporaryDirectory, until, watch } from "./support.js";

interface Running {
  child: ChildProcess;
  out: string;
  err: string;
  ended: Promise<number | string | null>;
}

function run(...args: string[]): Running {
  const child = spawn(process.execPath, ["--import", "tsx", "cloud/src/main.ts", ...args]);
  const running: Running = {
    child,
    out: "",
    err: "",
    ended: new Promise((resolve) => child.on("close", (code, signal) => resolve(code ?? signal))),
  };
  child.stdout.on("data", (data) => {
    running.out += String(data);
  });
  child.stderr.on("data", (data) => {
    running.err += String(data);
  });
  atEnd(() => void child.kill("SIGKILL"));
  return running;
}

async function listening(running: Running): Promise<{ url: string; link: string }> {
  await until(() => running.out.includes("\n"), `the first line; ${running.err}`, 15_000);
  const link = /^Dashboard: (http:\/\/127\.0\.0\.1:\d+\/signin\?code=\S+)\n/.exec(running.out)?.[1] ?? "";
  ok(link !== "", running.out);
  return { link, url: new URL(link).origin };
}

describe("npm run cloud", function () {
  this.timeout(30_000);
  afterEach(cleanUp);

  it("loses nothing that was acknowledged when it is killed between two acknowledgements", async () => {
    const data = temporaryDirectory();
    const start = () => run("--port", "0", "--data", data, "--operator-token", operatorToken, "--quiet");
    const first = start();
    const cloud = await listening(first);
    const { token } = (await rest(cloud, "POST", "/v1/devices", { id: "a" })).json;
    const device = await new FakeDevice(cloud, "a", token).opened();
    await device.hello();
    const send = (n: number) => {
      const records = [{ n: "x", t: -1000 + n, v: n }];
      device.send({
        jsonrpc: "2.0",
        id: `t${n}`,
        method: "telemetry",
        params: { stream: "stream-1", priority: "periodic", n, records },
      });
    };
    for (let n = 0; n < 150; n++) send(n);
    await device.next(({ id }) => id === "t60", "some acknowledgements");
    first.child.kill("SIGKILL");
    equal(await first.ended, "SIGKILL");
    await device.closed;
    const acknowledged = Math.max(60, ...device.inbox.map(({ result }) => result?.n ?? 0));

    const second = start();
    const again = await listening(second);
    const back = await new FakeDevice(again, "a", token).opened();
    const { result } = await back.hello();
    ok(result.stored.periodic >= acknowledged, `${result.stored.periodic} stored, ${acknowledged} acknowledged`);
    // The device sends again what it does not know to be stored; the server drops what it has.
    for (let n = acknowledged + 1 - 20; n < 160; n++)
      equal((await back.telemetry(n, [{ n: "x", v: n }])).error, undefined);
    const stored = (await rest(again, "GET", "/v1/devices/a/telemetry")).json.map(({ v }: { v: number }) => v);
    deepEqual(
      [...stored].sort((a, b) => a - b),
      Array.from({ length: 160 }, (_, n) => n),
    );
    const dashboard = await watch(again);
    const begin = performance.now();
    second.child.kill("SIGTERM");
    second.child.kill("SIGINT");
    equal(await second.ended, 0);
    ok(performance.now() - begin < 3000, "in time");
    deepEqual([(await back.closed).code, (await dashboard.closed).code], [1012, 1012]);
    ok(!second.err.includes(token) && !second.err.includes(operatorToken), second.err);
  });

  it("names what is in the way, with exit code 1, and wrong usage with 2", async () => {
    const busy = createServer();
    const port = await new Promise<number>((resolve) => {
      busy.listen(0, "127.0.0.1", () => resolve((busy.address() as { port: number }).port));
    });
    atEnd(() => void busy.close());
    const newer = temporaryDirectory();
    const database = new DatabaseSync(join(newer, "mooring.db"));
    database.exec(`CREATE TABLE a (b); PRAGMA application_id = ${applicationId}; PRAGMA user_version = 99`);
    database.close();
    const broken = temporaryDirectory();
    writeFileSync(join(broken, "mooring.db"), "no database at all ".repeat(100));
    const cases: [string[], number, string][] = [
      [
        ["--port", String(port), "--data", temporaryDirectory()],
        1,
        `port ${port} is in use; choose another with --port`,
      ],
      [["--port", "0", "--data", newer], 1, "version 99"],
      [["--port", "0", "--data", broken], 1, "not a database"],
      [["--portt", "2"], 2, "--portt"],
    ];
    await Promise.all(
      cases.map(async ([args, code, said]) => {
        const running = run(...args);
        equal(await running.ended, code, `${args}: ${running.err}`);
        ok(running.err.includes(said), running.err);
        equal(running.err.trim().split("\n").length, 1, `one line: ${running.err}`);
        equal(running.out, "");
      }),
    );
  });

  it("takes the command line of npm start, and says what changes nothing here", async () => {
    const running = run("--port", "0", "--data", temporaryDirectory(), "--devices", "2", "--engine", "xs");
    await listening(running);
    running.child.kill("SIGTERM");
    equal(await running.ended, 0);
    ok(
      running.err.includes("--devices: is for boards") && running.err.includes("--engine: is for boards"),
      running.err,
    );
  });

  it("prints the link once, signs in by it, and keeps secrets out of its log", async () => {
    const running = run("--port", "0", "--data", temporaryDirectory(), "--operator-token", operatorToken);
    const { url, link } = await listening(running);
    const answer = await fetch(link);
    ok(answer.headers.get("set-cookie") !== null);
    const { token } = (await rest({ url }, "POST", "/v1/devices", { id: "a" })).json;
    const device = await new FakeDevice({ url }, "a", token).opened();
    await device.hello({ device: { id: "a", model: "x" }, firmware: { name: "\u001b[2J\nfake", version: "1" } });
    await until(() => running.err.includes("online"), "a line of the log");
    running.child.kill("SIGINT");
    equal(await running.ended, 0);
    equal(running.out.split("\n").length, 2, "one line on stdout");
    for (const secret of [token, operatorToken, new URL(link).searchParams.get("code") ?? "?"]) {
      ok(!running.err.includes(secret));
    }
    ok(!running.err.includes("\u001b") && !running.err.includes("\nfake"), "a device cannot write lines of its own");
  });
});
