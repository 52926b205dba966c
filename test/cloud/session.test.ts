/** What a session does to its socket when the device does not take what it is sent. */

import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { Admission } from "../../cloud/src/gateway/admission.js";
import { Heartbeat } from "../../cloud/src/gateway/heartbeat.js";
import { RoundTrip } from "../../cloud/src/gateway/round-trip.js";
import { DeviceSession, type SessionOptions } from "../../cloud/src/gateway/session.js";
import { Rate } from "../../cloud/src/rate.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { until } from "./support.js";

/** As much of ws as a session uses; nothing leaves it until `drain`. */
class StuckSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  sent = 0;
  isPaused = false;
  #callbacks: (() => void)[] = [];

  send(text: string, callback: () => void): void {
    this.sent++;
    this.bufferedAmount += text.length;
    this.#callbacks.push(callback);
  }
  drain(): void {
    this.bufferedAmount = 0;
    for (const callback of this.#callbacks.splice(0)) callback();
  }
  /** One message is taken, the rest waits. */
  drainOne(): void {
    this.#callbacks.shift()?.();
  }
  terminate(): void {
    this.readyState = 3;
    this.emit("close", 1006, Buffer.alloc(0));
  }
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
  ping(): void {}
  close(): void {
    this.readyState = 2;
    this.emit("close", 1000, Buffer.alloc(0));
  }
}

function openSession(socket: StuckSocket, times: Partial<SessionOptions> = {}): DeviceSession {
  return new DeviceSession({
    id: "a",
    socket: socket as unknown as WebSocket,
    stream: {} as Socket,
    address: "",
    now: () => 0,
    helloMs: 1000,
    pingMs: 1000,
    pongMs: 1000,
    handle: () => ({ big: "x".repeat(10_000) }),
    onEnd: () => {},
    onFault: () => {},
    ...times,
  });
}

describe("a session whose device takes nothing", () => {
  const question = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"x"}');

  it("stops reading above a mark, and reads again once the answers are gone", () => {
    const socket = new StuckSocket();
    const session = openSession(socket);
    for (let i = 0; i < 20; i++) socket.emit("message", question, false);
    equal(socket.isPaused, false, "200 KB are waiting");
    for (let i = 0; i < 20; i++) socket.emit("message", question, false);
    equal(socket.isPaused, true, "400 KB are waiting");
    socket.drain();
    equal(socket.isPaused, false);
    session.close(1000, "");
  });

  it("is sent no more than a bounded amount, and a command to it is busy at once", async () => {
    const socket = new StuckSocket();
    const session = openSession(socket);
    for (let i = 0; i < 150; i++) socket.emit("message", question, false);
    equal(socket.sent, 105, "1 MiB of 10 KB each");
    deepEqual(await session.request("ping", {}, 1000), { kind: "busy" });
    session.close(1000, "");
  });

  it("has at most eight commands waiting, and none of them waits longer than the connection lives", async () => {
    const socket = new StuckSocket();
    const session = openSession(socket);
    const waiting = Array.from({ length: 9 }, () => session.request("ping", {}, 10_000));
    deepEqual(await waiting[8], { kind: "busy" });
    session.close(1000, "");
    for (const outcome of waiting.slice(0, 8)) deepEqual(await outcome, { kind: "lost" });
    deepEqual(await session.request("ping", {}, 1000), { kind: "lost" });
  });
});

describe("a heartbeat", () => {
  const started = () => {
    const heartbeat = new Heartbeat({ pingMs: 25_000, pongMs: 10_000 }, 0);
    equal(heartbeat.due(0), "ping", "the first measures the round trip");
    equal(heartbeat.ponged(heartbeat.pinged(0), 40), 40);
    return heartbeat;
  };

  it("asks after so much silence, and takes for dead who says nothing then", () => {
    const heartbeat = started();
    equal(heartbeat.waitMs(40), 25_000);
    equal(heartbeat.due(25_039), undefined);
    equal(heartbeat.due(25_040), "ping");
    heartbeat.pinged(25_040);
    equal(heartbeat.waitMs(25_040), 10_000);
    equal(heartbeat.due(35_039), undefined);
    equal(heartbeat.due(35_040), "dead");
  });

  it("takes anything at all for life, also in place of the pong", () => {
    const heartbeat = started();
    heartbeat.pinged(25_040);
    heartbeat.heard(30_000);
    equal(heartbeat.due(35_040), undefined);
    equal(heartbeat.waitMs(35_040), 19_960);
    equal(heartbeat.due(55_000), "ping");
  });

  it("does not ask while there is traffic, but for one measurement a minute", () => {
    const heartbeat = started();
    let pings = 0;
    for (let now = 1000; now <= 300_000; now += 1000) {
      heartbeat.heard(now);
      const due = heartbeat.due(now);
      ok(due !== "dead");
      if (due === "ping") {
        pings++;
        heartbeat.pinged(now);
      }
    }
    equal(pings, 5);
  });

  it("measures by the pong of its last ping alone", () => {
    const heartbeat = started();
    const old = heartbeat.pinged(30_000);
    const last = heartbeat.pinged(60_000);
    equal(heartbeat.ponged(old, 60_010), undefined);
    equal(heartbeat.ponged(last, 60_020), 20);
    equal(heartbeat.ponged(last, 60_030), undefined);
  });
});

describe("a session that reads no further", () => {
  it("lives while its device takes what it is sent, and ends when it takes nothing", async () => {
    const socket = new StuckSocket();
    let end = "";
    const onEnd = (_: DeviceSession, reason: string) => {
      end = reason;
    };
    const session = openSession(socket, { pingMs: 40, pongMs: 40, onEnd });
    session.greeted({} as never);
    const question = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"x"}');
    for (let i = 0; i < 40; i++) socket.emit("message", question, false);
    equal(socket.isPaused, true);
    for (let i = 0; i < 15; i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      socket.drainOne();
    }
    equal(end, "");
    await until(() => end !== "", "its end");
    equal(end, "no pong");
  });
});

describe("a rate", () => {
  it("lets a burst through, then so many a second, and says how long to wait", () => {
    const rate = new Rate(10, 3, 0);
    deepEqual(
      [1, 2, 3, 4].map(() => rate.take(0)),
      [true, true, true, false],
    );
    equal(rate.waitMs(0), 100);
    equal(rate.take(99), false);
    equal(rate.take(100), true);
    equal(rate.take(150), false);
    equal(rate.waitMs(200), 0);
    deepEqual(
      [1, 2, 3, 4].map(() => rate.take(100_000)),
      [true, true, true, false],
    );
  });
});

describe("admission", () => {
  it("lets so many in a second and gives those beyond that one place after another", () => {
    const admission = new Admission(10, 0);
    const taken = Array.from({ length: 50 }, () => admission.take(0));
    deepEqual([taken.filter(Boolean).length, taken[10]], [10, false]);
    const hints = Array.from({ length: 40 }, () => admission.hintSeconds(0));
    equal(hints[0], 5);
    equal(hints[39], 8);
    // Later, when the queue has gone, the hints are short again.
    equal(admission.hintSeconds(60_000), 5);
    for (let i = 0; i < 10_000; i++) admission.hintSeconds(60_000);
    equal(admission.hintSeconds(60_000), 300);
  });
});

describe("the figures of round trips", () => {
  it("are the newest, the median and the 95th percentile of the last hundred", () => {
    const roundTrip = new RoundTrip();
    equal(roundTrip.figures(), null);
    roundTrip.add(5);
    deepEqual(roundTrip.figures(), { last: 5, median: 5, p95: 5 });
    for (let ms = 1; ms <= 200; ms++) roundTrip.add(ms);
    deepEqual(roundTrip.figures(), { last: 200, median: 150, p95: 195 });
  });
});
