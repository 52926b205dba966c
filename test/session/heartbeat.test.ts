import { limits } from "../../src/protocol/limits.js";
import { Heartbeat } from "../../src/session/heartbeat.js";
import { equal, ok } from "../support/assert.js";

describe("heartbeat", () => {
  it("asks for a ping after silence and is dead when nothing comes then, in 45 s at most", () => {
    const heartbeat = new Heartbeat();
    heartbeat.start(0);
    equal(heartbeat.next(limits.pingMs - 1), "none");
    equal(heartbeat.next(limits.pingMs), "ping");
    equal(heartbeat.next(limits.pingMs), "none");
    equal(heartbeat.deadline, limits.pingMs + limits.pongMs);
    equal(heartbeat.next(heartbeat.deadline), "dead");
    ok(heartbeat.deadline <= 45000);
  });

  it("pings nobody who is heard", () => {
    const heartbeat = new Heartbeat();
    heartbeat.start(0);
    for (let now = 1000; now < 600000; now += 20000) {
      equal(heartbeat.next(now), "none");
      heartbeat.heard(now);
    }
  });

  it("takes whatever is heard for the pong", () => {
    const heartbeat = new Heartbeat();
    heartbeat.start(0);
    heartbeat.next(limits.pingMs);
    heartbeat.heard(limits.pingMs + 9000);
    equal(heartbeat.next(limits.pingMs + limits.pongMs), "none");
    equal(heartbeat.next(limits.pingMs + 9000 + limits.pingMs), "ping");
  });

  it("follows the server's interval, for one connection, and rests without one", () => {
    const heartbeat = new Heartbeat();
    heartbeat.start(0);
    heartbeat.setInterval(5000, 0);
    equal(heartbeat.next(5000), "ping");
    heartbeat.stop();
    equal(heartbeat.next(1e9), "none");
    heartbeat.start(0);
    equal(heartbeat.deadline, limits.pingMs);
  });
});
