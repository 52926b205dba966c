/**
 * The makers' own client (npm's improv-wifi-serial-sdk, its serial.js bundled) against the firmware, over a Web Serial
 * port that is a TCP connection to the board's UART; on both engines.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import type { ImprovSerial } from "improv-wifi-serial-sdk/dist/serial.js";
import { type BoardRun, runBoard } from "../../hosts/desktop/board/run.js";
import { SerialPort } from "../../hosts/desktop/board/serial-port.js";
import { buildEngine } from "../../hosts/desktop/engine/build.js";
import { bundleGuest } from "../../hosts/desktop/engine/bundle.js";
import type { EngineKind } from "../../hosts/desktop/engine/engine.js";
import { freshSetup } from "../../hosts/desktop/fresh-board.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { describeWith } from "../support/needs.js";

const { absent } = await buildEngine();

/** The client's class, as a web flasher has it. */
async function loadClient(): Promise<new (port: object, logger: object) => ImprovSerial> {
  const entry = join(import.meta.dirname, "../../node_modules/improv-wifi-serial-sdk/dist/serial.js");
  const result = await build({ entryPoints: [entry], bundle: true, format: "esm", write: false, logLevel: "silent" });
  const text = result.outputFiles[0]?.text ?? "";
  const module = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {
    ImprovSerial: new (port: object, logger: object) => ImprovSerial;
  };
  return module.ImprovSerial;
}

/** Web Serial over a socket. */
function portOf(socket: Socket): object {
  return {
    readable: new ReadableStream({
      start: (controller) => {
        socket.on("data", (data) => controller.enqueue(Uint8Array.from(data)));
        socket.on("close", () => controller.close());
      },
    }),
    writable: new WritableStream({ write: (bytes: Uint8Array) => void socket.write(bytes) }),
  };
}

function onEngine(kind: EngineKind) {
  return () => {
    let board: BoardRun;
    let client: ImprovSerial;
    let socket: Socket;
    const lines: string[] = [];
    const heard: string[] = [];
    const directory = mkdtempSync(join(tmpdir(), "mooring-improv-"));

    before(async function () {
      this.timeout(60000);
      const serial = await SerialPort.listen(0);
      const bundle = await bundleGuest({ entry: "hosts/desktop/guest/main.ts" });
      const onPrint = (line: string) => void lines.push(line);
      const setup = await freshSetup();
      board = await runBoard({ directory, id: "aabbccddeeff", kind, bundle, setup, serial, onPrint });
      socket = connect(serial.port, "127.0.0.1");
      const Client = await loadClient();
      const log = (...words: unknown[]) => void heard.push(words.map(String).join(" "));
      client = new Client(portOf(socket), { log, debug: () => {}, error: log });
    });
    after(async () => {
      socket.destroy();
      await board.stop();
      rmSync(directory, { recursive: true, force: true });
    });
    beforeEach(function () {
      this.timeout(40000);
    });

    it("is found, ready, and says what it is", async () => {
      const info = await client.initialize(20000);
      equal(client.state, 2);
      equal(info?.firmware, "mooring");
      equal(info?.chipFamily, "desktop");
      equal(info?.name, "Mooring-ddeeff");
      ok(info?.osName === (kind === "xs" ? "xs" : "node"), String(info?.osName));
    });

    it("lists the networks with their strength, and which are open", async () => {
      deepEqual(await client.scan(), [
        { name: "Basement", rssi: -79, secured: true },
        { name: "Harbour", rssi: -48, secured: true },
        { name: "Harbour Hotel", rssi: -61, secured: false },
        { name: "Pier 4", rssi: -66, secured: true },
      ]);
    });

    it("takes a name and a hostname, and refuses what is none", async () => {
      equal(await client.getDeviceName(), "Mooring-ddeeff");
      equal(await client.setDeviceName("Gewächshaus"), "Gewächshaus");
      equal(await client.getHostname(), "mooring-ddeeff");
      equal(await client.setHostname("greenhouse-1"), "greenhouse-1");
      const refusal = await client.setHostname("not a hostname").then(
        () => "taken",
        (error) => String(error),
      );
      ok(/hostname/i.test(refusal), refusal);
      equal(await client.getHostname(), "greenhouse-1");
    });

    it("says that it cannot connect with a wrong password, and is ready for another try", async () => {
      const refusal = await client.provision("Harbour", "wrong-horse").then(
        () => "connected",
        (error) => String(error),
      );
      ok(/connect/i.test(refusal), refusal);
      equal(client.error, 3);
      await client.requestCurrentState();
      equal(client.state, 2);
      equal((await client.requestNetworkState()).online, false);
    });

    it("joins with the right one, and says so to whoever asks later", async () => {
      const states: number[] = [];
      client.addEventListener("state-changed", (event) => states.push((event as CustomEvent<number>).detail));
      await client.provision("Harbour", "lighthouse-7");
      deepEqual(states, [3, 4]);
      await client.requestCurrentState();
      equal(client.state, 4);
      const { supportsWifi, supportsEthernet } = await client.requestNetworkState();
      deepEqual([supportsWifi, supportsEthernet], [true, false]);
      equal(board.hardware.radio.SSID, "Harbour");
    });

    it("has said no password, on the line or in its log", () => {
      const text = lines.concat(heard).join("\n");
      for (const secret of ["wrong-horse", "lighthouse-7"]) ok(!text.includes(secret), text);
    });
  };
}

describe("Improv over serial, by the makers' client, on Node's engine", onEngine("node"));
describeWith("a C compiler", absent, "Improv over serial, by the makers' client, on XS", onEngine("xs"));
