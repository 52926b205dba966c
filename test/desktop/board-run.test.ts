/** The life of a board: power, crashes, restarts, and the end in order. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { VirtualTime } from "../../hosts/desktop/board/virtual-time.js";
import type { Engine, EngineEnd, EngineOptions } from "../../hosts/desktop/engine/engine.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { startGuestBoard, stopGuestBoards } from "./support/board-guest.js";
import { describeOnEngines, describeOnXS } from "./support/guest.js";

describeOnEngines("a board", (kind) => {
  afterEach(stopGuestBoards);

  it("goes dark in a cut of power: outputs fall, sockets are reset, and it comes back when power does", async () => {
    const server = createServer((peer) => void peer.on("error", () => {})).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { run, posts, outputs, until } = await startGuestBoard(
      kind,
      `const relay = new board.io.Digital({ pin: board.pin.relay, mode: "output", initialValue: 1 });
      const socket = new board.io.TCP({ address: "127.0.0.1", port: ${port}, onWritable: () => post("up", board.restartReason) });`,
    );
    const [peer] = (await once(server, "connection")) as [Socket];
    const reset = once(peer, "error");
    await until(() => posts.length === 1);
    equal(run.steer('{"power":"cut","forMs":50}'), undefined);
    equal(run.engine, undefined);
    equal(((await reset)[0] as NodeJS.ErrnoException).code, "ECONNRESET");
    await until(() => posts.length === 2);
    server.close();
    deepEqual(posts[1], ["up", { reason: "power" }]);
    deepEqual(
      outputs,
      [1, 0, 1].map((value) => ({ pin: "relay", value })),
    );
  });

  it("starts again after an exception in any callback, printing the stack with the guest's own lines", async () => {
    const { run, posts, lines, until } = await startGuestBoard(
      kind,
      `post(board.restartReason);
      if (board.restartReason.reason === "power") board.timer.set(function fail() { throw new Error("on purpose"); }, 1);`,
    );
    await until(() => posts.length === 2);
    equal(run.starts, 2);
    const text = lines.join("\n");
    ok(text.includes("the firmware crashed (5), again in 500 ms"), text);
    ok(text.includes("on purpose"), text);
    ok(text.includes("guest-fixture.ts:6"), text);
    const [{ reason, detail }] = posts[1] as [{ reason: string; detail: string }];
    equal(reason, "crash");
    ok(detail.startsWith("5 ") && detail.includes("on purpose"), detail);
  });

  it("lets the firmware say goodbye", async () => {
    const polite = await startGuestBoard(
      kind,
      `stopped = (done) => board.timer.set(() => { post("goodbye"); done(); }, 20); post("up");`,
    );
    await polite.until(() => polite.posts.length === 1);
    await polite.run.stop();
    deepEqual(polite.posts[1], ["goodbye"]);
    equal((await polite.run.engine?.ended)?.code, undefined);
  });

  it("answers a wrong line of steering, and goes on", async () => {
    const { run } = await startGuestBoard(kind, "");
    equal(run.steer("nonsense")?.code, "steering.json");
    equal(run.steer('{"chip":"sht4x","fault":"none"}'), undefined);
  });
});

describeOnXS("a board", () => {
  afterEach(stopGuestBoards);

  it("starts again when the firmware hangs, and says where it hung and that the watchdog bit", async () => {
    const { posts, lines, until } = await startGuestBoard(
      "xs",
      `post(board.restartReason.reason);
      if (board.restartReason.reason === "power") board.timer.set(function hang() { for (;;); }, 1);`,
      { watchdogMs: 200 },
    );
    await until(() => posts.length === 2);
    deepEqual(posts, [["power"], ["watchdog"]]);
    ok(lines.join("\n").includes("hang (guest-fixture.ts:6"), lines.join("\n"));
  });
});

describe("a board whose firmware misbehaves", () => {
  afterEach(stopGuestBoards);

  it("waits for a firmware that says no goodbye no longer than 1.7 s", async () => {
    const rude = await startGuestBoard("node", `stopped = () => {}; post("up");`);
    await rude.until(() => rude.posts.length === 1);
    const begin = performance.now();
    await rude.run.stop();
    await rude.run.stop();
    const took = performance.now() - begin;
    ok(took > 1600 && took < 2000, `${took} ms`);
  });

  it("waits 0.5 s after the first crash and doubles it up to 30 s, until it has run for a minute", async () => {
    const time = new VirtualTime(0);
    const starts: number[] = [];
    let lifeMs = 0;
    const start = async (_options: EngineOptions): Promise<Engine> => {
      starts.push(time.now());
      let end: (end: EngineEnd) => void = () => {};
      const ended = new Promise<EngineEnd>((resolve) => {
        end = resolve;
      });
      time.set(() => end({ code: 1, reason: "memory full" }), lifeMs);
      return {
        name: "fake",
        ended,
        deliver() {},
        idle: () => Promise.resolve(),
        memory: () => Promise.resolve(undefined),
        stop: () => end({ code: 0, reason: "stopped" }),
        interrupt: () => end({ code: 7, reason: "interrupted" }),
      };
    };
    const { lines } = await startGuestBoard("node", "", { time, start });
    const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
    await time.pass(200_000, settle);
    const gaps = starts.slice(1).map((at, i) => at - (starts[i] ?? 0));
    deepEqual(gaps.slice(0, 10), [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000, 30000]);
    equal(lines[0], "the firmware crashed (1), again in 500 ms: memory full");
    lifeMs = 60_000;
    const before = starts.length;
    await time.pass(300_000, settle);
    const later = starts.slice(before).map((at, i) => at - (starts[before + i - 1] ?? 0));
    deepEqual(later.slice(0, 4), [30000, 60500, 60500, 60500]);
  });
});
