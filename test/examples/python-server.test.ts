/** The servers in Python that examples/python-server has, with one board in its own engine. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type BoardRun, type Output, runBoard } from "../../hosts/desktop/board/run.js";
import { bundleGuest } from "../../hosts/desktop/engine/bundle.js";
import { chooseEngine } from "../../hosts/desktop/engine/engine.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { describeWith } from "../support/needs.js";

const folder = fileURLToPath(new URL("../../examples/python-server/", import.meta.url));

function hasWebsockets(python: string): boolean {
  try {
    execFileSync(python, ["-c", "import websockets"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
const python = ["python3", "/usr/bin/python3"].find(hasWebsockets);

interface Scene {
  /** What the server has printed. */
  said: string[];
  /** What the board has printed. */
  printed: string[];
  outputs: Output[];
  until(condition: () => boolean): Promise<void>;
}

describeWith("python3-websockets", python === undefined ? "not installed" : undefined, "a server in Python", () => {
  const directory = mkdtempSync(join(tmpdir(), "mooring-python-"));
  let server: ChildProcess | undefined;
  let run: BoardRun | undefined;

  afterEach(async () => {
    await run?.stop();
    server?.kill();
  });
  after(() => rmSync(directory, { recursive: true }));

  async function begin(program: string, token: string): Promise<Scene> {
    const said: string[] = [];
    const printed: string[] = [];
    const outputs: Output[] = [];
    const started = spawn(python ?? "", [join(folder, program), "0", "secret-token"]);
    server = started;
    const lines = createInterface(started.stdout).on("line", (line) => said.push(line));
    await once(lines, "line");
    const { kind } = await chooseEngine();
    run = await runBoard({
      directory: join(directory, `${program}-${token}`),
      id: "desk-1",
      kind,
      bundle: await bundleGuest({ entry: "hosts/desktop/guest/main.ts" }),
      settings: { "server.url": said[0], "server.token": token },
      onPrint: (line) => printed.push(line),
    });
    run.onOutput((output) => outputs.push(output));
    const until = async (condition: () => boolean): Promise<void> => {
      for (let waited = 0; !condition(); waited += 20) {
        ok(waited < 9000, `too late: ${said.slice(-5).join("; ")}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    return { said, printed, outputs, until };
  }

  it("receives every reading of the example and switches its relay", async () => {
    const { said, outputs, until } = await begin("server.py", "secret-token");
    const includes = (text: string) => said.some((line) => line.includes(text));
    for (const name of ["temperature", "humidity", "light", "button", "relay", "lamp"]) {
      await until(() => includes(` desk-1 ${name} `));
    }
    await until(() => outputs.some((output) => "pin" in output && output.pin === "relay" && output.value === 1));
    await until(() => includes('{"name": "relay", "value": true}') && includes(" desk-1 relay True"));
  });

  it("turns a wrong token away, and the device says so", async () => {
    const { said, printed, until } = await begin("server.py", "wrong-token");
    await until(() => printed.some((line) => line.includes("upgrade.401")));
    equal(said.length, 1);
    ok(![...said, ...printed].join().includes("wrong-token"));
  });

  it("that sends everything back hears hello and one answer, and nothing more", async () => {
    const { said, until } = await begin("echo.py", "secret-token");
    await until(() => said.length >= 3);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    deepEqual(
      said.slice(1).map((line) => line.slice(0, 40)),
      ['{"jsonrpc":"2.0","id":1,"method":"hello"', '{"jsonrpc":"2.0","id":1,"error":{"code":'],
    );
  });
});
