/** A server that sends the largest and the oddest messages which the protocol lets through: a board's heap bears them. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type WebSocket, WebSocketServer } from "ws";
import { type BoardRun, runBoard } from "../../hosts/desktop/board/run.js";
import { bundleGuest } from "../../hosts/desktop/engine/bundle.js";
import { limits } from "../../src/protocol/limits.js";
import { equal, ok } from "../support/assert.js";
import { describeOnXS } from "./support/guest.js";

const request = (params: string): string => `{"jsonrpc":"2.0","id":1,"method":"actuator.set","params":${params}}`;
const fill = (text: (part: string) => string, part: string): string => {
  let parts = "";
  while (text(parts + part).length <= limits.messageBytes) parts += part;
  return text(parts);
};

/** Each just below a limit, or just above it. */
const messages: readonly string[] = [
  fill((parts) => request(`{"name":"relay","value":"${parts}"}`), "a"),
  request(`{"name":"relay","value":"${"b".repeat(limits.stringBytes)}"}`),
  request(`{"name":"${"\\u00e9".repeat(160)}","value":true}`),
  request(`[${"0,".repeat(limits.values - 10)}0]`),
  fill((parts) => request(`[${parts}0]`), "0,"),
  fill((parts) => request(`{${parts}"z":0}`), '"k":{},'),
  fill((parts) => request(`{${parts}"z":0}`), '"key":"value",'),
  request(`{${Array.from({ length: 50 }, (_unused, i) => `"k${i}":{"v":[${i}]}`).join()}}`),
  `${'{"a":'.repeat(600)}1${"}".repeat(600)}`,
  "[".repeat(limits.messageBytes),
  `"${"😀".repeat(500)}"`,
  " ".repeat(limits.messageBytes),
];

describeOnXS("a board against a hostile server", () => {
  const directory = mkdtempSync(join(tmpdir(), "mooring-hostile-"));
  let server: WebSocketServer;
  let run: BoardRun | undefined;
  const responses: { id: unknown; result?: unknown }[] = [];
  const printed: string[] = [];
  let socket: WebSocket | undefined;

  before(async () => {
    server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "mooring.v1" });
    server.on("connection", (peer) => {
      socket = peer;
      peer.on("message", (data) => {
        const message = JSON.parse(String(data)) as { id: number; method?: string; params: { n: number } };
        const answer = (result: unknown) => peer.send(JSON.stringify({ jsonrpc: "2.0", id: message.id, result }));
        if (message.method === "hello") answer({ session: "s", time: Date.now() / 1000 });
        else if (message.method === undefined) responses.push(message);
        else if (message.method !== "log") answer({ n: message.params.n + 1000 });
      });
    });
    await once(server, "listening");
    run = await runBoard({
      directory,
      id: "desk-1",
      kind: "xs",
      bundle: await bundleGuest({ entry: "hosts/desktop/guest/main.ts" }),
      settings: { "server.url": `ws://127.0.0.1:${(server.address() as AddressInfo).port}/` },
      onPrint: (line) => printed.push(line),
    });
  });
  after(async () => {
    await run?.stop();
    server.close();
    rmSync(directory, { recursive: true });
  });

  const until = async (condition: () => boolean): Promise<void> => {
    for (let waited = 0; !condition(); waited += 10) {
      ok(waited < 5000, `too late: ${printed.slice(-5).join("; ")}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  it("answers a ping after each of the messages, whole and in fragments, and has not restarted", async () => {
    await until(() => printed.some((line) => line.includes("session.online")));
    for (const [i, text] of messages.entries()) {
      for (const isCut of [false, true]) {
        const id = `p-${i}-${isCut}`;
        const bytes = Buffer.from(text);
        ok(bytes.length <= limits.messageBytes, `${i}: ${bytes.length}`);
        if (isCut) {
          const size = 100;
          for (let at = 0; at < bytes.length; at += size) {
            socket?.send(bytes.subarray(at, at + size), { binary: false, fin: at + size >= bytes.length });
          }
        } else socket?.send(text);
        socket?.send(JSON.stringify({ jsonrpc: "2.0", id, method: "ping", params: {} }));
        await until(() => responses.some((response) => response.id === id && response.result !== undefined));
      }
    }
    equal(run?.starts, 1, printed.join("\n"));
    const memory = await run?.engine?.memory({ collect: true });
    ok(memory !== undefined && memory.chunksUsed < 0.9 * memory.chunksLimit, JSON.stringify(memory));
  }).timeout(60_000);
});
