import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash, randomFillSync } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type WebSocket, WebSocketServer } from "ws";
import { parseEcho, runEcho } from "../../hosts/desktop/echo.js";
import { buildEngine } from "../../hosts/desktop/engine/build.js";
import { connectionEvents as events, WebSocketConnection } from "../../src/websocket/connection.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { Authority } from "../support/authority.js";
import { describeWith } from "../support/needs.js";

const xs = await buildEngine();

function succeeds(command: string, ...args: string[]): boolean {
  const { error, status } = spawnSync(command, args, { stdio: "ignore" });
  return error === undefined && status === 0;
}

/** For describeWith: why a program cannot be used. */
function absence(command: string): string | undefined {
  return succeeds("which", command) ? undefined : "not installed";
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connect(port, "127.0.0.1");
    const isThere = await new Promise((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`nothing listens on ${port}`);
}

/** Sends each message, waits for it to come back the same, then closes with 1000. */
async function converse(socket: WebSocket, messages: readonly (string | Buffer)[]): Promise<void> {
  for (const message of messages) {
    socket.send(message);
    const [data, isBinary] = (await once(socket, "message")) as [Buffer, boolean];
    equal(isBinary, typeof message !== "string");
    ok(Buffer.from(message as Buffer).equals(data), `${message.length} characters came back otherwise`);
  }
  socket.ping("are you there");
  const [pong] = (await once(socket, "pong")) as [Buffer];
  equal(pong.toString(), "are you there");
  socket.close(1000, "enough");
}

const messages: readonly (string | Buffer)[] = [
  "",
  "Hello",
  "κόσμε 😀".repeat(100),
  ...[0, 125, 126, 65535, 65536, 65537, 3_000_000].map((size) => Buffer.alloc(size, "BAsd7&jh23")),
  "*".repeat(2_000_000),
];

async function withServer(compress: boolean, play: (port: number) => Promise<void>): Promise<void> {
  const perMessageDeflate = compress ? { threshold: 0, serverMaxWindowBits: 12 } : false;
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate });
  const conversation = new Promise<void>((resolve, reject) => {
    server.on("connection", (socket) => {
      equal(socket.extensions, compress ? "permessage-deflate" : "");
      converse(socket, messages).then(resolve, reject);
    });
  });
  await once(server, "listening");
  await Promise.all([play((server.address() as AddressInfo).port), conversation]);
  server.close();
}

for (const kind of ["node", "xs"] as const)
  describeWith("XS", kind === "xs" ? xs.absent : undefined, `echo on ${kind} against ws`, () => {
    for (const compress of [false, true])
      it(`sends back texts, binaries and a pong${compress ? ", compressed" : ""}, up to 3 MB, and closes cleanly`, () =>
        withServer(compress, async (port) => {
          const { settings } = parseEcho([...(compress ? ["--compress"] : []), `ws://127.0.0.1:${port}/a?b=c`]);
          deepEqual(await runEcho(kind, settings), { isClean: true, text: "closed: 1000 enough" });
        })).timeout(60000);
  });

describe("echo against ws", () => {
  it("ends with 1009 where a message is above --max-message", async () => {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    const code = once(server, "connection").then(async ([socket]: WebSocket[]) => {
      socket?.send("12345678901");
      return (await once(socket as WebSocket, "close"))[0] as number;
    });
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const end = await runEcho("node", parseEcho(["--max-message", "10", `ws://127.0.0.1:${port}`]).settings);
    equal(await code, 1009);
    deepEqual(end, { isClean: false, text: "message.too-large" });
    server.close();
  });

  it("ends with the HTTP status of a server that refuses", async () => {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1", verifyClient: (_info, done) => done(false, 401) });
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const end = await runEcho("node", parseEcho([`ws://127.0.0.1:${port}/`]).settings);
    deepEqual(end, { isClean: false, text: "upgrade.status, HTTP status 401" });
    server.close();
  });

  it("exits with 1 where nobody listens and with 2 for wrong usage", async () => {
    const run = async (...args: string[]) => {
      const program = spawn(process.execPath, ["--import", "tsx", "hosts/desktop/echo.ts", ...args], {
        stdio: "ignore",
      });
      return (await once(program, "exit"))[0] as number;
    };
    const url = `ws://127.0.0.1:${await freePort()}`;
    deepEqual(await Promise.all([run("--engine", "node", url), run("http://127.0.0.1"), run()]), [1, 2, 2]);
  }).timeout(20000);
});

const pythonServer = `
import asyncio, os, sys
from websockets import serve
async def main():
    done = asyncio.get_running_loop().create_future()
    async def talk(socket, path=None):
        try:
            for message in ["", "Hello", "κόσμε" * 1000, b"", os.urandom(70000), "*" * 1000000]:
                await socket.send(message)
                assert await socket.recv() == message
            await socket.send(["in ", "three ", "fragments"])
            assert await socket.recv() == "in three fragments"
            await (await socket.ping(b"are you there"))
            await socket.close(4001, "enough")
            extensions = getattr(socket, "protocol", socket).extensions
            done.set_result(str(extensions[0]) if extensions else "plain")
        except BaseException as error:
            done.set_exception(error)
    async with serve(talk, "127.0.0.1", 0, compression=None if sys.argv[1] == "plain" else "deflate", max_size=None) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        print(await done, flush=True)
asyncio.run(main())
`;

const python = ["python3", "/usr/bin/python3"].find((it) => succeeds(it, "-c", "import websockets"));
describeWith(
  "python3-websockets",
  python === undefined ? "not installed" : undefined,
  "echo against Python's websockets",
  () => {
    for (const compress of [false, true])
      it(`sends everything back${compress ? ", compressed" : ""}`, async () => {
        const server = spawn(python ?? "", ["-c", pythonServer, compress ? "deflate" : "plain"]);
        let output = "";
        server.stdout.on("data", (piece) => {
          output += piece;
        });
        await once(server.stdout, "data");
        const { settings } = parseEcho([...(compress ? ["--compress"] : []), `ws://127.0.0.1:${output.trim()}/`]);
        const exit = once(server, "exit");
        deepEqual(await runEcho("node", settings), { isClean: true, text: "closed: 4001 enough" });
        equal((await exit)[0], 0);
        ok(output.includes(compress ? "PerMessageDeflate" : "plain"), output);
      }).timeout(20000);
  },
);

/** A program that serves until the tests are over, in a folder of its own. */
class Server {
  readonly folder = mkdtempSync(join(tmpdir(), "mooring-interop-"));
  #program: ChildProcess | undefined;

  async start(port: number, command: string, ...args: string[]): Promise<void> {
    this.#program = spawn(command, args, { stdio: "ignore" });
    await answers(port);
  }

  async stop(): Promise<void> {
    if (this.#program !== undefined) {
      const exit = once(this.#program, "exit");
      this.#program.kill();
      await exit;
    }
    rmSync(this.folder, { recursive: true });
  }
}

describeWith("nginx", absence("nginx"), "echo through nginx as a TLS reverse proxy", () => {
  const server = new Server();
  after(() => server.stop());

  it("sends everything back over wss", () =>
    withServer(false, async (inner) => {
      const port = await freePort();
      const authority = new Authority(join(server.folder, "authority"));
      const ca = authority.make({ isAuthority: true });
      const own = authority.make({ issuer: ca, names: ["DNS:localhost"] });
      writeFileSync(join(server.folder, "own.pem"), own.certificate);
      writeFileSync(join(server.folder, "own.key"), own.key);
      writeFileSync(join(server.folder, "nginx.conf"), nginxSettings(server.folder, port, inner));
      await server.start(port, "nginx", "-c", join(server.folder, "nginx.conf"), "-p", server.folder);
      const { settings } = parseEcho([`wss://localhost:${port}/link?x=1`]);
      const end = await runEcho("node", { ...settings, ca: ca.certificate });
      deepEqual(end, { isClean: true, text: "closed: 1000 enough" });
    })).timeout(30000);
});

function nginxSettings(folder: string, port: number, inner: number): string {
  const user = process.getuid?.() === 0 ? "user root;" : "";
  return `${user} daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
http { access_log off; client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server { listen 127.0.0.1:${port} ssl; ssl_certificate ${folder}/own.pem; ssl_certificate_key ${folder}/own.key;
    location / { proxy_pass http://127.0.0.1:${inner}; proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; } } }`;
}

describeWith("mosquitto", absence("mosquitto"), "connection to Mosquitto's WebSocket listener", () => {
  const server = new Server();
  after(() => server.stop());

  it("selects the subprotocol mqtt and exchanges binary messages", async () => {
    const [plain, port] = [await freePort(), await freePort()];
    mkdirSync(server.folder, { recursive: true });
    const file = join(server.folder, "mosquitto.conf");
    // Its WebSocket listener opens only beside a plain one.
    writeFileSync(
      file,
      `allow_anonymous true\nlistener ${plain} 127.0.0.1\nlistener ${port} 127.0.0.1\nprotocol websockets\n`,
    );
    await server.start(port, "mosquitto", "-c", file);
    // MQTT 3.1.1: CONNECT, then PINGREQ; CONNACK and PINGRESP come back.
    const packets = ["100c00044d5154540402003c0000", "c000"].map((each) => new Uint8Array(Buffer.from(each, "hex")));
    deepEqual(await exchange(port, packets), ["mqtt", "20020000", "d000"]);
  }).timeout(15000);
});

/** The connection alone on a socket of Node's: sends binary messages one by one, and tells what comes for each. */
function exchange(port: number, packets: Uint8Array[]): Promise<string[]> {
  const told: string[] = [];
  const connection = new WebSocketConnection({
    host: `127.0.0.1:${port}`,
    path: "/mqtt",
    protocol: "mqtt",
    source: { random: (into) => void randomFillSync(into) },
    sha1: (bytes) => createHash("sha1").update(bytes).digest(),
    maximumMessageBytes: 1000,
    queueBytes: 1000,
    upgradeMs: 5000,
    closeMs: 1000,
    now: performance.now(),
  });
  const socket = connect(port, "127.0.0.1");
  const send = () => {
    const next = packets.shift();
    if (next === undefined) connection.close();
    else connection.write(next, true);
  };
  return new Promise((resolve) => {
    const pump = () => {
      for (
        let event = connection.next(performance.now());
        event !== events.none;
        event = connection.next(performance.now())
      ) {
        if (event === events.open) told.push(connection.protocol ?? "none");
        if (event === events.message) told.push(Buffer.from(connection.message).toString("hex"));
        if (event === events.open || event === events.message) send();
        if (event !== events.closed) continue;
        socket.destroy();
        resolve(told);
      }
      while (connection.transmittable > 0) socket.write(Uint8Array.from(connection.take(1000)));
    };
    socket.on("connect", pump);
    socket.on("data", (piece) => {
      connection.receive(piece, performance.now());
      pump();
    });
    socket.on("close", () => {
      connection.end(performance.now());
      pump();
    });
  });
}
