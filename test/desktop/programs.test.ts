/** npm start and npm run device as a person runs them: real processes, real sockets, real database, both engines. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildEngine } from "../../hosts/desktop/engine/build.js";
import { equal, ok } from "../support/assert.js";
import { describeWith } from "../support/needs.js";
import { PortalClient } from "./support/portal-client.js";
import { endPrograms, eventually, Program } from "./support/program.js";

const token = "operator-token-of-the-test";
const start = "hosts/desktop/start.ts";
const device = "hosts/desktop/device.ts";
const { absent } = await buildEngine();

interface Reading {
  n: string;
  t: number;
  v?: number;
  vb?: boolean;
}

async function get<T>(url: string, path: string): Promise<T> {
  const response = await fetch(url + path, { headers: { Authorization: `Bearer ${token}` } });
  return (await response.json()) as T;
}

async function post(url: string, path: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

const command = (url: string, id: string, params: unknown) =>
  post(url, `/v1/devices/${id}/commands`, { method: "actuator.set", params, deadlineMs: 3000 });

/** The newest reading of a name, once it is as wanted. */
const reading = (url: string, id: string, name: string, isWanted: (one: Reading) => boolean = () => true) =>
  eventually(`a reading of ${name}`, async () => {
    const { latest } = await get<{ latest?: Record<string, Reading> }>(url, `/v1/devices/${id}`);
    const one = latest?.[name];
    return one !== undefined && isWanted(one) ? one : undefined;
  });

function usesEngine(engine: "xs" | "node") {
  return () => {
    let directory: string;
    beforeEach(() => {
      directory = mkdtempSync(join(tmpdir(), "mooring-"));
    });
    afterEach(async () => {
      await endPrograms();
      rmSync(directory, { recursive: true, force: true });
    });
    const options = () => ["--port", "0", "--data", directory, "--operator-token", token, "--engine", engine];

    it("begins unprovisioned with --fresh: a wrong password fails, the right one leads to the cloud", async function () {
      this.timeout(60000);
      const program = new Program(start, [...options(), "--fresh"]);
      const [, url = ""] = await program.find(/^Dashboard: (http:\/\/127\.0\.0\.1:\d+)\/signin\?code=\S+\n/);
      const [, page = ""] = await program.find(/^Setup: (http:\/\/127\.0\.0\.1:\d+)\/$/m);
      const [, server = "", code = ""] = await program.find(/^Setup with .*#server=(\S+)&code=(\S+)$/m);
      const [, right = ""] = await program.find(/^ {2}Harbour: password (\S+)$/m);
      const setup = { SSID: "Harbour", server: decodeURIComponent(server), code: decodeURIComponent(code) };
      const phone = await PortalClient.open(page);
      equal(await phone.setUp({ ...setup, password: "wrong-horse" }), "password");
      equal(await phone.setUp({ ...setup, password: right }), "done");
      const { devices } = await get<{ devices: { id: string; online: boolean }[] }>(url, "/v1/devices");
      equal(devices.length, 1);
      equal(devices[0]?.online, true);
      await reading(url, devices[0]?.id ?? "", "temperature");
      for (const secret of [code, right, "wrong-horse"]) ok(!program.err.includes(secret), "the log holds a secret");
    });

    it("goes from two commands to a reading, obeys a switch, ends in order, and goes on where it was", async function () {
      this.timeout(30000);
      const first = new Program(start, [...options(), "--devices", "2"]);
      const [, url = ""] = await first.find(/^Dashboard: (http:\/\/127\.0\.0\.1:\d+)\/signin\?code=\S+\n/);
      await reading(url, "desk-1", "temperature");
      await reading(url, "desk-2", "light");
      const answer = await command(url, "desk-1", { name: "relay", value: true });
      equal(JSON.stringify(answer), '{"status":200,"body":{"result":{"name":"relay","value":true}}}');
      await reading(url, "desk-1", "relay", (one) => one.vb === true);
      const refused = await command(url, "desk-1", { name: "lamp", value: 2 });
      equal(refused.status, 422);
      const began = Date.now();
      first.signalGroup("SIGINT");
      equal(await first.ended, 0);
      equal(first.err.match(/desk-\d ended: 1000 stopped/g)?.length, 2, first.err);
      ok(Date.now() - began < 3000, `it took ${Date.now() - began} ms`);

      const second = new Program(start, [...options(), "--devices", "2"]);
      const [, again = ""] = await second.find(/^Dashboard: (http:\/\/\S+)\/signin/);
      const history = () => get<Reading[]>(again, "/v1/devices/desk-1/telemetry?name=temperature");
      const before = (await history()).length;
      ok(before > 0, "the history is gone");
      await eventually("new readings beside the old", async () =>
        (await history()).length > before ? true : undefined,
      );
      equal((await get<{ devices: unknown[] }>(again, "/v1/devices")).devices.length, 2);
      ok(!first.err.includes(token) && !second.err.includes(token), "a token is in the log");
      const detail = await get<{ connection: { lastEnd: string | null } }>(again, "/v1/devices/desk-1");
      ok(detail.connection.lastEnd?.startsWith("1000"), String(detail.connection.lastEnd));
      await eventually("both boards online", async () => {
        const { devices } = await get<{ devices: { online: boolean }[] }>(again, "/v1/devices");
        return devices.every(({ online }) => online) ? true : undefined;
      });
      second.signalGroup("SIGTERM");
      equal(await second.ended, 0);
      equal(second.err.match(/desk-\d ended: 1000 stopped/g)?.length, 2, second.err);
    });

    it("runs one board whose world is steered by lines", async function () {
      this.timeout(30000);
      const cloud = new Program("cloud/src/main.ts", ["--port", "0", "--data", directory, "--operator-token", token]);
      const [, url = ""] = await cloud.find(/^Dashboard: (http:\/\/\S+)\/signin/);
      const made = (await post(url, "/v1/devices", { id: "bench-1" })).body as { token: string };
      const link = `${url.replace("http", "ws")}/v1/devices/bench-1/link`;
      const board = new Program(device, ["--url", link, "--token", made.token, "--id", "bench-1", "--engine", engine]);
      await reading(url, "bench-1", "temperature");
      board.say('{"chip":"sht4x","set":{"temperature":30}}');
      await reading(url, "bench-1", "temperature", (one) => Math.abs((one.v ?? 0) - 30) < 0.5);
      board.say('{"pin":"button","press":true}');
      await reading(url, "bench-1", "button", (one) => one.vb === true);
      await command(url, "bench-1", { name: "relay", value: true });
      await board.find(/^\{"pin":"relay","value":1\}$/m);
      await command(url, "bench-1", { name: "lamp", value: 0.5 });
      await board.find(/^\{"pin":"lamp","value":0\.5\}$/m);

      board.say('{"chip":"sht4x","fault":"no-answer"}');
      const events = async (name: string) => {
        const { events } = await get<{ events: { name: string }[] }>(url, "/v1/devices/bench-1");
        return events.some((event) => event.name === name) ? true : undefined;
      };
      await eventually("the fault of the sensor", () => events("sensor.fault"));
      board.say('{"chip":"sht4x","fault":"none"}');
      await eventually("the sensor's recovery", () => events("sensor.healed"));

      const starts = () => get<{ online: boolean; connection: { session: string } | null }>(url, "/v1/devices/bench-1");
      const session = (await starts()).connection?.session;
      board.say('{"power":"cut","forMs":100}');
      await eventually("a new session after the power cut", async () => {
        const now = await starts();
        return now.online && now.connection?.session !== session ? true : undefined;
      });

      board.say("{nonsense}");
      await board.find(/steering\.json: not JSON/, "err");
      board.say('{"chip":"bmp999","set":{}}');
      await board.find(/steering\.unknown: no chip "bmp999"/, "err");
      board.signal("SIGINT");
      equal(await board.ended, 0);
      ok(!board.err.includes(made.token), "the token is in the log");
    });
  };
}

describe("npm start and npm run device, on Node's engine", usesEngine("node"));
describeWith("a C compiler", absent, "npm start and npm run device, on XS", usesEngine("xs"));

describe("the programs, wrongly used", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "mooring-"));
  });
  after(async () => {
    await endPrograms();
    rmSync(directory, { recursive: true, force: true });
  });
  const replay = (text: string) => {
    const path = join(directory, "replay.csv");
    writeFileSync(path, text);
    return path;
  };
  async function ends(script: string, args: readonly string[], code: number, line: RegExp): Promise<void> {
    const program = new Program(script, args);
    equal(await program.ended, code, program.err);
    ok(line.test(program.err), program.err);
    equal(program.err.trimEnd().split("\n").length, 1, program.err);
  }

  it("name the option, with exit code 2", async function () {
    this.timeout(30000);
    await Promise.all([
      ends(start, ["--portt", "1"], 2, /^--portt: no such option/),
      ends(start, ["--port", "x"], 2, /^--port: .*whole number/),
      ends(start, ["--engine", "v8"], 2, /^--engine: xs or node/),
      ends(start, ["--devices", "-1"], 2, /^--devices: /),
      ends(device, [], 2, /^--url: is missing/),
      ends(device, ["--url", "http://x/"], 2, /^--url: /),
      ends(device, ["--url", "ws://x/", "--id", "a b"], 2, /^--id: /),
    ]);
  });

  it("go on without a board whose directory is broken, and say which", async function () {
    this.timeout(30000);
    const data = join(directory, "broken");
    mkdirSync(join(data, "boards", "desk-1"), { recursive: true });
    writeFileSync(join(data, "boards", "desk-1", "key-value.json"), "{broken");
    const options = ["--port", "0", "--data", data, "--operator-token", token, "--engine", "node", "--devices", "2"];
    const program = new Program(start, options);
    const [, url = ""] = await program.find(/^Dashboard: (http:\/\/\S+)\/signin/);
    await reading(url, "desk-2", "temperature");
    await program.find(/desk-1 does not start: .*key-value\.json is not JSON/, "err");
    program.signalGroup("SIGINT");
    equal(await program.ended, 0);
  });

  it("name what is in the way, with exit code 1", async function () {
    this.timeout(30000);
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const data = ["--data", join(directory, "data")];
    const rows = "time,temperature,humidity,light\n1,20,50,100\n2,warm,50,100\n";
    await Promise.all([
      ends(start, ["--port", String(port), ...data], 1, new RegExp(`^port ${port} is in use`)),
      ends(
        start,
        ["--port", "0", ...data, "--replay", replay(rows)],
        1,
        /replay\.csv: replay, line 3: temperature "warm"/,
      ),
      ends(
        start,
        ["--port", "0", ...data, "--replay", join(directory, "none.csv")],
        1,
        /cannot read .*none\.csv: ENOENT/,
      ),
      ends(device, ["--url", "wss://x/", "--ca", join(directory, "none.pem")], 1, /cannot read .*none\.pem: ENOENT/),
    ]);
    server.close();
  });
});
