import { portalLimits } from "../../src/provisioning/portal-limits.js";
import { deepEqual, equal, ok } from "../support/assert.js";
import { PortalWorld, parseAnswer } from "../support/portal-world.js";

const get = "GET / HTTP/1.1\r\nHost: 192.168.4.1\r\n\r\n";

describe("the portal's HTTP server", () => {
  it("answers what is malformed with its status and ends", () => {
    for (const [text, status] of [
      ["GET / HTTP/1.1\nHost: a\n\n", 400],
      ["\x16\x03\x01", 400],
      ["BREW / HTTP/1.1\r\n", 405],
      [`GET /${"x".repeat(3000)}`, 431],
    ] as const) {
      const world = new PortalWorld();
      const peer = world.servers.connect();
      peer.send(text);
      world.clock.advance(50);
      equal(parseAnswer(peer.received).status, status);
      world.clock.advance(portalLimits.endingMs + 10);
      ok(peer.isClosed);
    }
  });

  it("closes behind its answer when the peer does not", () => {
    const world = new PortalWorld();
    const peer = world.servers.connect();
    peer.send(get);
    world.clock.advance(100);
    equal(peer.isClosed, false);
    peer.send(get);
    world.clock.advance(portalLimits.endingMs);
    ok(peer.isClosed);
    equal(peer.received.split("HTTP/1.1 ").length, 2, "one answer");
    equal(world.servers.open, 2, "the listener and the name responder");
  });

  it("ends a request that does not become whole in time, however slowly it comes", () => {
    const world = new PortalWorld();
    const peer = world.servers.connect();
    world.clock.advance(5);
    const since = world.clock.nowMs;
    for (let i = 0; i < get.length && !peer.isClosed; i++) {
      peer.send(get.charAt(i));
      world.clock.advance(500);
    }
    ok(peer.isClosed && world.clock.nowMs - since <= portalLimits.requestMs + 500);
    equal(peer.received, "");
  });

  it("ends an answer that is not taken in time", () => {
    const world = new PortalWorld();
    world.servers.isStalled = true;
    const peer = world.servers.connect();
    peer.send(get);
    world.clock.advance(portalLimits.responseMs - 100);
    equal(peer.isClosed, false);
    world.clock.advance(200);
    ok(peer.isClosed);
  });

  it("has three connections at once; one that says nothing makes room after a moment", () => {
    const world = new PortalWorld();
    const silent = Array.from({ length: 3 }, () => world.servers.connect());
    world.clock.advance(5);
    const peer = world.servers.connect();
    peer.send(get);
    world.clock.advance(10);
    equal(peer.isTaken, false);
    world.clock.advance(portalLimits.patienceMs);
    ok(peer.isTaken && peer.received.startsWith("HTTP/1.1 200"));
    deepEqual(silent.map(({ isClosed }) => isClosed).sort(), [false, false, true]);
    ok(world.servers.open <= 2 + portalLimits.connections);
  });

  it("goes on behind a connection that is lost while it is taken", () => {
    const world = new PortalWorld();
    world.servers.losses = 2;
    world.servers.connect();
    world.servers.connect();
    world.clock.advance(50);
    const peer = world.servers.connect();
    peer.send(get);
    world.clock.advance(50);
    ok(peer.isTaken && peer.received.startsWith("HTTP/1.1 200"));
  });

  it("lets those go that take an answer slowly, when another waits", () => {
    const world = new PortalWorld();
    world.servers.isStalled = true;
    const slow = Array.from({ length: 3 }, () => world.servers.connect());
    for (const peer of slow) peer.send(get);
    world.clock.advance(portalLimits.slowMs - 100);
    world.servers.isStalled = false;
    const peer = world.servers.connect();
    peer.send("GET /nothing HTTP/1.1\r\nHost: 192.168.4.1\r\n\r\n");
    world.clock.advance(50);
    equal(peer.isTaken, false);
    world.clock.advance(200);
    equal(parseAnswer(peer.received).status, 404);
    deepEqual(slow.map(({ isClosed }) => isClosed).sort(), [false, false, true]);
  });

  it("goes on answering while a hundred connections a second say nothing", () => {
    const world = new PortalWorld();
    for (let i = 0; i < 200; i++) {
      world.servers.connect();
      world.clock.advance(10);
      ok(world.servers.open <= 2 + portalLimits.connections);
    }
    const { status } = world.raw(get, undefined, 200 * portalLimits.patienceMs);
    equal(status, 200);
  });

  it("takes nobody from another network, for the station's is on the same port", () => {
    const world = new PortalWorld();
    for (const address of ["192.168.1.7", "10.0.0.1", "192.168.40.2", "192.168.4", ""]) {
      const peer = world.servers.connect(address);
      peer.send(get);
      world.clock.advance(100);
      deepEqual([peer.isClosed, peer.received], [true, ""], address);
    }
    equal(world.portal.lastVisitAt, undefined);
  });

  it("bears a peer that resets at each moment", () => {
    for (let ms = 0; ms < 24; ms++) {
      const world = new PortalWorld();
      const peer = world.servers.connect();
      peer.send(get);
      world.clock.advance(ms);
      peer.reset();
      world.clock.advance(50);
      ok(peer.isClosed, `after ${ms} ms`);
      equal(world.ask("GET", "/nothing").status, 404);
    }
  });

  it("tries again when its port cannot be had, and when it loses it", () => {
    const world = new PortalWorld();
    world.portal.close();
    equal(world.servers.open, 0);
    const second = new PortalWorld();
    second.servers.isTaken = true;
    second.servers.listener?.onError?.("lost");
    second.servers.udp?.onError?.("lost");
    second.clock.advance(10);
    equal(second.servers.open, 0);
    equal(second.portal.url, undefined);
    second.servers.isTaken = false;
    second.clock.advance(portalLimits.reopenMs);
    equal(second.servers.open, 2);
    equal(second.portal.url, "http://192.168.4.1/");
    equal(second.raw(get).status, 200);
  });

  it("leaves nothing open when it closes, and closes twice", () => {
    const world = new PortalWorld();
    const peer = world.servers.connect();
    world.servers.connect().send("GET");
    world.clock.advance(10);
    world.portal.close();
    world.portal.close();
    ok(peer.isClosed);
    equal(world.servers.open, 0);
    world.clock.advance(60000);
    equal(world.servers.open, 0);
  });
});
